from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..on_demand import ON_DEMAND


class AccountMove(models.Model):
    """Entries that book what a bank collected."""

    _inherit = "account.move"

    arrears_debit_batch_id = fields.Many2one(
        "arrears.debit.batch",
        string="Debit batch",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This entry books what the bank collected for this batch.",
        prefetch=ON_DEMAND,
    )

    def _check_draftable(self):
        """A debit posting is undone by booking a return, never by taking the money out of the
        books: the bank did move it."""
        postings = self.filtered("arrears_debit_batch_id")
        if postings:
            raise UserError(
                self.env._(
                    "%(entry)s books money that the bank collected (batch %(batch)s). It cannot be "
                    "reset to draft: when the bank takes money back, book a return.",
                    entry=postings[0].name,
                    batch=postings[0].sudo().arrears_debit_batch_id.name,
                )
            )
        return super()._check_draftable()

    def _arrears_settled_by_money(self):
        """Extended: invoices that a debit posting helped to settle."""
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
                   AND posting.arrears_debit_batch_id IS NOT NULL
                """,
                companies=self.company_id.ids,
                moves=self.ids,
            )
        )
        return settled | self.browse(move_id for (move_id,) in rows)
