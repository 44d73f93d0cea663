from odoo import fields, models

from ...engine.late_fee import to_charge


class ArrearsLetter(models.Model):
    """A demand names the late fee that runs beside it, as it stood when the letter was printed.

    It is not asked for: nobody owes it before a bill charges it.
    """

    _inherit = "arrears.letter"

    late_fees = fields.Json(readonly=True, copy=False)

    def _draw(self):
        """Extended: reckon the late fee of this day and keep it, then draw."""
        self._record_effect({"late_fees": self._reckon_late_fees()})
        return super()._draw()

    def _reckon_late_fees(self):
        """Charges of this letter with a late fee that no bill has charged, and their days."""
        charges = self.line_ids.charge_id.filtered(lambda charge: charge.kind == "principal")
        today = self.company_id._arrears_today()
        accruals, charged = charges._late_fees(today), charges._late_fee_charged()
        rows = self.env["arrears.late.fee.rows"]
        digits = self.currency_id.decimal_places
        found = []
        for line in self.line_ids.filtered(lambda line: line.charge_id in charges):
            accrual = accruals[line.charge_id.id]
            before, _last = charged.get(line.charge_id.id, (0, None))
            left = to_charge(accrual.amount, before)
            if left:
                found.append(
                    {
                        "charge_id": line.charge_id.id,
                        "accrued": accrual.amount,
                        "charged": before,
                        "left": left,
                        "stretches": rows._stored(accrual.stretches, digits),
                    }
                )
        return {"until": today.isoformat(), "fees": found} if found else False
