from odoo import api, fields, models

from ..engine.collection_rate import RATES
from .rate_field import Rate

# Figures of the same company a week and a year before: name here → name in engine's tally.
COMPARED = {"due": "due", "paid": "paid", "old_due": "old_due", "recovered": "recovered"}


def _amount(label, **attributes):
    return fields.Monetary(label, readonly=True, **attributes)


def _rate(label, **attributes):
    return Rate(label, compute="_compute_rates", **attributes)


class ArrearsRateFigures(models.AbstractModel):
    """The figures of a collection rate report, for a line and for the whole.

    Definitions: ``engine.collection_rate``. Amounts are principal in the company's currency.
    """

    _name = "arrears.rate.figures"
    _inherit = ["arrears.rate.ratios"]
    _description = "Figures of collection rates"

    _ratios = {
        **{f"rate_{name}": ratio for name, ratio in RATES.items()},
        "week_rate_current": (("week_paid",), ("week_due",)),
        "week_rate_old": (("week_recovered",), ("week_old_due",)),
        "week_rate_combined": (("week_paid", "week_recovered"), ("week_due", "week_old_due")),
        "last_year_rate_current": (("last_year_paid",), ("last_year_due",)),
        "last_year_rate_old": (("last_year_recovered",), ("last_year_old_due",)),
        "last_year_rate_combined": (
            ("last_year_paid", "last_year_recovered"),
            ("last_year_due", "last_year_old_due"),
        ),
        "rate_target": (("target_paid",), ("target_due",)),
        "rate_target_old": (("target_recovered",), ("target_old_due",)),
    }

    currency_id = fields.Many2one("res.currency", readonly=True)

    # The year up to the day
    billed = _amount("Billed to date", help="Before discounts, reductions and waivers.")
    credited = _amount(
        "Credited to date", help="Discounts, vacancy reductions and corrections by credit note."
    )
    waived = _amount("Waived to date")
    due = _amount(
        "Due to date",
        help="Bills for service of the year up to the month of the day, net of credits and "
        "waivers.",
    )
    paid = _amount(
        "Paid to date",
        help="Applied to those bills by the day, money received in earlier years included.",
    )
    written_off = _amount("Written off to date", help="Not paid: it stays in what was due.")
    remaining = _amount("Unpaid to date")
    year_due = _amount("Due for the whole year", help="As far as the year was billed by the day.")
    year_paid = _amount("Paid for the whole year")

    # Old arrears
    opening = _amount(
        "Opening arrears",
        help="What was left at the end of the year before of bills for earlier service: frozen "
        "when that year was closed.",
    )
    correction = _amount(
        "Corrections to the opening",
        help="What was posted later and changes the opening arrears: late bills, credit notes, "
        "payments found or undone.",
    )
    recovered = _amount("Old arrears recovered", help="Money only.")
    old_waived = _amount("Old arrears waived")
    old_written_off = _amount("Old arrears written off")
    old_remaining = _amount("Old arrears left")
    old_barred = _amount("Left: time-barred")
    old_ending = _amount("Left: time-barred within 180 days")

    # Beside
    cash = _amount("Cash of the year", help="All principal paid in the year, for any service.")
    prepaid = _amount(
        "Received in advance", help="Paid by the day on bills for service after it; in no rate."
    )
    unplaced = _amount(
        "Without service period", help="Unpaid bills that name no service period; in no rate."
    )
    excluded_due = _amount("Excluded: due")
    excluded_paid = _amount("Excluded: paid")
    units_billed = fields.Integer("Units billed", readonly=True)
    units_paid = fields.Integer("Units paid in full", readonly=True)
    area_billed = fields.Float("Area billed (m²)", digits=(16, 2), readonly=True)
    area_paid = fields.Float("Area paid in full (m²)", digits=(16, 2), readonly=True)

    # A week and a year before, as the books say today
    week_due = _amount("A week before: due")
    week_paid = _amount("A week before: paid")
    week_old_due = _amount("A week before: old arrears")
    week_recovered = _amount("A week before: recovered")
    last_year_due = _amount("A year before: due")
    last_year_paid = _amount("A year before: paid")
    last_year_old_due = _amount("A year before: old arrears")
    last_year_recovered = _amount("A year before: recovered")

    # The target of the month
    target_due = _amount("Target: due", help="What is due where a target was set.")
    target_paid = _amount("Target: paid", help="What must be paid to reach the target.")
    target_old_due = _amount("Target: old arrears")
    target_recovered = _amount("Target: recovered")

    # Rates in percent; empty where there is nothing to divide by
    rate_current = _rate("Collection rate to date (%)")
    rate_year = _rate("Collection rate of the whole year (%)")
    rate_old = _rate("Recovery rate of old arrears (%)")
    rate_combined = _rate("Combined collection rate (%)")
    rate_cash = _rate("Cash rate (%)", help="Cash of the year by what is due; may exceed 100 %.")
    rate_units = _rate("Collection rate by units (%)")
    rate_area = _rate("Collection rate by area (%)")
    rate_adjusted = _rate(
        "Rate after exclusions (%)",
        help="Without units of the developer and units in dispute or before a court.",
    )
    week_rate_current = _rate("A week before: rate to date (%)")
    week_rate_old = _rate("A week before: recovery rate (%)")
    week_rate_combined = _rate("A week before: combined rate (%)")
    last_year_rate_current = _rate("A year before: rate to date (%)")
    last_year_rate_old = _rate("A year before: recovery rate (%)")
    last_year_rate_combined = _rate("A year before: combined rate (%)")
    rate_target = _rate("Target rate (%)")
    rate_target_old = _rate("Target recovery rate (%)")

    @api.model
    def _figure_names(self):
        """The stored figures, which add up over lines."""
        mixin = self.env["arrears.rate.figures"]._fields
        numbers = ("monetary", "integer", "float")
        return [
            name
            for name, field in mixin.items()
            if field.store and field.type in numbers and name != "id"
        ]

    @api.depends(lambda self: self._figure_names())
    def _compute_rates(self):
        return super()._compute_rates()
