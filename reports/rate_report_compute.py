from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.collection_rate import Cut, Tally, tally
from ..engine.limitation import add_years
from ..engine.money import amount, minor_units
from ..engine.pricing import in_proportion
from ..models.ledger.charge_as_of_sql import credits_statement
from .rate_figures import COMPARED

COUNTS = ("units_billed", "units_paid")
AREAS = ("area_billed", "area_paid")
# What a target is held against.
COUNTED = ("due", "paid", "opening", "correction", "recovered", *COUNTS)


class ArrearsRateReport(models.Model):
    """Computing a report: facts, the engine's arithmetic, rows that are kept."""

    _inherit = "arrears.rate.report"

    def _compute_and_keep(self):
        """Fill a draft with its figures and keep it."""
        self.ensure_one()
        self.env.flush_all()
        system = self.sudo()
        cut = Cut(self.year, self.date)
        companies = system._companies(self.company_id)
        excluded = {company: system._excluded_units(company, self.date) for company in companies}
        week, last_year = system._cuts_beside(cut)
        claims, beside = {}, ({}, {})
        for company in companies:
            stand = system._stand(company, (cut, week, last_year))
            claims |= system._claims(stand, cut, excluded[company])
            for found, other in zip(beside, (week, last_year), strict=True):
                found |= system._tallied_by_grain(system._claims(stand, other), other)
        values = system._line_values(system._tallied_by_grain(claims, cut), *beside)
        system._keep_lines(values, companies)
        system._keep_exclusions(claims, excluded, cut)
        system._keep_totals(companies, week, last_year)

    @api.model
    def _cuts_beside(self, cut):
        """A week and a year before, in the year that was reported then."""
        behind = cut.day.year - cut.year
        days = (cut.day - timedelta(days=7), add_years(cut.day, -1))
        return [Cut(day.year - behind, day) for day in days]

    @api.model
    def _tallied_by_grain(self, claims, cut):
        return {grain: tally(found, cut) for grain, found in claims.items()}

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def _line_values(self, tallies, week, last_year):
        """Figures of every line in minor units: ``{Grain: {figure: number}}``"""
        nothing = Tally()
        return {
            grain: {
                **{name: getattr(tallies.get(grain, nothing), name) for name in self._tallied()},
                **self._compared("week", week.get(grain, nothing)),
                **self._compared("last_year", last_year.get(grain, nothing)),
            }
            for grain in {**tallies, **week, **last_year}
        }

    @api.model
    def _tallied(self):
        beside = ("week_", "last_year_", "target_")
        return [name for name in self._figure_names() if not name.startswith(beside)]

    @api.model
    def _compared(self, prefix, found):
        return {f"{prefix}_{name}": getattr(found, source) for name, source in COMPARED.items()}

    def _keep_lines(self, values, companies):
        """Store the lines, each with the target that it falls under."""
        targets = self.env["arrears.rate.target"]._of_month(companies, self.date)
        by_key = {target._key(): target for target in targets}
        estates = (
            self.env["arrears.estate"]
            .with_context(active_test=False)
            .browse({grain.estate_id for grain in values} - {None})
        )
        regions = {estate.id: estate.region for estate in estates}
        reached, rows = defaultdict(lambda: defaultdict(int)), []
        for grain, figures in values.items():
            if not any(figures.values()):
                continue
            region = regions.get(grain.estate_id)
            under = self._targets_of(grain, region, by_key)
            figures |= self._targeted(figures, under)
            for target in under:
                for name in COUNTED:
                    reached[target][name] += figures[name]
            rows.append(self._line_row(grain, region, figures))
        self.env["arrears.rate.line"].create(rows)
        # A target of the company above is not this branch's alone to reach.
        self._keep_goals(targets.filtered(lambda one: one.company_id in companies), reached)

    def _line_row(self, grain, region, figures):
        return {
            **grain._asdict(),
            "report_id": self.id,
            "date": self.date,
            "year": self.year,
            "region": region,
            **self._as_stored(figures),
        }

    def _as_stored(self, figures):
        """Minor units as the fields take them."""
        digits = self.currency_id.decimal_places
        return {
            name: value if name in COUNTS else amount(value, 2 if name in AREAS else digits)
            for name, value in figures.items()
        }

    # ------------------------------------------------------------------
    # Targets
    # ------------------------------------------------------------------

    def _targets_of(self, grain, region, by_key):
        """Every target that a line falls under, the narrowest in front."""
        if not by_key:
            return []
        company = self.env["res.company"].browse(grain.company_id)
        keys = self.env["arrears.rate.target"]._keys_of(
            company, region, grain.estate_id, grain.building, grain.collector_id
        )
        return [by_key[key] for key in keys if key in by_key]

    def _targeted(self, figures, targets):
        """What the narrowest target with a number asks of a line."""
        current = next((one.target_current for one in targets if one.target_current), 0)
        old = next((one.target_old for one in targets if one.target_old), 0)
        old_due = figures["opening"] + figures["correction"]
        return {
            "target_due": figures["due"] if current else 0,
            "target_paid": _percent_of(figures["due"], current),
            "target_old_due": old_due if old else 0,
            "target_recovered": _percent_of(old_due, old),
        }

    def _keep_goals(self, targets, reached):
        self.env["arrears.rate.goal"].create(
            [
                {
                    "report_id": self.id,
                    "company_id": target.company_id.id,
                    "name": target._whose(),
                    "scope": target.scope,
                    "target_current": target.target_current,
                    "target_old": target.target_old,
                    "target_units": target.target_units,
                    **self._as_stored(
                        {
                            "due": reached[target]["due"],
                            "paid": reached[target]["paid"],
                            "old_due": reached[target]["opening"] + reached[target]["correction"],
                            "recovered": reached[target]["recovered"],
                            "units_billed": reached[target]["units_billed"],
                            "units_paid": reached[target]["units_paid"],
                        }
                    ),
                }
                for target in targets
            ]
        )

    # ------------------------------------------------------------------
    # Exclusions and totals
    # ------------------------------------------------------------------

    def _keep_exclusions(self, claims, excluded, cut):
        """The list of units that the adjusted rate leaves out."""
        by_unit = defaultdict(list)
        for grain, found in claims.items():
            for claim in found:
                if claim.excluded:
                    by_unit[grain.company_id, grain.estate_id, claim.unit].append(claim)
        reasons = {company.id: units for company, units in excluded.items()}
        rows = []
        for (company_id, estate_id, unit_id), found in by_unit.items():
            figures = tally(found, cut)
            if figures.due:
                rows.append(
                    {
                        "report_id": self.id,
                        "company_id": company_id,
                        "estate_id": estate_id,
                        "unit_id": unit_id,
                        "reason": reasons[company_id][unit_id],
                        **self._as_stored({"due": figures.due, "paid": figures.paid}),
                    }
                )
        self.env["arrears.rate.exclusion"].create(rows)

    def _keep_totals(self, companies, week, last_year):
        """Sum the lines and keep the report."""
        names = self._figure_names()
        [sums] = self.env["arrears.rate.line"]._read_group(
            [("report_id", "=", self.id)], [], [f"{name}:sum" for name in names]
        )
        closes = self.env["arrears.year.close"]
        closed = closes._of(self.company_id, self.year - 1)
        self._record_effect(
            {
                **{name: value or 0 for name, value in zip(names, sums, strict=True)},
                "state": "kept",
                "computed_at": fields.Datetime.now(),
                "computed_by_id": self.env.uid,
                "opening_source": "closed" if closed else "books",
                "week_date": week.day,
                "last_year_date": last_year.day,
                "unapplied": self._unapplied(companies),
            }
        )

    def _unapplied(self, companies):
        """Credits of debtors that no bill had used by the day, in currency units."""
        rows = [
            self.env.execute_query(
                SQL(
                    "SELECT COALESCE(SUM(remaining), 0) FROM (%s) credit",
                    credits_statement(company, self.date),
                )
            )
            for company in companies
        ]
        digits = self.currency_id.decimal_places
        return amount(sum(minor_units(found, digits) for ((found,),) in rows), digits)


def _percent_of(minor, rate):
    """A rate in percent, with two decimals, of an amount in minor units."""
    return in_proportion(minor_units(rate, 2), 100_00, minor)
