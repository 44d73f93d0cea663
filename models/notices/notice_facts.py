from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from odoo import api, models
from odoo.fields import Domain

from ...engine.gates import KINDS_WITH_PRICE_BASIS
from ...engine.money import minor_units
from ...engine.notices import BILL_HOLDS, PERSONAL_HOLDS, ComingBill, Payer, rule_for
from ...engine.payment_record import record_of

# What an owner is reminded of: the running fees. Fees for lateness and costs are no coming bills.
KINDS = ("principal", "pass_through")


@dataclass(slots=True)
class Coming:
    """What a debtor hears of today.

    :param spoken: (charge, bill, rule) of each charge a rule speaks of, by due date
    """

    payer: Payer
    spoken: list[tuple[Any, ComingBill, Any]] = field(default_factory=list)

    def in_question_or_not(self, questioned: bool) -> list[tuple[Any, ComingBill, Any]]:
        """Those of the charges that are in question, or those that are not."""
        return [one for one in self.spoken if one[1].in_question is questioned]


class ArrearsNotice(models.Model):
    """What has to be known of debtors before they are written to, each kind by one query."""

    _inherit = "arrears.notice"

    @api.model
    def _coming_domain(self, company, today, days):
        """Charges that fall due within so many days in estates with notices switched on."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "open")
            & Domain("kind", "in", KINDS)
            & Domain("amount_remaining", ">", 0)
            & Domain("due_date", ">=", today)
            & Domain("due_date", "<=", today + timedelta(days=days))
            & Domain("no_followup", "!=", True)
            & Domain("debtor_id", "!=", False)
            & Domain("estate_id.notices_enabled", "=", True)
        )

    @api.model
    def _coming(self, company, debtor_ids, rules, today):
        """What each of these debtors hears of today.

        :return: ``{debtor id: Coming}``, without those of whom no rule speaks
        """
        charges = self._coming_charges(company, debtor_ids, rules, today)
        judged = self._records(company, debtor_ids, rules, today)
        late = {debtor for debtor, bills in judged.items() if record_of(bills).last_late}
        spared = judged and self._spared(company, debtor_ids, judged, today)
        credit = self._open_credit(company, debtor_ids)
        questioned = self._in_question(company, charges, today)
        by_bank = self._by_direct_debit(charges)
        rows, digits, found = rules._as_engine(), company.currency_id.decimal_places, {}
        for charge in charges:
            debtor = charge.debtor_id.id
            payer = Payer(debtor in late, credit.get(debtor, 0), debtor in spared)
            bill = ComingBill(
                charge.id, charge.due_date, minor_units(charge.amount_remaining, digits),
                charge in by_bank, charge in questioned,
            )  # fmt: skip
            rule = rule_for(rows, bill, payer, today)
            if not rule:
                continue
            coming = found.setdefault(debtor, Coming(payer))
            coming.spoken.append((charge, bill, rules.browse(rule.key)))
        return found

    @api.model
    def _coming_charges(self, company, debtor_ids, rules, today):
        """The charges within reach of the rules, by due date. A bill whose price rests on nothing
        yet is not spoken of; it can't be dunned either."""
        charges = self.env["arrears.charge"].sudo().search(
            self._coming_domain(company, today, max(rules.mapped("days_before")))
            & Domain("debtor_id", "in", debtor_ids),
            order="due_date, id",
        )  # fmt: skip
        return charges.filtered(
            lambda charge: charge.price_basis or charge.kind not in KINDS_WITH_PRICE_BASIS
        )

    @api.model
    def _records(self, company, debtor_ids, rules, today):
        """How each debtor paid, as ``_judged`` says it; empty where one rule is for everybody."""
        if len(rules) < 2 and not any(rules.mapped("only_after_late")):
            return {}
        return self.env["arrears.payment.record"]._judged(company, debtor_ids, today)

    @api.model
    def _open_credit(self, company, debtor_ids):
        """What each debtor has paid and nobody has applied yet: ``{debtor id: minor units}``."""
        rows = self.env["account.move.line"].sudo()._read_group(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("amount_residual", "<", 0),
                ("partner_id.commercial_partner_id", "in", debtor_ids),
            ],
            ["partner_id"],
            ["amount_residual:sum"],
        )  # fmt: skip
        digits, credit = company.currency_id.decimal_places, {}
        for partner, residual in rows:
            key = partner.commercial_partner_id.id
            credit[key] = credit.get(key, 0) - minor_units(residual, digits)
        return credit

    @api.model
    def _in_question(self, company, charges, today):
        """Those of the charges that a running hold of their unit puts in question."""
        holds = self._holds(company, charges.debtor_id.ids, BILL_HOLDS, today)
        questioned = self.env["arrears.charge"]
        for hold in holds:
            case = hold.case_id
            of_case = charges.filtered(
                lambda charge, case=case: (
                    charge.debtor_id == case.debtor_id and charge.unit_id == case.unit_id
                )
            )
            questioned |= (of_case & hold.charge_ids) if hold.charge_ids else of_case
        return questioned

    @api.model
    def _untouchable(self, company, debtor_ids, today):
        """Ids of debtors whom no machine writes to: deceased, represented, in hardship, by wish."""
        holds = self._holds(company, debtor_ids, PERSONAL_HOLDS, today)
        return set(holds.case_id.debtor_id.ids)

    @api.model
    def _holds(self, company, debtor_ids, kinds, today):
        holds = self.env["arrears.hold"].sudo()
        return holds.search(
            Domain("company_id", "=", company.id)
            & Domain("case_id.debtor_id", "in", debtor_ids)
            & Domain("type", "in", sorted(kinds))
            & holds._running_domain(today)
        )

    @api.model
    def _by_direct_debit(self, charges):
        """Those of the charges that an active mandate of their debtor and unit will pay."""
        mandates = self.env["arrears.mandate"].sudo().search(
            [("state", "=", "active"), ("debtor_id", "in", charges.debtor_id.ids)]
        )  # fmt: skip
        paid = {(one.debtor_id, unit) for one in mandates for unit in one.unit_ids}
        return charges.filtered(lambda charge: (charge.debtor_id, charge.unit_id) in paid)
