from odoo import models
from odoo.exceptions import UserError


class ArrearsClaim(models.Model):
    """Money that belongs to a sister company: two entries through the inter-company accounts."""

    _inherit = "arrears.claim"

    def _counterpart_sister_company(self, line):
        """Here a debt to the sister; there the debtor's payment, at the same value date.

        :raises UserError: one of the two companies has no inter-company account
        """
        sister = self.sister_company_id.sudo()
        if not sister:
            raise UserError(self.env._("Choose the sister company that the money is for."))
        self._check_sister(sister)
        move = self._book_in_sister(sister, line)
        self._record_effect({"sister_move_id": move.id})
        owed = self._signed_credit(
            self.company_id.sudo().arrears_intercompany_account_id,
            self._minor(self.amount),
            partner_id=sister.partner_id.id,
        )
        return [], [owed]

    def _check_own_companies(self):
        """:raises UserError: the money is for a company that this user does not work for"""
        for claim in self.sudo():
            sister = claim.sister_company_id
            if (
                sister
                and claim.kind == "sister_company"
                and sister not in self.env.user.company_ids
            ):
                raise UserError(
                    self.env._(
                        "%(claim)s books in %(sister)s too, and you do not work for it: ask "
                        "somebody who works for both companies.",
                        claim=claim.display_name,
                        sister=sister.display_name,
                    )
                )

    def _check_sister(self, sister):
        if sister not in self.company_id._arrears_sisters():
            raise UserError(
                self.env._(
                    "Money goes to %(sister)s only when both companies have an inter-company "
                    "account and the sister a journal for it: set them on the companies.",
                    sister=sister.display_name,
                )
            )
        if sister.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "%(sister)s keeps its books in another currency.", sister=sister.display_name
                )
            )

    def _book_in_sister(self, sister, line):
        """The sister's entry: its claim on us, against the debtor."""
        money_in = self.env["arrears.money.in"].sudo().with_company(sister)
        here = self.company_id.sudo().partner_id
        credits = self.with_company(sister).sudo()._credits_of_debtors(sister)
        claim_on_us = {
            **money_in._prepare_item(
                sister, sister.arrears_intercompany_account_id, self._minor(self.amount)
            ),
            "partner_id": here.id,
            "name": self._text(),
        }
        return money_in._book_money(
            sister,
            sister.arrears_intercompany_journal_id,
            self._value_date(line),
            [claim_on_us],
            credits,
            {"ref": self._text(), "date": line.date},
        )

    def _undo_sister(self):
        """Reverse the sister's entry: both stay in its books, and the charges are open again."""
        move = self.sister_move_id.sudo()
        if not move or move.state != "posted":
            return
        move.line_ids.remove_move_reconcile()
        reverse = move.with_company(move.company_id)._reverse_moves(
            [{"date": move.date, "ref": self.env._("Undone: %(text)s", text=self._text())}],
            cancel=True,
        )
        reverse.arrears_value_date = move.arrears_value_date
        # It takes a payment back: it is no new charge of the unit.
        reverse.line_ids.write(
            {
                "arrears_unit_id": False, "arrears_kind": False,
                "arrears_period_from": False, "arrears_period_to": False,
            }
        )  # fmt: skip
