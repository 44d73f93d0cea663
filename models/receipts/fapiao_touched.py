from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...engine.fapiao import surplus
from ...engine.money import amount as money
from ...engine.money import minor_units


class ArrearsFapiao(models.Model):
    """Which fapiao a waiver, a credit note or a cancelled bill would take back, said before."""

    _inherit = "arrears.fapiao"

    @api.model
    def _touched_by(self, company, credited):
        """Issued fapiao that need a red letter when so much of these charges is credited.

        What needs one already is not counted again.

        :param credited: ``{charge id: minor units}``
        :return: ``{fapiao: minor units}``
        """
        fapiao = self.sudo().with_company(company)
        scope = SQL(
            "line.charge_id IN (SELECT other.id FROM arrears_charge one JOIN arrears_charge other"
            " ON other.id = one.id OR other.move_id = one.move_id WHERE one.id = ANY(%s))",
            list(credited),
        )
        self.env.flush_all()
        lines, before = fapiao._facts(company, scope)
        if not lines:
            return {}
        _lines, after = fapiao._facts(company, scope, credited)
        now, then = surplus(lines, before), surplus(lines, after)
        states = {line.key: line.state for line in lines}
        found = {}
        for key, part in then.items():
            more = part - now.get(key, 0)
            if more > 0 and states[key] == "issued":
                document = self.env["arrears.fapiao.line"].sudo().browse(key).fapiao_id
                found[document] = found.get(document, 0) + more
        return found

    @api.model
    def _words_of_touched(self, company, credited):
        """One sentence a fapiao, or False: what ``_touched_by`` found."""
        digits = company.currency_id.decimal_places
        sentences = [
            self.env._(
                "Fapiao %(number)s of %(day)s over %(whole)s: a red letter over %(part)s will be "
                "needed.",
                number=fapiao.number,
                day=format_date(self.env, fapiao.issued_on),
                whole=company.currency_id.format(fapiao.amount),
                part=company.currency_id.format(money(part, digits)),
            )
            for fapiao, part in self._touched_by(company, credited).items()
        ]
        return "\n".join(sentences) or False

    @api.model
    def _words_of_document(self, move):
        """What a draft credit note takes back; for a posted bill what stands on it."""
        company, digits = move.company_id, move.company_id.currency_id.decimal_places
        bill = move.reversed_entry_id
        if move.move_type == "out_refund" and move.state == "draft" and bill:
            whole = minor_units(abs(move.amount_total_signed), digits)
            return self._words_of_touched(company, move._arrears_credited_charges(bill, whole))
        if move.move_type == "out_invoice" and move.state in ("draft", "posted") and move._origin:
            of_bill = Domain("move_id", "=", move._origin.id) & Domain("is_red", "=", False)
            lines = self.env["arrears.fapiao.line"].sudo().search(
                of_bill & Domain("state", "=", "issued")
            )  # fmt: skip
            numbers = ", ".join(dict.fromkeys(lines.fapiao_id.mapped("number")))
            if numbers:
                return self.env._(
                    "Fapiao issued: %(numbers)s. Crediting, lowering or cancelling this bill asks "
                    "for a red letter.",
                    numbers=numbers,
                )
        return False

    @api.model
    def _words_of_reversal(self, moves):
        """What reversing these bills in full takes back."""
        sentences = []
        for company, own in moves.grouped("company_id").items():
            charges = self.env["arrears.charge"].sudo().search(
                [("move_id", "in", own.ids), ("state", "!=", "gone")]
            )  # fmt: skip
            digits = company.currency_id.decimal_places
            credited = {
                charge.id: minor_units(charge.amount_original, digits)
                - minor_units(charge.amount_credited, digits)
                for charge in charges
            }
            words = credited and self._words_of_touched(company, credited)
            sentences += [words] if words else []
        return "\n".join(sentences) or False
