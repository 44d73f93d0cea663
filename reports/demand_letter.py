from odoo import fields, models

from ..engine.money import minor_units

# A notice that may be mentioned reached the debtor; that it was sent is no proof.


class ArrearsLetter(models.Model):
    """What a demand letter shows, in the language of the record's environment.

    The required parts of a demand (domain.md 2.3 and 3.6): creditor, unit, each period with its
    basis, late fee apart, day to pay, ways to pay, whom to ask, how to object, relief and
    instalments, and the true next step. It names no number of an identity card.
    """

    _inherit = "arrears.letter"

    def _paper(self, also=None):
        """Facts and tables of the letter. Amounts in minor units.

        :param also: to whom else this paper goes, with the ``charges`` that person answers for
        """
        self.ensure_one()
        digits = self.currency_id.decimal_places
        lines = self.line_ids
        if also:
            lines = lines.filtered(lambda line: line.charge_id.id in also["charges"])
        rows = [self._paper_row(line, digits) for line in lines]
        fees = [row for row in rows if row["kind"] != "late_fee"]
        late = [row for row in rows if row["kind"] == "late_fee"]
        return {
            "name": also["name"] if also else self.debtor_name,
            "address": also["address"] if also else (self.address or "").splitlines(),
            "debtor": also["debtor"] if also else "",
            "units": ", ".join(dict.fromkeys(row["unit"] for row in rows if row["unit"])),
            "credit_code": self.company_id.vat or self.company_id.company_registry or "",
            "contracts": self._contracts(),
            "fees": fees,
            "late": late,
            "fee_sum": sum(row["left"] for row in fees),
            "late_sum": sum(row["left"] for row in late),
            "total": sum(row["left"] for row in rows),
            "running": None if also else self._running_late_fees(),
            "pay_by": self.pay_by,
            "notices": [] if also else self._earlier_notices(),
        }

    def _running_late_fees(self):
        """The late fee that no bill has charged yet, as it was reckoned for this letter.

        :return: None without one, else day, clauses, rows, and sum in minor units
        """
        if not self.late_fees:
            return None
        lines = {line.charge_id.id: line for line in self.line_ids}
        clauses = self.line_ids.charge_id._late_fee_clause()
        words, fees = self.env["arrears.late.fee.rows"], self.late_fees["fees"]
        rows = []
        for fee in fees:
            line = lines[fee["charge_id"]]
            name = " ".join(filter(None, (line.unit_name, line._period())))
            for position, stretch in enumerate(fee["stretches"]):
                rows.append(
                    {**words._values(stretch), "name": "" if position else name,
                     "days": stretch["days"], "permille": stretch["permille"]}
                )  # fmt: skip
        named = dict.fromkeys(clauses[fee["charge_id"]].clause for fee in fees)
        return {
            "until": fields.Date.to_date(self.late_fees["until"]),
            "clauses": "; ".join(filter(None, named)),
            "rows": rows,
            "charged": sum(fee["charged"] for fee in fees),
            "left": sum(fee["left"] for fee in fees),
        }

    def _paper_row(self, line, digits):
        kinds = dict(line._fields["kind"]._description_selection(self.env))
        return {
            "kind": line.kind,
            "label": kinds[line.kind],
            "unit": line.unit_name or "",
            "period": line._period() or line.charge_id.move_id.name or "",
            "due": line.due_date,
            "basis": line.price_basis or "",
            "reckoning": self._reckoning(line.charge_id),
            "charged": minor_units(line.amount_original, digits),
            "settled": minor_units(line.amount_paid, digits),
            "left": minor_units(line.amount_asked, digits),
        }

    def _reckoning(self, charge):
        """``90 m² × 2.80 × 3 months``, where the bill behind the charge was reckoned like that."""
        move = charge.move_id
        if not move.is_invoice():
            return ""
        statement = self.env["arrears.bill.statement"]
        kinds = statement._kinds_of_lines(move)
        digits = move.currency_id.decimal_places
        words = [
            statement._line(line, charge.kind, digits)["reckoning"]
            for line in move.invoice_line_ids
            if line.display_type == "product"
            and kinds[line] == charge.kind
            and (line.arrears_unit_id or move.arrears_unit_id) == charge.unit_id
            and (line.arrears_period_from or move.arrears_period_from) == charge.period_from
        ]
        return "; ".join(filter(None, words))

    def _contracts(self):
        """Name of each estate with the days of its service contract: [(name, from, to)]."""
        return [
            (estate.name, estate.contract_from, estate.contract_to)
            for estate in self.case_ids.estate_id
            if estate.contract_from
        ]

    def _earlier_notices(self):
        """The days of earlier notices about these cards, where two or more provably arrived."""
        return self.case_ids._told_of_all()
