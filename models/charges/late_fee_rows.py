from odoo import api, models

from ...engine.money import amount, decimal_of


class ArrearsLateFeeRows(models.AbstractModel):
    """The stretches of a late fee, as they are stored and as they are read."""

    _name = "arrears.late.fee.rows"
    _description = "Stretches of a late fee"

    @api.model
    def _stored(self, stretches, digits):
        """Stretches as a ``Json`` field keeps them, so that a bill can be explained years later.

        :param stretches: ``engine.late_fee.Stretch`` objects
        """
        return [
            {
                "from": stretch.first_day.isoformat(),
                "to": stretch.last_day.isoformat(),
                "days": stretch.days,
                "principal": str(decimal_of(stretch.principal).scaleb(-digits)),
                "base": str(decimal_of(stretch.base).scaleb(-digits)),
                "permille": f"{stretch.permille:f}",
                "amount": str(decimal_of(stretch.amount).scaleb(-digits)),
                "cap": str(decimal_of(stretch.cap).scaleb(-digits)),
                "codes": list(stretch.codes),
            }
            for stretch in stretches
        ]

    @api.model
    def _values(self, row):
        """Values of a line that shows one stored stretch."""
        return {
            "date_from": row["from"],
            "date_until": row["to"],
            "days": row["days"],
            "principal": float(decimal_of(row["principal"])),
            "base": float(decimal_of(row["base"])),
            "permille": float(decimal_of(row["permille"])),
            "amount": float(decimal_of(row["amount"])),
            "cap": float(decimal_of(row["cap"])),
            "note": self._why(row["codes"]),
        }

    @api.model
    def _why(self, codes):
        """Why a stretch costs less than the whole, in the reader's language."""
        words = self.env["arrears.reason.wording"]._words_of_stretches()
        return ", ".join(words.get(code, code) for code in codes)

    @api.model
    def _money(self, minor, currency):
        """Minor units as a ``Monetary`` field takes them."""
        return amount(minor, currency.decimal_places)
