from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.approval import PRINCIPAL
from ...engine.money import amount, minor_units, spread


class ArrearsWaiver(models.Model):
    """The document of a waiver: an ordinary credit note on each fee's invoice."""

    _inherit = "arrears.waiver"

    def _credit(self, amounts):
        """Book the decided amounts and reconcile them with the fees, all in one go.

        One credit note per source document, since a red-letter invoice answers to one invoice;
        a unique index keeps it to one per waiver and source.

        :param amounts: {charge id: minor units}
        """
        charges = self.env["arrears.charge"].browse(amounts)
        sources = charges.grouped("move_id")
        notes = self.env["account.move"].create(
            [self._credit_note(source, fees, amounts) for source, fees in sources.items()]
        )
        for note, fees in zip(notes, sources.values(), strict=True):
            self._align_account(note, fees)
        notes._post(soft=False)
        self.env["account.move.line"]._reconcile_plan(
            [
                fees.line_id | self._receivable(note)
                for note, fees in zip(notes, sources.values(), strict=True)
            ]
        )
        # The link comes after: set before posting, it makes Odoo reconcile each one by itself.
        for note in notes.filtered(lambda note: note.arrears_waived_move_id.is_invoice()):
            note.reversed_entry_id = note.arrears_waived_move_id

    def _credit_note(self, source, fees, amounts):
        """Values of one credit note. Its date is today; a lock date moves it as Odoo does."""
        today = self.company_id._arrears_today()
        if source.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "%(document)s is in another currency: credit it by hand.",
                    document=source.display_name,
                )
            )
        journal = source.journal_id if source.is_invoice() else self._sale_journal()
        lines = [line for fee in fees for line in self._credit_lines(source, fee, amounts[fee.id])]
        return {
            "move_type": "out_refund",
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "partner_id": source.partner_id.id if source.is_invoice() else self.debtor_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "fiscal_position_id": source.fiscal_position_id.id,
            "arrears_value_date": today,
            "arrears_reduction": "waiver",
            "arrears_waiver_id": self.id,
            "arrears_waived_move_id": source.id,
            "ref": self.name,
            "invoice_line_ids": [Command.create(line) for line in lines],
        }

    def _sale_journal(self):
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company_id.id), ("type", "=", "sale")], limit=1
        )
        if not journal:
            raise UserError(self.env._("There is no sales journal to book the credit note in."))
        return journal

    def _credit_lines(self, source, fee, minor):
        """Lines that credit one fee with the accounts and taxes it was charged with."""
        name = self._credit_wording(fee)
        if not source.is_invoice():
            return [{**self._opening_item_line(fee, minor), "name": name}]
        charged = source._arrears_lines_of(fee).filtered(lambda line: line.price_total > 0)
        if not charged:
            raise UserError(
                self.env._(
                    "%(document)s has no line for %(fee)s any more: credit it by hand.",
                    document=source.display_name,
                    fee=fee.display_name,
                )
            )
        digits = self.currency_id.decimal_places
        parts = spread(minor, [minor_units(line.price_total, digits) for line in charged])
        return [
            self._like(line, part, name) for line, part in zip(charged, parts, strict=True) if part
        ]

    def _like(self, line, minor, name):
        values = line._arrears_priced_like(minor)
        del values["move_id"]
        return {**values, "name": name, "arrears_kind": self.subject}

    def _opening_item_line(self, fee, minor):
        account = self.company_id.arrears_waiver_account_id
        if not account:
            raise UserError(
                self.env._(
                    "%(fee)s is an opening item without an invoice: set the account for waived "
                    "opening items in the settings of the company first.",
                    fee=fee.display_name,
                )
            )
        analytic = fee.estate_id.analytic_account_id
        return {
            "account_id": account.id,
            "quantity": 1,
            "price_unit": amount(minor, self.currency_id.decimal_places),
            "tax_ids": [Command.clear()],
            "analytic_distribution": {str(analytic.id): 100} if analytic else False,
            "arrears_kind": self.subject,
            "arrears_unit_id": fee.unit_id.id,
            "arrears_period_from": fee.period_from,
            "arrears_period_to": fee.period_to,
        }

    def _credit_wording(self, fee):
        """What the owner reads on the credit note: no ground is named."""
        waiver = self.with_context(lang=self.debtor_id.lang or self.env.lang)
        document = fee.move_id.name or fee.unit_id.name
        if self.subject == PRINCIPAL:
            return waiver.env._("Service fee reduced (%(document)s)", document=document)
        return waiver.env._("Late fee waived (%(document)s)", document=document)

    def _receivable(self, note):
        return note.line_ids.filtered(lambda line: line.display_type == "payment_term")

    def _align_account(self, note, fees):
        """Credit the account the fee stands on, also when the owner's default has changed."""
        account = fees.account_id
        receivable = self._receivable(note)
        if len(account) == 1 and receivable.account_id != account:
            receivable.account_id = account
