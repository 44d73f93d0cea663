from odoo import fields, models
from odoo.exceptions import UserError

from ..on_demand import ON_DEMAND


class AccountMove(models.Model):
    """Entries that pay refunds or move prepayments."""

    _inherit = "account.move"

    arrears_refund_id = fields.Many2one(
        "arrears.refund",
        string="Refund",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This entry pays this refund.",
        prefetch=ON_DEMAND,
    )

    def _check_draftable(self):
        """A refund's entry is taken back by voiding the refund, with a reason."""
        payments = self.filtered("arrears_refund_id")
        if payments:
            raise UserError(
                self.env._(
                    "%(entry)s pays refund %(refund)s. It cannot be reset to draft: void the "
                    "refund instead.",
                    entry=payments[0].name,
                    refund=payments[0].sudo().arrears_refund_id.name,
                )
            )
        self._arrears_check_not_reserved()
        return super()._check_draftable()

    def _arrears_check_not_reserved(self):
        """What is about to go back stays in the books as it is."""
        reserved = self.env["arrears.refund.line"]._reserved(self.line_ids.ids)
        if reserved:
            item_id, refund_id = next(iter(reserved.items()))
            raise UserError(
                self.env._(
                    "%(credit)s is reserved: refund %(refund)s is under way. Wait until it is "
                    "decided, or have it cancelled.",
                    credit=self.env["account.move.line"].browse(item_id).move_id.name,
                    refund=self.env["arrears.refund"].sudo().browse(refund_id).name,
                )
            )

    def _arrears_kinds_of_lines(self):
        """The kinds of what a document charges."""
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return {line.arrears_kind or line._arrears_kind_of_product() for line in lines} - {False}
