from odoo import api, models

from ...engine.money import minor_units


class ArrearsReceipt(models.Model):
    """The counter warns of more in advance than may be taken."""

    _inherit = "arrears.receipt"

    @api.depends("amount_rest", "prepayment_unit_id", "prepayment_kind")
    def _compute_warning(self):
        """Extended: what is left over depends on what was received."""
        return super()._compute_warning()

    def _warnings(self):
        """Extended: what is left over would be paid too far ahead."""
        found = super()._warnings()
        unit, kind = self.prepayment_unit_id._origin, self.prepayment_kind
        if self.amount_rest > 0 and unit and kind:
            minor = minor_units(self.amount_rest, self.currency_id.decimal_places)
            problem = self.env["arrears.prepayment"]._prepayment_cap_problem(unit, kind, minor)
            if problem:
                found.append(problem)
        return found
