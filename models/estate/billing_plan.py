from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain

from ...engine.billing import NO_PRICE, Price, bill_unit, shares_by_weight
from ...engine.money import decimal_of, minor_units
from ...engine.period_text import period_text
from ...engine.reason import Reason
from .billing_billed import billed_lines, sync_statement


class Facts(NamedTuple):
    """What the lines of one kind are reckoned from; keys are ids of units."""

    kind: str
    payers: dict
    reductions: dict
    prices: dict
    shares: dict


class BilledSpan(NamedTuple):
    """Days that a bill charges; ``difference`` is None for a bill made elsewhere."""

    product: int | None
    first: date
    last: date
    document: str
    difference: bool | None


class ArrearsBillingRun(models.Model):
    """Reckoning what a run bills: facts by a few statements, judgement by the engine."""

    _inherit = "arrears.billing.run"

    def _fill(self):
        """Replace the preview by a new one."""
        self.ensure_one()
        self.line_ids.unlink()
        rows = self._plan()
        self.env["arrears.billing.line"].create(rows)
        self._record_effect({"state": "previewed"})

    def _plan(self):
        """What is to be billed, and what is not, as values of ``arrears.billing.line``."""
        units = self.env["arrears.unit"].search([("estate_id", "=", self.estate_id.id)])
        self.env.flush_all()
        # Readings of the year before the period may be billed along with it.
        known = (self.date_from - timedelta(days=366), self.date_to)
        self.env.execute_query(sync_statement(self.company_id.id, units.ids, *known))
        self.env["arrears.billing.line"]._states_changed()
        window = self._window()
        rows = self._contract_rows(window)
        for kind in self._kinds():
            rows += self._rows_of_kind(units, kind, *window)
        if self.with_pass_through:
            rows += self._metered_rows(units)
        rows = self._without_billed(units, rows)
        place = {unit_id: position for position, unit_id in enumerate(units.ids)}
        rows.sort(key=lambda row: (place.get(row.get("unit_id"), -1), row["date_from"]))
        self._number_documents(units, rows)
        return rows

    def _contract_rows(self, window):
        """The days of the period that the contract does not cover, one row each side."""
        first, last = window
        outside = []
        if first > self.date_from:
            outside.append((self.date_from, first - timedelta(days=1)))
        if last < self.date_to:
            outside.append((last + timedelta(days=1), self.date_to))
        return [
            self._omitted({"date_from": start, "date_to": end}, Reason("outside_contract"))
            for start, end in outside
        ]

    # ------------------------------------------------------------------
    # By price
    # ------------------------------------------------------------------

    def _rows_of_kind(self, units, kind, first, last):
        facts = self._facts(units, kind, first, last)
        rows = []
        for unit in units:
            by_product = self._prices_of(unit, facts)
            if not by_product and kind == "principal":
                gap = {"unit_id": unit.id, "kind": kind, "date_from": first, "date_to": last}
                rows.append(self._omitted(gap, Reason(NO_PRICE)))
            for product_id, prices in by_product.items():
                rows += self._rows_of_unit(unit, facts, product_id, prices, first, last)
        return rows

    def _rows_of_unit(self, unit, facts, product_id, prices, first, last):
        lines, gaps = bill_unit(
            first,
            last,
            facts.payers.get(unit.id, ()),
            prices,
            facts.reductions.get(unit.id, ()),
            self.estate_id.part_month,
        )
        common = {"unit_id": unit.id, "kind": facts.kind, "product_id": product_id}
        return [self._planned(common, line) for line in lines] + [
            self._omitted({**common, "date_from": gap.first, "date_to": gap.last}, Reason(gap.code))
            for gap in gaps
        ]

    def _facts(self, units, kind, first, last):
        standards = self.env["arrears.fee.standard"].search(
            Domain("estate_id", "=", self.estate_id.id)
            & Domain("kind", "=", kind)
            & Domain("date_from", "<=", last)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", first))
        )
        reduced = kind == "principal"
        return Facts(
            kind,
            units._payers_between(first, last, kind),
            self.env["arrears.fee.reduction"]._spans_for(units, first, last) if reduced else {},
            standards.grouped("usage"),
            {standard.id: self._shares(standard, units, standards)
             for standard in standards if standard.basis == "share_of_amount"},
        )  # fmt: skip

    def _prices_of(self, unit, facts):
        """``{product id or False: [Price]}`` of one unit; prices of its usage come first."""
        found = {}
        for usage, general in ((unit.usage, False), (False, True)):
            for standard in facts.prices.get(usage, ()):
                price = self._price(standard, unit, general, facts.shares)
                found.setdefault(standard.product_id.id, []).append(price)
        return found

    def _price(self, standard, unit, general, shares):
        by_area = standard.basis == "per_area_month" or (
            standard.basis == "share_of_amount" and standard.share_by == "area"
        )
        is_share = standard.basis == "share_of_amount"
        return Price(
            standard.id,
            standard.date_from,
            standard.date_to or None,
            Fraction(decimal_of(standard.price)) * 10**self.currency_id.decimal_places,
            by_area,
            self._area(standard, unit) if by_area else Fraction(1),
            shares[standard.id].get(unit.id, 0) if is_share else None,
            general,
        )

    def _area(self, standard, unit):
        area = unit.usable_area if standard.area_basis == "usable" else unit.area
        return Fraction(decimal_of(area).quantize(decimal_of("0.01")))

    def _shares(self, standard, units, standards):
        """Each unit's part of an amount to share, in minor units; by the units of today."""
        own_usage = {
            other.usage
            for other in standards
            if other.usage and other.product_id == standard.product_id
        }
        weights = {
            unit.id: 1 if standard.share_by == "unit" else int(self._area(standard, unit) * 100)
            for unit in units
            if (standard.usage == unit.usage if standard.usage else unit.usage not in own_usage)
        }
        digits = self.currency_id.decimal_places
        return shares_by_weight(minor_units(standard.total_amount, digits), weights)

    # ------------------------------------------------------------------
    # What is billed already
    # ------------------------------------------------------------------

    def _without_billed(self, units, rows):
        """The rows, those that are billed already turned into omissions."""
        days = [row[name] for row in rows for name in ("date_from", "date_to")]
        if not days:
            return rows
        billed = self._billed_spans(units.ids, min(days), max(days))
        products = {row["product_id"] for row in rows if row.get("product_id")}
        for row in rows:
            reason = row["state"] == "planned" and self._already(row, billed, products)
            if reason:
                row.update(state="omitted", reasons=[reason.as_json()])
        return rows

    def _billed_spans(self, unit_ids, first, last):
        """``{(unit id, kind): [BilledSpan]}`` of bills that stand."""
        statement = billed_lines(self.company_id.id, unit_ids, first, last)
        spans = {}
        for unit_id, kind, product, start, end, document, difference in self.env.execute_query(
            statement
        ):
            document = document or self.env._("a draft bill")
            span = BilledSpan(product, start or end, end or start, document, difference)
            spans.setdefault((unit_id, kind), []).append(span)
        return spans

    @staticmethod
    def _already(row, billed, products):
        """Why a planned row can't be billed.

        A bill for a product that the estate has no price for counts for each product of its kind.
        """
        for span in billed.get((row["unit_id"], row["kind"]), ()):
            if span.product != (row["product_id"] or None) and span.product in products:
                continue
            if span.last < row["date_from"] or span.first > row["date_to"]:
                continue
            if span.difference not in (None, row["is_difference"]):
                continue
            if span.first <= row["date_from"] and row["date_to"] <= span.last:
                return Reason("billed", {"document": span.document})
            period = period_text(span.first, span.last)
            return Reason("overlaps", {"document": span.document, "period": period})
        return None
