from odoo import models
from odoo.exceptions import UserError

from ..engine import money
from ..engine.capital_numerals import capital_amount


class ArrearsReceipt(models.Model):
    """The receipt on paper: printed once, and the same sheet again whenever it is asked for."""

    _inherit = "arrears.receipt"

    def action_print(self):
        """Show the receipt as a PDF, in the language of whoever it is for.

        :raises UserError: nothing was received yet
        """
        self.ensure_one()
        self.check_access("read")
        if self.state == "draft":
            raise UserError(self.env._("Confirm the receipt first: only then it has a number."))
        payer = self.payer_id or self.debtor_ids[:1]
        return self._paper(payer.sudo().lang).action_print()

    def _paper(self, language=None):
        """The document of this receipt in a language, as it stands today."""
        estate = self.estate_id or self.line_ids.estate_id[:1]
        values = {
            "estate": estate,
            "currency": self.currency_id,
            "paper": "property_arrears.paperformat_receipt",
            "number": self._paper_number(),
        }
        template = "property_arrears.receipt_document"
        documents = self.env["arrears.document"]
        return documents._issue(self, "receipt", template, values, language=language)

    def _paper_number(self):
        """The receipt's own number; a sheet in another language, or of a void, adds a count."""
        issued = self.env["arrears.document"].sudo()
        mine = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        count = issued.search_count(mine)
        return f"{self.name}-{count + 1}" if count else self.name

    def _paper_rows(self):
        """Lines of the sheet in the language of the record's environment."""
        self.ensure_one()
        kinds = dict(self.line_ids._fields["kind"]._description_selection(self.env))
        return [
            {
                "unit": line.unit_id.display_name,
                "kind": kinds[line.kind],
                "first": line.period_from,
                "last": line.period_to,
                "document": line.charge_id.sudo().move_id.name or "",
                "in_advance": line.purpose == "prepayment",
                "amount": line.amount,
            }
            for line in self.line_ids
        ]

    def _paper_words(self):
        """The total in words: capital numerals for yuan, else as the currency is spelt."""
        currency = self.currency_id
        if currency.name == "CNY":
            return capital_amount(money.minor_units(self.amount, currency.decimal_places))
        return currency.amount_to_text(self.amount)

    def _paper_method(self):
        """The method with the number of its slip."""
        return " ".join(filter(None, (self.method_id.name, self.reference)))
