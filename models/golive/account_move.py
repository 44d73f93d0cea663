from odoo import models


class AccountMove(models.Model):
    """Late fees that the old books charged are taken over as they are."""

    _inherit = "account.move"

    def _arrears_brings_late_fees_over(self):
        """Extended: entries of a go-live and of a former firm's claims, also posted again."""
        brought = super()._arrears_brings_late_fees_over()
        left = self - brought
        if not left:
            return brought
        rows = self.env["arrears.golive.row"].sudo().search([("move_id", "in", left.ids)])
        claims = self.env["arrears.former.claim"].sudo().search([("move_id", "in", left.ids)])
        return brought | rows.move_id | claims.move_id
