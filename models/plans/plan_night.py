from odoo import api, models

from ...engine.money import amount
from ...engine.plan import judge
from ...engine.reason import as_json
from .plan import IN_FORCE


class ArrearsPlan(models.Model):
    """The night's look at running plans: a judgement of days and money, so it may run any time."""

    _inherit = "arrears.plan"

    @api.model
    def _judge(self, company):
        """Judge the running plans of a company, tell owners what is open, and ask for reviews.

        Repeating it changes nothing; days off are made up for.
        """
        today = company._arrears_today()
        plans = self.sudo().with_company(company).search(
            [("company_id", "=", company.id), ("state", "in", IN_FORCE)]
        )  # fmt: skip
        if not plans:
            return
        found = plans._judgements(company, today)
        for plan in plans:
            plan._take_over(found[plan.id])
        plans._notice_what_is_open(found)
        plans.filtered(lambda plan: plan.state in IN_FORCE)._tell_owners(company, today, found)

    def _judgements(self, company, today):
        """Where each of these plans of one company stands.

        :return: ``{plan id: engine.plan.Judgement}``
        """
        return {
            key: judge(running, today, company.arrears_plan_cure_days)
            for key, running in self._as_running(company, today).items()
        }

    def _take_over(self, judgement):
        """Write a judgement where it differs, and do what follows from a new state."""
        before, digits = self.state, self._digits()
        for line in judgement.lines:
            record = self.env["arrears.plan.line"].browse(line.key)
            values = {
                "state": line.state,
                "amount_paid": amount(line.paid, digits),
                "paid_on": line.paid_on or False,
            }
            known = (record.state, self._minor(record.amount_paid), record.paid_on or None)
            if known != (line.state, line.paid, line.paid_on):
                record._record_effect(values)
        if judgement.state == "completed":
            self._complete()
            return
        values = {
            "state": judgement.state,
            "reasons": as_json(judgement.reasons),
            "cure_until": judgement.cure_until or False,
        }
        if any(self[name] != value for name, value in values.items()):
            self._record_effect(values)
        if judgement.state == before:
            return
        self.activity_ids.unlink()
        if judgement.state == "review":
            self._give_task(self._deciders()[:1], "review")

    def _complete(self):
        """Kept to the end: the late fees that were frozen are given up for good."""
        charges = self.charge_ids.filtered(lambda one: one.kind == "principal" and one.due_date)
        today = self.company_id._arrears_today()
        self._stop("completed", {"reasons": False})
        self.env["arrears.late.fee.pause"].create(
            [
                {
                    "charge_id": charge.id,
                    "cause": "agreed",
                    "date_from": charge.due_date,
                    "date_until": max(today, charge.due_date),
                    "note": self.env._("Payment plan %(number)s kept to the end", number=self.name),
                }
                for charge in charges
            ]
        )
        self.env["arrears.waiver"]._waive_for_plan(self)

    def _notice_what_is_open(self, found):
        """A row for each instalment and current bill that the owner is to hear of, once."""
        known = self.notice_ids
        lines, charges = known.line_id.ids, {(one.plan_id.id, one.charge_id.id) for one in known}
        rows = []
        for plan in self:
            judgement = found[plan.id]
            rows += [
                {"plan_id": plan.id, "line_id": key} for key in judgement.missed if key not in lines
            ]
            rows += [
                {"plan_id": plan.id, "charge_id": key}
                for key in judgement.unpaid
                if (plan.id, key) not in charges
            ]
        self.env["arrears.plan.notice"].create(rows)
