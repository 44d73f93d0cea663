from calendar import monthrange
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ..engine.money import decimal_amount, decimal_of, minor_units
from ..engine.period_text import period_text


class ArrearsBillStatement(models.AbstractModel):
    """A bill as its owner can check it: area × price × months, and what entitles to the price.

    What is shown is the invoice; prices are looked up only to show the reckoning, and left out
    where they do not lead to the amount that was invoiced.
    """

    _name = "arrears.bill.statement"
    _description = "Bill statement"

    @api.model
    def _issued(self, move, language=None):
        """The statement of a bill as a document; the one there is where nothing changed.

        :param move: one posted customer invoice
        :param language: code of an active language; None: that of the company
        """
        documents = self.env["arrears.document"]
        code = documents._language_for(move.company_id, language).code
        bill = self.with_context(lang=code)._bill(move)
        units = move.sudo().arrears_unit_id | move.sudo().invoice_line_ids.arrears_unit_id
        values = {"bill": bill, "estate": units.estate_id[:1], "currency": bill["currency"]}
        return documents._issue(
            move, "bill_statement", "property_arrears.bill_statement_document", values,
            language=code,
        )  # fmt: skip

    @api.model
    def _bill(self, move):
        """The bill in the language of the environment. Amounts in minor units.

        :param move: one posted customer invoice
        :raises UserError: it is a draft, or no invoice
        """
        move = move.with_env(self.env).sudo()
        if move.move_type not in ("out_invoice", "out_receipt") or move.state != "posted":
            raise UserError(
                self.env._(
                    "%(document)s is not a posted bill: a bill statement is made of posted "
                    "customer invoices only. Confirm it first.",
                    document=move.display_name,
                )
            )
        kinds = self._kinds_of_lines(move)
        digits = move.currency_id.decimal_places
        lines = [
            self._line(line, kinds.get(line, "unclassified"), digits)
            for line in move.invoice_line_ids.sorted("sequence")
            if line.display_type == "product"
        ]
        total = minor_units(move.amount_total, digits)
        rest = minor_units(move.amount_residual, digits)
        return {
            "move": move,
            "currency": move.currency_id,
            "digits": digits,
            "debtor": move.commercial_partner_id,
            "groups": self._groups([line for line in lines if line["amount"] >= 0]),
            "discounts": [line for line in lines if line["amount"] < 0],
            "untaxed": minor_units(move.amount_untaxed, digits),
            "tax": minor_units(move.amount_tax, digits),
            "total": total,
            "settled": total - rest,
            "rest": rest,
            "due_dates": self._due_dates(move, digits),
            "settlements": self._settlements(move, digits),
        }

    @api.model
    def _kinds_of_lines(self, move):
        """The kind of charge of each line: its own, else as its product or category says."""
        return {
            line: line.arrears_kind
            or line.product_id.arrears_kind
            or self._kind_of_category(line.product_id.categ_id)
            or "unclassified"
            for line in move.invoice_line_ids
        }

    @api.model
    def _kind_of_category(self, category):
        while category and not category.arrears_kind:
            category = category.parent_id
        return category.arrears_kind

    @api.model
    def _line(self, line, kind, digits):
        """A line of the bill."""
        move = line.move_id
        unit = line.arrears_unit_id or move.arrears_unit_id
        first = line.arrears_period_from or move.arrears_period_from
        last = line.arrears_period_to or move.arrears_period_to
        own_words = (line.name or "").split("\n")[0]
        by_product = line.price_total >= 0 and line.product_id.name
        return {
            "kind": kind,
            "unit": unit.name or "",
            "label": by_product or own_words,
            "period": period_text(first, last),
            "basis": line.arrears_price_basis or "",
            "reckoning": self._reckoning(line, unit, kind, first, last),
            "net": minor_units(line.price_subtotal, digits),
            "amount": minor_units(line.price_total, digits),
        }

    @api.model
    def _reckoning(self, line, unit, kind, first, last):
        """``90 m² × 2.80 × 3 months`` where that gives the amount, else quantity × price."""
        standard = self._standard_of(line, unit, kind, first)
        months = _whole_months(first, last)
        if standard and months:
            price = decimal_of(standard.price)
            if standard.basis == "per_area_month":
                area = decimal_of(self._area(unit, standard))
                exact, words = area * price * months, self._area_words(area, price, months)
            else:
                exact = price * months
                words = self.env._(
                    "%(price)s × %(months)s months", price=_plain(price), months=months
                )
            if minor_units(exact) in (
                minor_units(line.price_subtotal), minor_units(line.price_total)
            ):  # fmt: skip
                return words
        if line.quantity == 1:
            return ""
        return f"{_plain(decimal_of(line.quantity))} × {_plain(decimal_of(line.price_unit))}"

    @api.model
    def _area_words(self, area, price, months):
        return self.env._(
            "%(area)s m² × %(price)s × %(months)s months",
            area=_plain(area), price=_plain(price), months=months,
        )  # fmt: skip

    @api.model
    def _area(self, unit, standard):
        usable = "usable_area" in unit._fields and standard.area_basis == "usable"
        return unit.usable_area if usable else unit.area

    @api.model
    def _standard_of(self, line, unit, kind, first):
        """The price that held for the unit and product when the period began, if there is one."""
        if not unit or not first:
            return None
        held = unit.estate_id.fee_standard_ids.filtered(
            lambda standard: (
                standard.kind == kind
                and standard.basis != "share_of_amount"
                and standard.date_from <= first
                and (not standard.date_to or standard.date_to >= first)
                and standard.usage in (unit.usage, False)
                and standard.product_id in (line.product_id, line.product_id.browse())
            )
        )
        return held.sorted(lambda standard: (not standard.usage, not standard.product_id))[:1]

    @api.model
    def _groups(self, lines):
        """Lines by kind of charge, each kind with its sum, in the order of the kinds."""
        kinds = dict(self.env["arrears.charge"]._fields["kind"]._description_selection(self.env))
        found = defaultdict(list)
        for line in lines:
            found[line["kind"]].append(line)
        return [
            {"label": kinds[kind], "lines": found[kind],
             "sum": sum(line["amount"] for line in found[kind])}
            for kind in kinds
            if kind in found
        ]  # fmt: skip

    @api.model
    def _due_dates(self, move, digits):
        """Each due date with its amount, when there are several; else the one date."""
        terms = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return [
            (line.date_maturity, minor_units(line.amount_currency, digits))
            for line in terms.sorted("date_maturity")
        ]

    @api.model
    def _settlements(self, move, digits):
        """What has reduced the bill so far, by value date: money, credit notes, waivers."""
        words = self.env["arrears.account.statement"]
        rows = []
        receivables = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        for partial in receivables.matched_credit_ids:
            credit = partial.credit_move_id
            entry = credit.move_id
            rows.append(
                {
                    "day": credit.arrears_value_date or entry.arrears_value_date
                    or entry.invoice_date or entry.date,
                    "document": entry.name,
                    "nature": words._nature(entry),
                    "amount": minor_units(partial.debit_amount_currency, digits),
                }
            )  # fmt: skip
        return sorted(rows, key=lambda row: (row["day"], row["document"]))


def _plain(number):
    """A number as people write it: no needless zeros, two decimals where it has any."""
    if number == number.to_integral_value():
        return format(number.quantize(decimal_amount(1, 0)), "f")
    whole, __, decimals = format(number.normalize(), "f").partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def _whole_months(first, last):
    """How many calendar months a period has; 0 where it has parts of months or no dates."""
    if not first or not last or first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1
