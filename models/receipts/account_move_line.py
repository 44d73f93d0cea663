from odoo import api, fields, models
from odoo.exceptions import UserError

from ..on_demand import ON_DEMAND


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Said on the credit itself as well, which every matching has in memory anyway: asking the
    # refunds cost a query for each payment. ``arrears.refund.line`` writes it and nobody else.
    arrears_reserving_refund_id = fields.Many2one(
        "arrears.refund",
        string="Reserved for refund",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="While this refund is under way, the credit meets nothing else.",
        prefetch=ON_DEMAND,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: nobody reserves a credit by hand."""
        for values in vals_list:
            self._refuse_reserving(values)
        return super().create(vals_list)

    def write(self, vals):
        """Extended: nobody reserves or frees a credit by hand."""
        self._refuse_reserving(vals)
        return super().write(vals)

    def _refuse_reserving(self, values):
        if "arrears_reserving_refund_id" in values and not self.env.su:
            raise UserError(
                self.env._("A credit is reserved by asking for its refund, and freed with it.")
            )

    def action_arrears_refund(self):
        """Ask for a refund of these credits: opens a new one, of one owner."""
        self.check_access("read")
        return self.env["arrears.refund"]._window_for(
            self.partner_id.commercial_partner_id, self.ids
        )

    def action_arrears_move(self):
        """Say which unit and kind this credit is for: opens the document that moves it."""
        self.ensure_one()
        self.check_access("read")
        return self.env["arrears.prepayment.transfer"]._window_for(self)

    def _arrears_kind_of_product(self):
        """The kind that the line's product says, or the nearest category above it."""
        self.ensure_one()
        product = self.product_id.sudo()
        if product.arrears_kind:
            return product.arrears_kind
        category = product.categ_id
        while category and not category.arrears_kind:
            category = category.parent_id
        return category.arrears_kind
