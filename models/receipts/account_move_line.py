from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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
