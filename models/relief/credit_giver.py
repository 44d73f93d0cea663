from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.money import amount, minor_units, spread


class ArrearsCreditGiver(models.AbstractModel):
    """A decision that gives up part of charges: an ordinary credit note on each one's invoice."""

    _name = "arrears.credit.giver"
    _description = "Decision that is booked as credit notes"

    def _credit_links(self, source):
        """Hook: values by which a credit note knows this decision and the document it credits."""
        raise NotImplementedError

    def _credit_wording(self, charge):
        """Hook: what the owner reads on the line of a credit note."""
        raise NotImplementedError

    def _credit(self, amounts):
        """Book the decided amounts and reconcile them with the charges, all in one go.

        One credit note per source document, since a red-letter invoice answers to one invoice;
        a unique index of the deciding room keeps it to one per decision and source.

        :param amounts: {charge id: minor units}
        """
        charges = self.env["arrears.charge"].browse(amounts)
        sources = charges.grouped("move_id")
        notes = self.env["account.move"].create(
            [self._credit_note(source, owed, amounts) for source, owed in sources.items()]
        )
        for note, owed in zip(notes, sources.values(), strict=True):
            self._align_account(note, owed)
        notes._post(soft=False)
        self.env["account.move.line"]._reconcile_plan(
            [
                owed.line_id | self._receivable(note)
                for note, owed in zip(notes, sources.values(), strict=True)
            ]
        )
        # The link comes after: set before posting, it makes Odoo reconcile each one by itself.
        for note, source in zip(notes, sources, strict=True):
            if source.is_invoice():
                note.reversed_entry_id = source

    def _credit_note(self, source, charges, amounts):
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
        lines = [
            line
            for charge in charges
            for line in self._credit_lines(source, charge, amounts[charge.id])
        ]
        return {
            "move_type": "out_refund",
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "partner_id": source.partner_id.id if source.is_invoice() else charges.debtor_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "fiscal_position_id": source.fiscal_position_id.id,
            "arrears_value_date": today,
            "arrears_reduction": "waiver",
            "ref": self.name,
            **self._credit_links(source),
            "invoice_line_ids": [Command.create(line) for line in lines],
        }

    def _sale_journal(self):
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company_id.id), ("type", "=", "sale")], limit=1
        )
        if not journal:
            raise UserError(self.env._("There is no sales journal to book the credit note in."))
        return journal

    def _credit_lines(self, source, charge, minor):
        """Lines that credit one charge with the accounts and taxes it was charged with."""
        name = self._credit_wording(charge)
        if not source.is_invoice():
            return [{**self._opening_item_line(charge, minor), "name": name}]
        charged = source._arrears_lines_of(charge).filtered(lambda line: line.price_total > 0)
        if not charged:
            raise UserError(
                self.env._(
                    "%(document)s has no line for %(fee)s any more: credit it by hand.",
                    document=source.display_name,
                    fee=charge.display_name,
                )
            )
        digits = self.currency_id.decimal_places
        parts = spread(minor, [minor_units(line.price_total, digits) for line in charged])
        return [
            self._like(line, part) | {"name": name, "arrears_kind": charge.kind}
            for line, part in zip(charged, parts, strict=True)
            if part
        ]

    def _like(self, line, minor):
        values = line._arrears_priced_like(minor)
        del values["move_id"]
        return values

    def _opening_item_line(self, charge, minor):
        account = self.company_id.arrears_waiver_account_id
        if not account:
            raise UserError(
                self.env._(
                    "%(fee)s is an opening item without an invoice: set the account for waived "
                    "opening items in the settings of the company first.",
                    fee=charge.display_name,
                )
            )
        analytic = charge.estate_id.analytic_account_id
        return {
            "account_id": account.id,
            "quantity": 1,
            "price_unit": amount(minor, self.currency_id.decimal_places),
            "tax_ids": [Command.clear()],
            "analytic_distribution": {str(analytic.id): 100} if analytic else False,
            "arrears_kind": charge.kind,
            "arrears_unit_id": charge.unit_id.id,
            "arrears_period_from": charge.period_from,
            "arrears_period_to": charge.period_to,
        }

    def _receivable(self, note):
        return note.line_ids.filtered(lambda line: line.display_type == "payment_term")

    def _align_account(self, note, charges):
        """Credit the account the charge stands on, also when the owner's default has changed."""
        account = charges.account_id
        receivable = self._receivable(note)
        if len(account) == 1 and receivable.account_id != account:
            receivable.account_id = account
