from odoo import models
from odoo.tools import format_datetime

from .spreadsheet import Column, Spreadsheet


class ArrearsRefund(models.Model):
    """What whoever makes the transfers needs to know; account numbers in full, kept nowhere."""

    _inherit = "arrears.refund"

    def _payment_sheet_name(self):
        company = self.company_id[:1]
        return f"refunds_{company.id}_{company._arrears_today()}.xlsx"

    def _payment_sheet(self):
        """The bytes of the sheet; who took it is noted on each refund.

        :raises AccessError: the user is neither treasurer nor accountant
        :raises UserError: one of them is not approved
        """
        self._check_payment_sheet()
        book = Spreadsheet(self.currency_id[:1], self.env._("Refunds to pay"), self._sheet_notes())
        columns = [
            Column(self.env._("Number")),
            Column(self.env._("Owner")),
            Column(self.env._("Account holder")),
            Column(self.env._("Account number"), width=30),
            Column(self.env._("Bank")),
            Column(self.env._("To pay out"), "amount", total=True),
            Column(self.env._("Goes")),
            Column(self.env._("Approved by")),
        ]
        book.add_table(
            self.env._("Refunds"),
            columns,
            [refund._sheet_row() for refund in self.sorted("name")],
            total_label=self.env._("Total"),
        )
        for refund in self.sudo():
            refund.message_post(
                body=refund.env._(
                    "%(user)s took the payment sheet with the whole account number.",
                    user=self.env.user.name,
                )
            )
        return book.content()

    def _sheet_notes(self):
        moment = format_datetime(self.env, self.env.cr.now())
        taken = self.env._("Taken by %(user)s, %(moment)s", user=self.env.user.name, moment=moment)
        return [self.company_id.name, taken]

    def _sheet_row(self):
        ways = dict(self._fields["destination"]._description_selection(self.env))
        return (
            self.name,
            self.debtor_id.name,
            self.holder_name,
            self._account_number(),
            self.bank_name,
            self.amount,
            ways[self.destination],
            self.approved_by_id.name,
        )
