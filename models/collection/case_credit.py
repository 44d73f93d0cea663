from odoo import api, fields, models

from ...engine.gates import KINDS_WITH_PRICE_BASIS
from ...engine.money import total


class ArrearsCase(models.Model):
    """What a card shows beside the debt: credits of the debtor, and debts without a basis."""

    _inherit = "arrears.case"

    amount_credits = fields.Monetary(
        string="Unapplied credits",
        compute="_compute_amount_credits",
        help="Payments and credit notes of this debtor that no bill has used, over all units. "
        "They are shown and never set off by themselves.",
    )
    amount_without_basis = fields.Monetary(
        string="Without price basis",
        compute="_compute_amount_without_basis",
        help="Overdue charges that nothing entitles the firm to demand yet. They are not pursued.",
    )

    @api.depends("debtor_id", "company_id")
    def _compute_amount_credits(self):
        Line = self.env["account.move.line"].sudo()
        found = {}
        for company, cases in self.grouped("company_id").items():
            for debtor, amount in Line._arrears_credits(company, cases.debtor_id).items():
                found[company.id, debtor] = amount
        for case in self:
            case.amount_credits = found.get((case.company_id.id, case.debtor_id.id), 0)

    @api.depends("charge_ids")
    def _compute_amount_without_basis(self):
        for case in self:
            left = case._charges_without_basis().mapped("amount_remaining")
            case.amount_without_basis = total(left, case.currency_id.decimal_places)

    def _charges_without_basis(self):
        """Overdue charges of these cards that only a price basis is missing for."""
        return self.charge_ids.filtered(
            lambda charge: (
                charge.kind in KINDS_WITH_PRICE_BASIS
                and not charge.price_basis
                and not charge.time_barred
            )
        )

    def action_allocate_credits(self):
        """Open the offer that sets credits of the debtor beside what he owes."""
        self.ensure_one()
        return self.env["arrears.credit.allocation"]._open_for(self.company_id, self.debtor_id)

    def action_give_price_basis(self):
        """Open a new price basis that would hold for what this card cannot demand yet."""
        self.ensure_one()
        charges = self._charges_without_basis()
        days = [day for charge in charges for day in (charge.period_from, charge.due_date) if day]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price basis"),
            "res_model": "arrears.price.basis",
            "view_mode": "form",
            "context": {
                "default_company_id": self.company_id.id,
                "default_estate_id": self.estate_id.id,
                "default_holds_for": "kind",
                "default_kind": charges[:1].kind or "principal",
                "default_date_from": min(days) if days else False,
            },
        }
