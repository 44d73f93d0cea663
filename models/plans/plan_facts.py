from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...engine.plan import Current, Line, Running
from .plan import PLAN_KINDS


class ArrearsPlan(models.Model):
    """What the engine asks of running plans, fetched for all of a company at once."""

    _inherit = "arrears.plan"

    def _as_running(self, company, today):
        """What is known of each of these plans of one company.

        :return: ``{plan id: engine.plan.Running}``
        """
        told = {
            (notice.plan_id.id, notice.line_id.id or False, notice.charge_id.id or False):
                notice.told_on or None
            for notice in self.notice_ids
        }  # fmt: skip
        payments, left = self._payments_and_rest()
        unpaid = self._current_charges(company, today)
        estates = self.charge_ids.estate_id
        stale = self.env["arrears.ledger.gap"]._stale_accounts(company, estates, today)
        calendars = {
            place: company._arrears_calendar(group[:1])
            for place, group in (estates | self.estate_id).grouped("jurisdiction_id").items()
        }
        plain, days = company._arrears_calendar(), company.arrears_promise_grace_days
        found = {}
        for plan in self:
            calendar = calendars.get(plan.estate_id.jurisdiction_id, plain)
            found[plan.id] = Running(
                lines=plan._lines_as_running(told, calendar, days),
                payments=tuple(payments[plan.id]),
                left=left[plan.id],
                currents=tuple(
                    Current(
                        charge.id,
                        calendar.working_days_after(charge.due_date, days),
                        told.get((plan.id, False, charge.id)),
                    )
                    for charge in unpaid.get(plan.id, ())
                ),
                resumed_on=plan.resumed_on or None,
                review_on=plan.review_on or None,
                ledger_old_since=min(
                    (stale[one.id].since for one in plan.charge_ids.estate_id if one.id in stale),
                    default=None,
                ),
            )
        return found

    def _lines_as_running(self, told, calendar, days):
        return tuple(
            Line(
                line.id,
                line.due_on,
                self._minor(line.amount),
                calendar.working_days_after(line.due_on, days),
                told.get((self.id, line.id, False)),
            )
            for line in self.line_ids
        )

    def _payments_and_rest(self):
        """What came off each plan's charges since it was proposed, by value date, and what is left.

        What counts is what the ledger no longer asks for, so a bill that was corrected counts as
        money does: nobody pays an instalment of what he does not owe.

        :return: ``{plan id: [(day, minor units)]}`` and ``{plan id: minor units}``
        """
        debts = self.charge_ids._late_fee_debts()
        payments, left = defaultdict(list), defaultdict(int)
        for agreed in self.agreed_charge_ids:
            plan, charge = agreed.plan_id, agreed.charge_id
            then = plan._minor(agreed.amount)
            now = plan._minor(charge.amount_remaining) if charge.state == "open" else 0
            left[plan.id] += now
            since = max(then - now, 0)
            debt = debts.get(charge.id)
            for day, part in reversed(debt.reductions if debt else ()):
                taken = min(part, since)
                since -= taken
                if taken:
                    payments[plan.id].append((max(day, plan.proposed_on), taken))
            if since:
                payments[plan.id].append((plan.proposed_on, since))
        return payments, left

    @api.model
    def _current_charges(self, company, today):
        """The bills that fell due while each plan ran, and are open and not in question.

        :return: ``{plan id: charges}``
        """
        charges = self.env["arrears.charge"].search(
            Domain("company_id", "=", company.id)
            & Domain("debtor_id", "in", self.debtor_id.ids)
            & Domain("unit_id", "in", self.charge_ids.unit_id.ids)
            & Domain("state", "=", "open")
            & Domain("kind", "in", PLAN_KINDS)
            & Domain("amount_remaining", ">", 0)
            & Domain("due_date", "<", today)
            & Domain("due_date", ">=", min(self.mapped("decided_on"), default=today))
            & Domain("time_barred", "=", False)
            & Domain("no_followup", "!=", True)
        )
        charges -= self.env["arrears.notice"].sudo()._in_question(company, charges, today)
        by_debtor = charges.grouped("debtor_id")
        return {
            plan.id: by_debtor[plan.debtor_id].filtered(
                lambda one, plan=plan: (
                    one.due_date >= plan.decided_on
                    and one not in plan.charge_ids
                    and one.unit_id in plan.charge_ids.unit_id
                )
            )
            for plan in self
            if plan.debtor_id in by_debtor
        }
