from odoo import models

from ...engine.billing import NO_PAYER
from ...engine.money import amount as money
from ...engine.money import decimal_of
from ...engine.period_text import period_text
from ...engine.reason import Reason


class ArrearsBillingRun(models.Model):
    """The lines of a preview as values: words in the language of the company's documents."""

    _inherit = "arrears.billing.run"

    def _in_documents_language(self):
        """This run in the language that bills of the company are written in."""
        return self.with_context(lang=self.company_id.partner_id.lang or self.env.user.lang)

    def _common_values(self):
        return {
            "run_id": self.id,
            "company_id": self.company_id.id,
            "estate_id": self.estate_id.id,
        }

    def _omitted(self, values, reason):
        """A row for something that is not billed."""
        return {
            **self._common_values(),
            **values,
            "state": "omitted",
            "reasons": [reason.as_json()],
        }

    def _planned(self, values, line):
        """A row for a line of the engine."""
        digits = self.currency_id.decimal_places
        price = line.price
        whole = price.total is not None
        return {
            **self._common_values(),
            **values,
            "state": "planned",
            "payer_id": line.payer,
            "fee_standard_id": price.key,
            "date_from": line.first,
            "date_to": line.last,
            "months": float(line.months),
            "area": float(price.area) if price.by_area else 0,
            "price": 0 if whole else float(price.monthly / 10**digits),
            "payable_percent": float(line.payable * 100),
            "reduction_id": line.reduction.reduction_id if line.reduction else False,
            "is_difference": line.difference,
            "amount": money(line.amount, digits),
        }

    def _metered_rows(self, units):
        """Readings and amounts up to the end of the period that no bill contains yet."""
        charges = self.env["arrears.metered.charge"]._to_bill(units, self.date_to)
        if not charges:
            return []
        first, last = min(charges.mapped("date_from")), max(charges.mapped("date_to"))
        payers = units._payers_between(first, last, "pass_through")
        return [self._metered_row(charge, payers.get(charge.unit_id.id, ())) for charge in charges]

    def _metered_row(self, charge, payers):
        values = {
            "unit_id": charge.unit_id.id,
            "kind": "pass_through",
            "product_id": charge.product_id.id,
            "metered_charge_id": charge.id,
            "date_from": charge.date_from,
            "date_to": charge.date_to,
        }
        during = [
            span for span in payers
            if span.first <= charge.date_to and span.last >= charge.date_from
        ]  # fmt: skip
        if len({span.payer for span in during}) > 1:
            return self._omitted(values, Reason("payer_changed"))
        end = self.estate_id._last_service_day()
        if end and charge.date_from > end:
            return self._omitted(values, Reason("outside_contract"))
        if not during:
            return self._omitted(values, Reason(NO_PAYER))
        return {
            **self._common_values(),
            **values,
            "state": "planned",
            "payer_id": during[0].payer,
            "quantity": charge.quantity,
            "price": charge.price,
            "payable_percent": 100,
            "is_difference": False,
            "price_basis": charge.price_basis,
            "amount": charge.amount,
        }

    # ------------------------------------------------------------------
    # Which lines are on one bill, and what each says
    # ------------------------------------------------------------------

    def _number_documents(self, units, rows):
        """Give the rows of one bill one number, in the order of the units."""
        prepaid = self._prepaid_services(units)
        numbers = {}
        planned = [row for row in rows if row["state"] == "planned"]
        for row in planned:
            key = self._document_key(row, prepaid)
            row["document_number"] = numbers.setdefault(key, len(numbers) + 1)
        self._word(planned)

    def _document_key(self, row, prepaid):
        """What lines on one bill have in common.

        A service that was paid in advance gets a bill of its own: the money is for this unit and
        kind and must not settle anything else.
        """
        payer, unit, kind = row["payer_id"], row["unit_id"], row["kind"]
        if (payer, unit, kind) in prepaid:
            return (payer, unit, kind)
        return {
            "payer": (payer,),
            "kind": (payer, 0, kind),
            "unit": (payer, unit),
        }[self.bill_document]

    def _word(self, rows):
        """Write the text and the price basis of each row."""
        run = self._in_documents_language()
        words = run._line_words()
        env = run.env
        units = env["arrears.unit"].browse([row["unit_id"] for row in rows])
        products = env["product.product"].browse(
            {row["product_id"] for row in rows if row["product_id"]}
        )
        names = {product.id: product.display_name for product in products}
        standards = env["arrears.fee.standard"].browse(
            {row["fee_standard_id"] for row in rows if row.get("fee_standard_id")}
        )
        bases = {standard.id: standard._price_basis_text() for standard in standards}
        reductions = {
            reduction.id: reduction._label()
            for reduction in env["arrears.fee.reduction"].browse(
                {row["reduction_id"] for row in rows if row.get("reduction_id")}
            )
        }
        for row, unit in zip(rows, units, strict=True):
            row.setdefault("price_basis", bases.get(row.get("fee_standard_id")))
            service = names.get(row["product_id"]) or words[row["kind"]]
            row["name"] = self._text_of(row, service, unit.name, words, reductions)

    def _line_words(self):
        """The sentences of a bill's line, to be filled in for each of thousands."""
        _ = self.env._
        kinds = dict(self.env["arrears.billing.line"]._fields["kind"]._description_selection(
            self.env
        ))  # fmt: skip
        return {
            **kinds,
            "plain": _("%(service)s %(unit)s, %(period)s"),
            "by_area": _("%(area)s m² × %(price)s × %(months)s months"),
            "fixed": _("%(price)s × %(months)s months"),
            "metered": _("%(quantity)s × %(price)s"),
            "reduced": _("%(percent)s %% to pay (%(reduction)s)"),
            "difference": _("difference of %(percent)s %% (%(reduction)s)"),
        }

    def _text_of(self, row, service, unit, words, reductions):
        parts = [
            words["plain"]
            % {
                "service": service,
                "unit": unit,
                "period": period_text(row["date_from"], row["date_to"]),
            }
        ]
        figures = self._figures_of(row)
        if figures:
            parts.append(words[figures] % {name: _plain(row.get(name)) for name in _NUMBERS})
        if row.get("reduction_id"):
            form = "difference" if row["is_difference"] else "reduced"
            values = {
                "percent": _plain(row["payable_percent"]),
                "reduction": reductions[row["reduction_id"]],
            }
            parts.append(words[form] % values)
        return ": ".join(parts[:2]) + "".join(f", {part}" for part in parts[2:])

    @staticmethod
    def _figures_of(row):
        """Which way of reckoning the line shows; None where the amount stands alone."""
        if row.get("metered_charge_id"):
            return "metered" if row["quantity"] else None
        if not row["price"]:
            return None
        return "by_area" if row["area"] else "fixed"


_NUMBERS = ("area", "price", "months", "quantity")


def _plain(number):
    """A number as people write it: 89.50 → ``89.5``, 2.8 → ``2.8``, 1.322580 → ``1.3226``."""
    return format(round(decimal_of(number or 0), 4).normalize(), "f")
