from odoo import api, fields, models


class ArrearsCharge(models.Model):
    """Charges of bills in another currency: the counter and claims leave them to Odoo."""

    _inherit = "arrears.charge"

    foreign_currency_id = fields.Many2one(
        "res.currency",
        string="Foreign currency",
        compute="_compute_foreign_currency_id",
        compute_sudo=True,
        help="The currency of the bill, where it is not that of the books. Its payment has an "
        "exchange difference, which Odoo's own reconciliation books.",
    )

    @api.depends("line_id.currency_id", "currency_id")
    def _compute_foreign_currency_id(self):
        for charge in self:
            # On a form the charge is a new record that stands for the stored one.
            stored = charge._origin
            currency = stored.line_id.currency_id
            charge.foreign_currency_id = currency if currency != stored.currency_id else False
