from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command, Domain

from ...engine.late_fee import waived_for_prompt_payment

REASON = "prompt_payment"


class ArrearsWaiver(models.Model):
    """Late fees given up by the firm's own rule: the service fee came soon after the bill."""

    _inherit = "arrears.waiver"

    prompt_charge_id = fields.Many2one(
        "arrears.charge", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    # Two jobs at once: the database says which of them gave a fee up.
    _prompt_once = models.UniqueIndex(
        "(prompt_charge_id) WHERE prompt_charge_id IS NOT NULL AND state <> 'refused'",
        "This late fee was given up already.",
    )

    @api.model
    def _waive_promptly_paid(self):
        """The night's work: an ordinary waiver for each fee that the rule gives up.

        Repeating it changes nothing: a fee that is named by any waiver is left alone, and the
        owner's last waiver of this kind is a year away.

        :return: the waivers made
        """
        made = self.browse()
        companies = self.env["res.company"].search([("arrears_prompt_waiver_days", ">", 0)])
        for company in companies:
            made |= self.with_company(company)._waive_promptly_paid_of(company)
        return made

    @api.model
    def _waive_promptly_paid_of(self, company):
        fees = self._fees_to_give_up(company)
        last = self._last_prompt_waivers(company, fees.debtor_id)
        paid_on = self._principal_paid_on(fees)
        days = company.arrears_prompt_waiver_days
        made = self.browse()
        for debtor, of_debtor in fees.grouped("debtor_id").items():
            for fee in of_debtor.sorted("due_date"):
                if waived_for_prompt_payment(
                    fee.due_date, paid_on.get(fee.id), days, last.get(debtor.id)
                ):
                    made |= self._give_up(company, fee)
                    break  # Once in twelve months.
        return made

    def _fees_to_give_up(self, company):
        """Open late fees that this room charged and that no waiver names."""
        lines = self.env["arrears.late.fee.line"].search(
            [("company_id", "=", company.id), ("state", "=", "charged"), ("move_id", "!=", False)]
        )
        fees = self.env["arrears.charge"].search(
            [
                ("move_id", "in", lines.move_id.ids),
                ("kind", "=", "late_fee"),
                ("state", "=", "open"),
            ]
        )
        named = self.env["arrears.waiver.line"].search(
            [("charge_id", "in", fees.ids), ("waiver_id.state", "!=", "refused")]
        )
        return fees - named.charge_id

    def _last_prompt_waivers(self, company, debtors):
        """``{debtor id: day of the last waiver of this kind}``."""
        rows = self._read_group(
            Domain("company_id", "=", company.id)
            & Domain("debtor_id", "in", debtors.ids)
            & Domain("reason_code", "=", REASON)
            & Domain("state", "!=", "refused"),
            ["debtor_id"],
            ["requested_on:max"],
        )
        return {debtor.id: day for debtor, day in rows}

    def _principal_paid_on(self, fees):
        """The day the last money came in for what each fee was charged on; open ones left out.

        :return: ``{fee charge id: date}``
        """
        sources = fees._late_fee_sources()
        debts = self.env["arrears.charge"].union(*sources.values())._late_fee_debts()
        found = {}
        for fee_id, charges in sources.items():
            paid = [debts[charge.id] for charge in charges]
            if paid and all(
                sum(part for _day, part in debt.reductions) == debt.original for debt in paid
            ):
                found[fee_id] = max(day for debt in paid for day, _part in debt.reductions)
        return found

    def _give_up(self, company, fee):
        """An ordinary waiver over the whole of one fee, asked for by the system."""
        today = company._arrears_today()
        waiver = self.with_user(SUPERUSER_ID).create(
            {
                "company_id": company.id,
                "debtor_id": fee.debtor_id.id,
                "reason_code": REASON,
                "line_ids": [Command.create({"charge_id": fee.id, "amount": fee.amount_remaining})],
            }
        )
        waiver._record_effect(
            {"state": "submitted", "requested_on": today, "prompt_charge_id": fee.id}
        )
        approver = company.arrears_prompt_waiver_by_id
        if approver and not waiver._obstacles(approver):
            waiver._record_effect(waiver._approval(approver.id))
            waiver._apply()
        else:
            waiver._send_to_approvers()
        return waiver
