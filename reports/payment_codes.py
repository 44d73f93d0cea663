from odoo import models

from ..engine.money import minor_units


class ArrearsEstate(models.Model):
    """The codes that a paper which asks for money carries."""

    _inherit = "arrears.estate"

    def _codes_for(self, record, values):
        """The codes of one paper, with its number where they take one.

        :param record: what the paper is made for, in the language of the paper
        :param values: what its template gets; see ``arrears.document._issue``
        """
        reference, asked = values.get("number") or "", None
        if "bill" in values:
            bill = values["bill"]
            if not bill["rest"]:
                return []
            reference = bill["move"].name
            asked = (bill["rest"], bill["currency"], bill["debtor"])
        elif record._name == "arrears.letter":
            minor = minor_units(record.amount, record.currency_id.decimal_places)
            asked = (minor, record.currency_id, record.debtor_id)
        codes = self._payment_codes(reference)
        transfer = asked and self._transfer_code(*asked, reference)
        return [*codes, transfer] if transfer else codes
