"""Collection rates against a clerk who keeps one line a service month, on random charges."""

from calendar import monthrange
from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.collection_rate import RATES, TALLIED, Claim, Cut, Tally, opening_part, tally
from engine.service_months import NOTHING, Figures, parts, service_months


@st.composite
def any_figures(draw, original=None):
    """Figures that add up, with few cents so that rounding bites."""
    left = original = draw(st.integers(0, 50)) if original is None else original
    taken = {}
    for name in ("credited", "waived", "transferred", "written_off", "paid"):
        taken[name] = draw(st.integers(0, left))
        left -= taken[name]
    return Figures(original, **taken, remaining=left)


@st.composite
def later_figures(draw, before):
    """Figures of a later day: every column has grown out of what remained."""
    left, grown = before.remaining, {}
    for name in ("credited", "waived", "transferred", "written_off", "paid"):
        more = draw(st.integers(0, left))
        left -= more
        grown[name] = getattr(before, name) + more
    return Figures(before.original, **grown, remaining=left)


periods = st.tuples(st.dates(date(2024, 10, 1), date(2027, 2, 27)), st.integers(0, 400)).map(
    lambda pair: (pair[0], date.fromordinal(pair[0].toordinal() + pair[1]))
)


@st.composite
def any_claim(draw):
    first, last = draw(periods)
    before = draw(st.one_of(st.just(NOTHING), any_figures()))
    now = draw(any_figures() if before is NOTHING else later_figures(before))
    return Claim(
        first, last, now, before,
        frozen=draw(st.one_of(st.none(), st.integers(0, 50))),
        unit=draw(st.integers(0, 2)), area=draw(st.integers(0, 3)),
        excluded=draw(st.booleans()),
    )  # fmt: skip


def months_of(first, last):
    """The calendar month in which each service month begins, found by walking."""
    found, step = [], 0
    while True:
        index = first.year * 12 + first.month - 1 + step
        year, month = divmod(index, 12)
        day = min(first.day, monthrange(year, month + 1)[1])
        if step and date(year, month + 1, day) > last:
            return found
        found.append(index)
        step += 1


def lines_of(claim_figures, first, last):
    """(month, net, paid, written off, remaining) of each service month."""
    months = months_of(first, last)
    net = Fraction(claim_figures.net, len(months))
    marks = [int(net * step + Fraction(1, 2)) for step in range(len(months))]
    marks.append(claim_figures.net)
    money, lost, rows = claim_figures.paid, claim_figures.written_off, []
    for step, month in enumerate(months):
        owed = marks[step + 1] - marks[step]
        paid = min(money, owed)
        written = min(lost, owed - paid)
        money, lost = money - paid, lost - written
        rows.append((month, owed, paid, written, owed - paid - written))
    return rows


def clerk(claims, cut):
    """The figures that need no rounding rule of their own, month by month."""
    sums = dict.fromkeys(("due", "paid", "remaining", "written_off", "year_due", "year_paid",
                          "prepaid", "recovered", "old_remaining", "opening"), 0)  # fmt: skip
    this_month = min(cut.day.year * 12 + cut.day.month - 1, cut.year * 12 + 11)
    for one in claims:
        for month, owed, paid, written, left in lines_of(one.now, one.period_from, one.period_to):
            if month < cut.year * 12:
                sums["recovered"] += paid
                sums["old_remaining"] += left
            elif month <= this_month:
                sums["due"] += owed
                sums["paid"] += paid
                sums["written_off"] += written
                sums["remaining"] += left
            else:
                sums["prepaid"] += paid
            if month // 12 == cut.year:
                sums["year_due"] += owed
                sums["year_paid"] += paid
        earlier = 0
        for month, _owed, paid, _written, left in lines_of(
            one.before, one.period_from, one.period_to
        ):
            if month < cut.year * 12:
                sums["recovered"] -= paid
                earlier += left
        sums["opening"] += earlier if one.frozen is None else one.frozen
    return sums


cuts = st.dates(date(2026, 1, 1), date(2027, 3, 31)).map(lambda day: Cut(2026, day))


class TestAgainstTheClerk:
    @given(st.lists(any_claim(), max_size=5), cuts)
    def test_figures_are_those_of_the_clerk(self, claims, cut):
        found = tally(claims, cut)
        expected = clerk(claims, cut)
        assert {name: getattr(found, name) for name in expected} == expected

    @given(st.lists(any_claim(), max_size=5), cuts)
    def test_columns_explain_each_other(self, claims, cut):
        found = tally(claims, cut)
        assert found.billed - found.credited - found.waived == found.due
        assert found.due == found.paid + found.written_off + found.remaining
        assert found.old_due == (
            found.recovered + found.old_waived + found.old_written_off + found.old_remaining
        )
        assert found.units_paid <= found.units_billed
        assert found.area_paid <= found.area_billed
        assert found.old_barred + found.old_ending <= found.old_remaining

    @given(any_figures(), periods, st.lists(st.integers(24290, 24340), max_size=4))
    def test_parts_add_up_to_the_charge(self, charge, period, bounds):
        found = parts(charge, *period, tuple(sorted(bounds)))
        assert len(found) == len(bounds) + 1
        for name in found[0]._fields:
            assert sum(getattr(part, name) for part in found) == getattr(charge, name)
        assert all(value >= 0 for part in found for value in part)

    @given(any_figures(), periods, st.integers(24290, 24340))
    def test_a_bound_beside_a_charge_cuts_nothing(self, charge, period, bound):
        """The short way for a charge in one part gives what the long way gives."""
        start, months = service_months(*period)
        outside = min(bound, start) if bound % 2 else max(bound, start + months)
        inside = parts(charge, *period, (outside,))
        assert inside[outside <= start].remaining == charge.remaining
        assert {*inside[outside > start]} == {0}

    @given(st.lists(any_claim(), max_size=3), st.lists(any_claim(), max_size=3), cuts)
    def test_tallies_of_different_units_add_up(self, some, others, cut):
        others = [replace(one, unit=one.unit + 10) for one in others]
        assert tally(some, cut) + tally(others, cut) == tally(some + others, cut)

    @given(st.lists(any_claim(), max_size=5), cuts)
    def test_the_close_of_the_year_freezes_what_the_report_opens_with(self, claims, cut):
        live = [replace(one, frozen=None) for one in claims]
        frozen = [
            replace(one, frozen=opening_part(one.before, one.period_from, one.period_to, cut.year))
            for one in live
        ]
        assert tally(live, cut).opening == sum(one.frozen for one in frozen)
        assert astuple(tally(frozen, cut)) == astuple(tally(live, cut))

    @given(st.lists(any_claim(), max_size=5), cuts)
    def test_a_rate_is_blank_or_the_quotient_of_its_sums(self, claims, cut):
        found = tally(claims, cut)
        assert set(found.rates) == set(RATES)
        for value in found.rates.values():
            assert value is None or isinstance(value, Decimal)
        if found.due > 0:
            exact = Fraction(100 * found.paid, found.due)
            assert abs(exact - Fraction(found.rates["current"])) <= Fraction(1, 200)

    def test_every_figure_is_tallied(self):
        assert len(astuple(Tally())) == len(TALLIED)
