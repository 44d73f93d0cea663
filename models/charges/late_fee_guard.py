from odoo import api, models

SALES = ("out_invoice", "out_receipt")
# In the context of a take-over. No remote call can carry it, so nobody claims one from outside.
BROUGHT_OVER = object()


class AccountMove(models.Model):
    """No late fee is posted on an estate unless this room made it, and never more than accrued.

    It holds for documents made after the estate was: what books held before, and what a go-live
    brings over, stays as it is (docs/decisions.md). Documents without a line of this kind pay
    nothing for it.
    """

    _inherit = "account.move"

    def _post(self, soft=True):
        """Extended: late fees are checked on their way into the ledger, by whichever door.

        After Odoo's own posting, which has read the lines by then: asking before it cost queries.
        """
        posted = super()._post(soft)
        suspects = posted._arrears_late_fee_lines()
        if suspects:
            suspects._arrears_check_late_fees()
        return posted

    def _arrears_late_fee_lines(self):
        """Lines of these documents that charge a late fee for a unit, without a query."""
        products = self.env["product.product"]._arrears_late_fee_ids()

        def charges_late_fee(line):
            if line.arrears_kind:
                return line.arrears_kind == "late_fee"
            return line.product_id.id in products

        found = self.env["account.move.line"]
        for move in self:
            if move.move_type in SALES:
                found += move.invoice_line_ids.filtered(
                    lambda line: (
                        line.display_type == "product"
                        and charges_late_fee(line)
                        and line._arrears_place()[0]
                    )
                )
            elif move.move_type == "entry":
                found += move.line_ids.filtered(
                    lambda line: (
                        line.arrears_kind == "late_fee"
                        and line.balance > 0
                        and line._arrears_place()[0]
                    )
                )
        return found

    def _arrears_brings_late_fees_over(self):
        """Those of these entries that charge nothing anew: they bring over late fees of other
        books, or undo what had been paid of one. Rooms add theirs through ``super()``."""
        if self.env.context.get("arrears_brought_over") is BROUGHT_OVER:
            return self
        return self.filtered(
            lambda move: any(
                line.arrears_kind == "late_fee" and line.balance < 0
                for line in move.reversed_entry_id.line_ids
            )
        )

    @api.constrains("arrears_unit_id")
    def _check_late_fee_unit(self):
        """Naming a unit on a posted document afterwards is charging it."""
        posted = self.filtered(lambda move: move.state == "posted")
        if posted:
            posted._arrears_late_fee_lines()._arrears_check_late_fees()

    def button_cancel(self):
        """Extended: a cancelled bill frees its late fees for another run."""
        result = super().button_cancel()
        self.sudo().invoice_line_ids.arrears_late_fee_id._free()
        return result
