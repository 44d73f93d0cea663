from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ArrearsRefundDeduction(models.Model):
    """A part of a deposit that is kept for an open charge, with the payer's written consent.

    This is the only way in which a deposit can pay a fee or a cost.
    """

    _name = "arrears.refund.deduction"
    _description = "Part of a deposit that is kept"
    _inherit = ["arrears.guarded"]
    _order = "refund_id, id"
    _rec_name = "charge_id"

    refund_id = fields.Many2one("arrears.refund", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="refund_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="refund_id.currency_id")
    debtor_id = fields.Many2one(related="refund_id.debtor_id")
    charge_id = fields.Many2one("arrears.charge", required=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one(related="charge_id.unit_id")
    kind = fields.Selection(related="charge_id.kind")
    amount_remaining = fields.Monetary(string="Open now", related="charge_id.amount_remaining")
    amount = fields.Monetary(
        string="To keep", compute="_compute_amount", store=True, readonly=False, precompute=True
    )

    _charge_once = models.UniqueIndex(
        "(refund_id, charge_id)", "This charge is in the refund already: change its amount."
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "Keep more than nothing.")

    @api.depends("charge_id")
    def _compute_amount(self):
        for deduction in self:
            deduction.amount = deduction.charge_id.amount_remaining

    @api.constrains("charge_id", "refund_id")
    def _check_charge(self):
        """An open charge of the same owner and company that is no deposit itself."""
        for deduction in self:
            charge, refund = deduction.charge_id, deduction.refund_id
            if (
                charge.company_id != refund.company_id
                or charge.debtor_id != refund.debtor_id.commercial_partner_id
                or charge.kind == "deposit"
            ):
                raise ValidationError(
                    self.env._(
                        "%(charge)s is no open fee or cost of %(owner)s: a deposit is kept for "
                        "what its own payer owes, and for nothing else.",
                        charge=charge.sudo().display_name,
                        owner=refund.debtor_id.display_name,
                    )
                )

    def _is_frozen(self):
        return self.refund_id.state != "draft"

    def write(self, values):
        """Extended: a part to keep stays in its refund."""
        self.env["arrears.refund"]._refuse_move(self, values)
        return super().write(values)

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: parts to keep are added to a draft only."""
        deductions = super().create(vals_list)
        if any(refund.state != "draft" for refund in deductions.refund_id):
            raise UserError(self.env._("This refund was asked for: its deductions are fixed."))
        return deductions
