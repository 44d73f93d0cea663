from odoo import api, models
from odoo.fields import Domain


class ArrearsDispute(models.Model):
    """One dispute about a whole building: it reaches every open card of it, now and later."""

    _inherit = "arrears.dispute"

    def _reach_the_building(self):
        """Take in the charges of the building that no dispute names yet. It may run twice."""
        charges = self._charges_of_building()
        by_card = charges.grouped(lambda charge: (charge.debtor_id, charge.unit_id))
        cards = self.env["arrears.case"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("unit_id", "in", charges.unit_id.ids),
                ("debtor_id", "in", charges.debtor_id.ids),
                ("state", "!=", "closed"),
            ]
        )  # fmt: skip
        values = [
            {
                "dispute_id": self.id,
                "case_id": card.id,
                "charge_id": charge.id,
                "amount": charge.amount_remaining,
            }
            for card in cards
            for charge in by_card.get((card.debtor_id, card.unit_id), ())
        ]
        if values:
            self.sudo()._pause(self.env["arrears.dispute.line"].sudo().create(values))

    def _charges_of_building(self):
        """Open charges of the kind and period, in no other open dispute and not in this one."""
        charges = self.env["arrears.charge"].sudo().search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("estate_id", "=", self.estate_id.id)
            & Domain("unit_id.building", "=", self.building)
            & Domain("kind", "=", self.charge_kind)
            & Domain("state", "=", "open")
            & Domain("amount_remaining", ">", 0)
            & Domain("debtor_id", "!=", False)
            & Domain("period_from", "<=", self.period_to)
            & Domain("period_to", ">=", self.period_from)
        )  # fmt: skip
        return charges - self._disputed_among(charges) - self.sudo().line_ids.charge_id

    @api.model
    def _reach_new_cards(self, company):
        """Every morning before the run: cards that came, and charges that fell due, meanwhile."""
        waiting = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("scope", "=", "building"),
                ("state", "in", self._owed_states),
            ]
        )
        for dispute in waiting:
            dispute._reach_the_building()
