from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..on_demand import ON_DEMAND


class AccountMove(models.Model):
    """Entries that book a receipt of the counter, its void, or a cashier's day."""

    _inherit = "account.move"

    arrears_receipt_id = fields.Many2one(
        "arrears.receipt",
        string="Receipt",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="This entry books the money of this receipt, or takes it back.",
        prefetch=ON_DEMAND,
    )
    arrears_cashier_day_id = fields.Many2one(
        "arrears.cashier.day",
        string="Cashier's day",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This entry books the difference or the deposit of this day.",
        prefetch=ON_DEMAND,
    )

    _arrears_receipt_once = models.UniqueIndex(
        "(arrears_receipt_id, COALESCE(reversed_entry_id, 0)) WHERE arrears_receipt_id IS NOT NULL",
        "This receipt is booked already.",
    )

    def _check_draftable(self):
        """A receipt is undone by voiding it, a closing by opening the day again."""
        booked = self.filtered(lambda move: move.arrears_receipt_id or move.arrears_cashier_day_id)
        for move in booked[:1]:
            receipt = move.sudo().arrears_receipt_id
            if receipt:
                raise UserError(
                    self.env._(
                        "%(entry)s books receipt %(receipt)s. It cannot be reset to draft: void "
                        "the receipt.",
                        entry=move.name,
                        receipt=receipt.name,
                    )
                )
            raise UserError(
                self.env._(
                    "%(entry)s books the closing of a cashier's day. It cannot be reset to draft: "
                    "open the day again.",
                    entry=move.name,
                )
            )
        return super()._check_draftable()

    def _arrears_settled_by_money(self):
        """Extended: invoices that a receipt helped to settle."""
        settled = super()._arrears_settled_by_money()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT debt.move_id
                  FROM account_move_line debt
                  JOIN account_partial_reconcile part ON part.debit_move_id = debt.id
                  JOIN account_move_line credit ON credit.id = part.credit_move_id
                  JOIN account_move posting ON posting.id = credit.move_id
                 WHERE debt.company_id = ANY(%(companies)s) AND debt.move_id = ANY(%(moves)s)
                   AND posting.arrears_receipt_id IS NOT NULL
                """,
                companies=self.company_id.ids,
                moves=self.ids,
            )
        )
        return settled | self.browse(move_id for (move_id,) in rows)
