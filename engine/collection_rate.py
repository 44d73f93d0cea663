"""Collection rates of service fees, as property firms report them (收缴率).

There is no single standard, so each report prints these definitions. For a day D of year Y, all
figures are of principal, net of discounts, vacancy reductions and waivers, without late fees,
pass-through charges and deposits; amounts in minor units.

due
    当期应收: bills whose service period lies in Y, up to the month of D. It goes by the service
    period, not by the due date or the day of payment. A period that straddles a limit counts by
    whole months, and the month of D counts whole.
paid
    当期实收: what was applied to those bills by D, money received in earlier years included.
    Within one bill the oldest month is paid first.
opening
    期初往年欠费: what was left at the end of Y-1 of bills for earlier service; frozen when the year
    was closed. Only posted corrections change it, in a column of their own.
recovered
    往年收回: money applied to those bills in Y. A waiver or a write-off is never recovered.

A rate whose denominator is not above zero does not exist: it is ``None``, neither 0 nor 100 %.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .service_months import NOTHING, Figures, Part, month_of, parts

# "Ends soon": half a year before limitation runs out there is still time for a demand and a suit.
ENDING_DAYS = 180
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Claim:
    """One charge of principal as a rate sees it.

    :param now: figures on the day of the report
    :param before: figures at the end of the year before
    :param frozen: what the closed year says was left of earlier service; None: not closed
    :param unit: what identifies the unit; None: the bill names none
    :param area: billed area in hundredths of a square metre
    :param excluded: left out of the rate after exclusion (developer, dispute, litigation)
    """

    period_from: date | None
    period_to: date | None
    now: Figures
    before: Figures = NOTHING
    frozen: int | None = None
    limitation_date: date | None = None
    unit: Hashable = None
    area: int = 0
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A day of a year. Months are counted from year 0, so that they can be subtracted.

    Raises ``ValueError`` for a day before the year.
    """

    year: int
    day: date

    def __post_init__(self):
        if self.day.year < self.year:
            raise ValueError("the day lies before the year")

    @property
    def bounds(self) -> tuple[int, int, int]:
        """First month of the year, the month after the day's, the month after the year."""
        start = self.year * 12
        return start, min(month_of(self.day) + 1, start + 12), start + 12


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures that add up over any grouping, and the rates that follow from them."""

    # The year up to the day
    billed: int = 0
    credited: int = 0
    waived: int = 0
    due: int = 0
    paid: int = 0
    written_off: int = 0
    remaining: int = 0
    # The whole year, as far as it was billed
    year_due: int = 0
    year_paid: int = 0
    # Earlier service
    opening: int = 0
    correction: int = 0
    recovered: int = 0
    old_waived: int = 0
    old_written_off: int = 0
    old_remaining: int = 0
    old_barred: int = 0
    old_ending: int = 0
    # Beside
    cash: int = 0
    prepaid: int = 0
    unplaced: int = 0
    excluded_due: int = 0
    excluded_paid: int = 0
    units_billed: int = 0
    units_paid: int = 0
    area_billed: int = 0
    area_paid: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in TALLIED))

    @property
    def old_due(self) -> int:
        """The opening balance after posted corrections: what could be recovered at all."""
        return self.opening + self.correction

    @property
    def rates(self) -> dict[str, Decimal | None]:
        """Every rate in percent with two decimals; None where there is nothing to divide by."""
        return {
            name: percent(*(self._sum(names) for names in ratio)) for name, ratio in RATES.items()
        }

    def _sum(self, names: tuple[str, ...]) -> int:
        return sum(
            -getattr(self, name[1:]) if name.startswith("-") else getattr(self, name)
            for name in names
        )


TALLIED = tuple(field.name for field in fields(Tally))

# Numerator and denominator of each rate as sums of figures; a minus sign takes one away.
RATES = {
    "current": (("paid",), ("due",)),
    "year": (("year_paid",), ("year_due",)),
    "old": (("recovered",), ("opening", "correction")),
    "combined": (("paid", "recovered"), ("due", "opening", "correction")),
    "cash": (("cash",), ("due",)),
    "units": (("units_paid",), ("units_billed",)),
    "area": (("area_paid",), ("area_billed",)),
    "adjusted": (("paid", "-excluded_paid"), ("due", "-excluded_due")),
}


def percent(numerator: int, denominator: int) -> Decimal | None:
    """``numerator / denominator`` in percent, halves away from zero; None without a denominator."""
    if denominator <= 0:
        return None
    exact = Decimal(100 * numerator) / denominator
    return exact.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def opening_part(figures: Figures, first: date | None, last: date | None, year: int) -> int:
    """What is left of service before a year: what a year's close freezes of a charge.

    :param figures: at the end of the year before. Without a period it is nothing: such a charge
        belongs to no year and is listed apart.
    """
    if not (first or last):
        return 0
    before, _after = parts(figures, first or last, last or first, (year * 12,))
    return before.remaining


def correction(claim: Claim, cut: Cut) -> tuple[int, str]:
    """What was posted after the close of the year before and changes its opening balance.

    :return: the amount, and why: ``gone`` (the bill was undone), ``late`` (billed after the
        close), ``credited``, ``transferred`` (to another debtor), else ``restated`` (a payment
        found or undone, a changed bill)
    """
    amount = tally([claim], cut).correction
    first, last = claim.period_from or claim.period_to, claim.period_to or claim.period_from
    if claim.now is NOTHING or not first:
        return amount, "gone"
    if claim.before is NOTHING and not claim.frozen:
        return amount, "late"
    now, before = (parts(state, first, last, cut.bounds)[0] for state in (claim.now, claim.before))
    if before.credited - now.credited == amount:
        return amount, "credited"
    if before.transferred - now.transferred == amount:
        return amount, "transferred"
    return amount, "restated"


def tally(claims: Iterable[Claim], cut: Cut) -> Tally:
    """The figures of some charges on a day of a year."""
    sums = dict.fromkeys(TALLIED, 0)
    units: dict[Hashable, list[int]] = {}
    bounds = cut.bounds
    for claim in claims:
        sums["cash"] += claim.now.paid - claim.before.paid
        if not (claim.period_from or claim.period_to):
            sums["unplaced"] += claim.now.remaining
            continue
        first = claim.period_from or claim.period_to
        last = claim.period_to or claim.period_from
        old, current, rest, later = parts(claim.now, first, last, bounds)
        _add_current(sums, claim, current)
        sums["year_due"] += current.net + rest.net
        sums["year_paid"] += current.paid + rest.paid
        sums["prepaid"] += rest.paid + later.paid
        if old.net or claim.frozen or claim.before is not NOTHING:
            before = parts(claim.before, first, last, bounds)[0]
            _add_old(sums, claim, old, before, cut.day)
        if claim.unit is not None:
            unit = units.setdefault(claim.unit, [0, 0, 0])
            unit[0] += current.net
            unit[1] += current.remaining + current.written_off
            unit[2] = max(unit[2], claim.area)
    _add_units(sums, units.values())
    return Tally(**sums)


def _add_current(sums: dict[str, int], claim: Claim, part: Part) -> None:
    sums["billed"] += part.net + part.credited + part.waived
    sums["credited"] += part.credited
    sums["waived"] += part.waived
    sums["due"] += part.net
    sums["paid"] += part.paid
    sums["written_off"] += part.written_off
    sums["remaining"] += part.remaining
    if claim.excluded:
        sums["excluded_due"] += part.net
        sums["excluded_paid"] += part.paid


def _add_old(sums: dict[str, int], claim: Claim, now: Part, before: Part, day: date) -> None:
    """Earlier service: ``opening + correction = recovered + waived + written off + remaining``."""
    opening = before.remaining if claim.frozen is None else claim.frozen
    recovered = now.paid - before.paid
    waived = now.waived - before.waived
    written_off = now.written_off - before.written_off
    sums["opening"] += opening
    sums["correction"] += now.remaining + recovered + waived + written_off - opening
    sums["recovered"] += recovered
    sums["old_waived"] += waived
    sums["old_written_off"] += written_off
    sums["old_remaining"] += now.remaining
    last_day = claim.limitation_date
    if last_day and last_day < day:
        sums["old_barred"] += now.remaining
    elif last_day and last_day <= day + timedelta(days=ENDING_DAYS):
        sums["old_ending"] += now.remaining


def _add_units(sums: dict[str, int], units: Iterable[list[int]]) -> None:
    """Units with something due count as billed; with nothing open, as paid in full."""
    for due, still_open, area in units:
        if due > 0:
            sums["units_billed"] += 1
            sums["area_billed"] += area
            if not still_open:
                sums["units_paid"] += 1
                sums["area_paid"] += area
