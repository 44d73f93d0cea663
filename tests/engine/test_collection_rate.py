"""Collection rates: examples that were reckoned by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.collection_rate import RATES, Claim, Cut, Tally, correction, percent, tally
from engine.service_months import NOTHING, Figures, parts, service_months

MARCH = Cut(2026, date(2026, 3, 31))
YEAR_END = Cut(2026, date(2026, 12, 31))


def figures(original, **reduced):
    """Figures of a charge; what is not reduced remains."""
    return Figures(original, **reduced, remaining=original - sum(reduced.values()))


def claim(first, last, now, before=NOTHING, **more):
    return Claim(date.fromisoformat(first), date.fromisoformat(last), now, before, **more)


OLD = ("2025-01-01", "2025-12-31")
QUARTER = ("2026-01-01", "2026-03-31")


class TestPreparedExample:
    """domain.md 3.1: a rate that divides a value by itself would print 100 %."""

    old = claim(*OLD, figures(100_000, paid=30_000, waived=10_000), figures(100_000))

    def test_opening_1000_recovered_300_waived_100(self):
        found = tally([self.old], MARCH)
        assert (found.opening, found.recovered, found.old_waived) == (100_000, 30_000, 10_000)
        assert found.old_remaining == 60_000
        assert found.rates["old"] == Decimal("30.00")

    def test_the_same_from_the_frozen_year(self):
        found = tally([replace(self.old, frozen=100_000)], MARCH)
        assert found.rates["old"] == Decimal("30.00")
        assert found.correction == 0

    def test_java110_form_agrees_only_while_nothing_is_waived(self):
        """recovered ÷ (recovered + remaining) would print 33.33 %."""
        found = tally([self.old], MARCH)
        assert percent(found.recovered, found.recovered + found.old_remaining) == Decimal("33.33")
        plain = tally([replace(self.old, now=figures(100_000, paid=30_000))], MARCH)
        assert percent(plain.recovered, plain.recovered + plain.old_remaining) == Decimal("30.00")
        assert plain.rates["old"] == Decimal("30.00")

    def test_a_write_off_is_not_recovered(self):
        now = figures(100_000, paid=30_000, written_off=70_000)
        found = tally([replace(self.old, now=now)], MARCH)
        assert found.rates["old"] == Decimal("30.00")
        assert (found.old_written_off, found.old_remaining) == (70_000, 0)

    def test_every_rate_divides_two_different_things(self):
        for name, (numerator, denominator) in RATES.items():
            assert numerator != denominator, name


class TestCurrentYear:
    def test_due_is_net_of_waivers_and_credits_and_they_have_columns(self):
        now = figures(30_000, credited=3_000, waived=2_000, paid=20_000)
        found = tally([claim(*QUARTER, now)], MARCH)
        assert (found.billed, found.credited, found.waived) == (30_000, 3_000, 2_000)
        assert (found.due, found.paid, found.remaining) == (25_000, 20_000, 5_000)
        assert found.rates["current"] == Decimal("80.00")

    def test_a_write_off_stays_in_what_was_due(self):
        now = figures(30_000, written_off=30_000)
        found = tally([claim(*QUARTER, now)], MARCH)
        assert (found.due, found.written_off, found.paid) == (30_000, 30_000, 0)
        assert found.rates["current"] == Decimal("0.00")

    def test_money_of_the_year_before_counts_when_it_is_earned(self):
        """Prepaid in December for the first quarter: paid, though no cash of this year."""
        prepaid = figures(30_000, paid=30_000)
        found = tally([claim(*QUARTER, prepaid, prepaid)], MARCH)
        assert (found.paid, found.cash, found.opening) == (30_000, 0, 0)
        assert found.rates["current"] == Decimal("100.00")
        assert found.rates["cash"] == Decimal("0.00")

    def test_a_debt_moved_to_another_payer_is_due_once(self):
        moved = claim(*QUARTER, figures(30_000, transferred=30_000))
        other = claim(*QUARTER, figures(30_000, paid=10_000))
        found = tally([moved, other], MARCH)
        assert (found.billed, found.due, found.paid) == (30_000, 30_000, 10_000)

    def test_combined_rate_over_the_year_and_what_was_left_before(self):
        old = TestPreparedExample.old
        found = tally([old, claim(*QUARTER, figures(100_000, paid=90_000))], MARCH)
        assert found.rates["combined"] == Decimal("60.00")
        assert found.rates["current"] == Decimal("90.00")

    def test_cash_over_due_may_exceed_the_whole(self):
        old = claim(*OLD, figures(50_000, paid=50_000), figures(50_000))
        found = tally([old, claim(*QUARTER, figures(40_000, paid=40_000))], MARCH)
        assert found.rates["cash"] == Decimal("225.00")
        assert found.rates["combined"] == Decimal("100.00")

    def test_without_anything_due_every_rate_is_blank(self):
        assert set(Tally().rates.values()) == {None}
        future = claim("2027-01-01", "2027-12-31", figures(120_000, paid=120_000))
        found = tally([future], MARCH)
        assert set(found.rates.values()) == {None}
        assert found.prepaid == 120_000

    def test_excluded_units_leave_both_sides_of_the_adjusted_rate(self):
        paying = claim(*QUARTER, figures(10_000, paid=9_000))
        developer = claim(*QUARTER, figures(10_000, paid=1_000), excluded=True)
        found = tally([paying, developer], MARCH)
        assert (found.excluded_due, found.excluded_paid) == (10_000, 1_000)
        assert found.rates["current"] == Decimal("50.00")
        assert found.rates["adjusted"] == Decimal("90.00")
        assert tally([developer], MARCH).rates["adjusted"] is None

    def test_a_charge_without_a_period_is_listed_apart(self):
        found = tally([Claim(None, None, figures(500, paid=200))], MARCH)
        assert (found.unplaced, found.due, found.cash) == (300, 0, 200)

    def test_half_a_period_is_a_period_of_that_month(self):
        found = tally([Claim(None, date(2026, 2, 28), figures(500))], MARCH)
        assert found.due == 500


class TestStraddling:
    def test_whole_months_and_the_month_of_the_day_counts_whole(self):
        year = claim("2026-01-01", "2026-12-31", figures(120_000, paid=30_000))
        for day, due in ((1, 20_000), (15, 20_000), (28, 20_000)):
            assert tally([year], Cut(2026, date(2026, 2, day))).due == due
        found = tally([year], Cut(2026, date(2026, 2, 3)))
        assert (found.paid, found.prepaid, found.year_due, found.year_paid) == (
            20_000,
            10_000,
            120_000,
            30_000,
        )
        assert (found.rates["current"], found.rates["year"]) == (
            Decimal("100.00"),
            Decimal("25.00"),
        )

    def test_a_bill_over_new_year_belongs_to_both_years(self):
        """December to February, 30 a month, 40 paid last year, 10 in January."""
        before, now = figures(9_000, paid=4_000), figures(9_000, paid=5_000)
        found = tally([claim("2025-12-01", "2026-02-28", now, before)], MARCH)
        assert (found.opening, found.recovered, found.due, found.paid) == (0, 0, 6_000, 2_000)
        unpaid = tally([claim("2025-12-01", "2026-02-28", now, figures(9_000, paid=1_000))], MARCH)
        assert (unpaid.opening, unpaid.recovered, unpaid.old_remaining) == (2_000, 2_000, 0)
        assert (unpaid.paid, unpaid.cash) == (2_000, 4_000)

    def test_cents_are_not_lost_between_months(self):
        found = parts(figures(100), date(2026, 1, 1), date(2026, 3, 31), (24313, 24314))
        assert [part.net for part in found] == [33, 34, 33]

    def test_service_months_begin_on_the_day_the_period_begins(self):
        assert service_months(date(2026, 1, 15), date(2026, 3, 14)) == (24312, 2)
        assert service_months(date(2026, 1, 15), date(2026, 3, 15)) == (24312, 3)
        assert service_months(date(2026, 1, 31), date(2026, 2, 28)) == (24312, 2)
        assert service_months(date(2026, 2, 10), date(2026, 2, 20)) == (24313, 1)
        assert service_months(date(2026, 5, 1), date(2026, 4, 1)) == (24316, 1), "wrong way round"

    def test_a_day_before_the_year_is_refused(self):
        with pytest.raises(ValueError, match="before the year"):
            Cut(2026, date(2025, 12, 31))

    def test_a_later_day_sees_the_whole_year_and_not_the_next(self):
        late = Cut(2026, date(2027, 6, 30))
        bills = [
            claim("2026-01-01", "2026-12-31", figures(120_000)),
            claim("2027-01-01", "2027-12-31", figures(120_000)),
        ]
        assert tally(bills, late).due == 120_000


class TestOldArrears:
    def test_a_credit_note_of_this_year_is_a_correction(self):
        now = figures(100_000, credited=20_000, paid=40_000)
        found = tally([claim(*OLD, now, figures(100_000), frozen=100_000)], MARCH)
        assert (found.opening, found.correction, found.recovered) == (100_000, -20_000, 40_000)
        assert found.rates["old"] == Decimal("50.00")

    def test_a_late_bill_for_last_year_is_a_correction(self):
        late = claim(*OLD, figures(5_000, paid=1_000), frozen=0)
        found = tally([late], MARCH)
        assert (found.opening, found.correction, found.recovered, found.old_remaining) == (
            0,
            5_000,
            1_000,
            4_000,
        )

    def test_money_of_last_year_found_after_the_close_corrects_it(self):
        """Booked in January with a value date in December: not recovered this year."""
        paid = figures(100_000, paid=100_000)
        found = tally([claim(*OLD, paid, paid, frozen=100_000)], MARCH)
        assert (found.opening, found.correction, found.recovered) == (100_000, -100_000, 0)
        assert found.rates["old"] is None

    def test_a_bill_that_vanished_after_the_close_is_a_correction(self):
        found = tally([claim(*OLD, NOTHING, frozen=7_000)], MARCH)
        assert (found.opening, found.correction, found.old_remaining) == (7_000, -7_000, 0)

    def test_a_debt_moved_to_the_heir_corrects_both_ways(self):
        moved = claim(*OLD, figures(9_000, transferred=9_000), figures(9_000), frozen=9_000)
        heir = claim(*OLD, figures(9_000, paid=3_000), frozen=0)
        found = tally([moved, heir], MARCH)
        assert (found.opening, found.correction, found.recovered) == (9_000, 0, 3_000)

    def test_a_correction_says_where_it_comes_from(self):
        whole, paid = figures(100), figures(100, paid=100)
        for now, before, frozen, expected in (
            (NOTHING, NOTHING, 100, (-100, "gone")),
            (figures(100, paid=40), NOTHING, 0, (100, "late")),
            (figures(100, credited=30), whole, 100, (-30, "credited")),
            (figures(100, transferred=100), whole, 100, (-100, "transferred")),
            (paid, paid, 100, (-100, "restated")),
            (whole, whole, 0, (100, "restated")),
            (figures(100, paid=60), whole, 100, (0, "credited")),
        ):
            assert correction(claim(*OLD, now, before, frozen=frozen), MARCH) == expected

    def test_limitation_of_what_is_left(self):
        def limited(day):
            last_day = date.fromisoformat(day)
            return claim(*OLD, figures(100), figures(100), limitation_date=last_day)

        found = tally([limited("2026-03-30"), limited("2026-03-31"), limited("2027-01-01")], MARCH)
        assert (found.old_barred, found.old_ending, found.old_remaining) == (100, 100, 300)


class TestUnits:
    def test_a_unit_with_one_open_bill_is_not_paid(self):
        paid, open_bill = figures(100, paid=100), figures(100, paid=99)
        claims = [
            claim(*QUARTER, paid, unit="a", area=9_000),
            claim(*QUARTER, open_bill, unit="a", area=9_000),
            claim(*QUARTER, paid, unit="b", area=6_000),
            claim(*QUARTER, paid, area=5_000),
        ]
        found = tally(claims, MARCH)
        assert (found.units_billed, found.units_paid) == (2, 1)
        assert (found.area_billed, found.area_paid) == (15_000, 6_000)
        assert found.rates["units"] == Decimal("50.00")
        assert found.rates["area"] == Decimal("40.00")

    def test_written_off_is_not_paid_and_waived_whole_is_not_billed(self):
        claims = [
            claim(*QUARTER, figures(100, written_off=100), unit="a"),
            claim(*QUARTER, figures(100, waived=100), unit="b"),
        ]
        found = tally(claims, MARCH)
        assert (found.units_billed, found.units_paid) == (1, 0)


class TestPercent:
    def test_halves_away_from_zero(self):
        assert percent(1, 800) == Decimal("0.13")
        assert percent(-1, 800) == Decimal("-0.13")
        assert percent(1, 3) == Decimal("33.33")

    def test_blank_without_a_denominator(self):
        assert percent(5, 0) is None
        assert percent(5, -1) is None
