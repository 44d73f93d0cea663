from odoo import api, fields, models

from ...engine.late_fee import to_charge
from ...engine.money import amount


class ArrearsCase(models.Model):
    """What a card's late payment has cost so far: shown on the opened card, stored nowhere."""

    _inherit = "arrears.case"

    late_fee_accrued = fields.Monetary(
        string="Late fee not billed",
        compute="_compute_late_fee_accrued",
        help="Reckoned up to today on the overdue charges of this card. Nobody owes it before a "
        "bill charges it.",
    )

    @api.depends_context("arrears_today")
    def _compute_late_fee_accrued(self):
        charges = self.charge_ids.filtered(lambda charge: charge.kind == "principal")
        accruals, charged = charges._late_fees(), charges._late_fee_charged()
        for case in self:
            left = sum(
                to_charge(accruals[charge.id].amount, charged.get(charge.id, (0, None))[0])
                for charge in case.charge_ids & charges
            )
            case.late_fee_accrued = amount(left, case.currency_id.decimal_places)

    def action_late_fee_statement(self):
        """Open how the late fees of this card come about."""
        self.ensure_one()
        self.check_access("read")
        charges = self.charge_ids.filtered(lambda charge: charge.kind == "principal")
        return self.env["arrears.late.fee.statement"]._open_for(charges)
