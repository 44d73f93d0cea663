"""What the words of a bill say: periods, units and kinds, and when nothing is proposed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.mapping import LineFacts, UnitFacts, UnitIndex, kind_of, period_of, propose, unit_of
from engine.mapping_period import cycle_period, month_period, periods_in

LAKE, HILL = 1, 2
UNITS = (
    UnitFacts(10, "3-2-1501", "1501", LAKE, "湖畔"),
    UnitFacts(11, "3-2-1502", "1502", LAKE, "湖畔"),
    UnitFacts(12, "P7", "P7", LAKE, "湖畔"),
    UnitFacts(13, "3-2-1501", "1501", HILL, "山居"),
    UnitFacts(14, "A-801", "801", HILL, "山居"),
)
INDEX = UnitIndex.of(UNITS)
DAY = date(2026, 5, 7)


def line(*texts, **values):
    return LineFacts(texts=texts, issued_on=DAY, **values)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026年1-3月物业费", "2026-01-01", "2026-03-31"),
        ("2026年1月-3月", "2026-01-01", "2026-03-31"),
        ("物业费２０２６年１月至３月", "2026-01-01", "2026-03-31"),
        ("2025年11月至2026年2月", "2025-11-01", "2026-02-28"),
        ("2026-01 至 2026-03", "2026-01-01", "2026-03-31"),
        ("2026.01-2026.03", "2026-01-01", "2026-03-31"),
        ("2026/1 ~ 2026/3 fee", "2026-01-01", "2026-03-31"),
        ("202601-202603", "2026-01-01", "2026-03-31"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("2026Q4", "2026-10-01", "2026-12-31"),
        ("2026年第二季度", "2026-04-01", "2026-06-30"),
        ("2026年3季度", "2026-07-01", "2026-09-30"),
        ("2026年上半年", "2026-01-01", "2026-06-30"),
        ("H2 2026", "2026-07-01", "2026-12-31"),
        ("2026年2月", "2026-02-01", "2026-02-28"),
        ("2028-02 service", "2028-02-01", "2028-02-29"),
        ("2026年度物业费", "2026-01-01", "2026-12-31"),
        ("Service fee Jan-Mar 2026", "2026-01-01", "2026-03-31"),
        ("November 2025 to February 2026", "2025-11-01", "2026-02-28"),
        ("March 2026", "2026-03-01", "2026-03-31"),
        ("2026-01-15 至 2026-03-31", "2026-01-15", "2026-03-31"),
        ("2026年1月15日至3月31日", "2026-01-15", "2026-03-31"),
        ("2026.1.1-2026.3.31", "2026-01-01", "2026-03-31"),
    ],
)
def test_a_period_is_read_as_people_write_it(text, first, last):
    (period,) = periods_in(text)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.text


@pytest.mark.parametrize(
    "text",
    [
        "", "物业费", "3-2-1501", "invoice of 2026-03-15", "20260315", "2026年3月15日",
        "phone 13812026012", "2026年5-3月", "2026-02-30 至 2026-02-31", "2026-13",
    ],
)  # fmt: skip
def test_what_is_no_period_is_not_read_as_one(text):
    assert periods_in(text) == []


def test_two_periods_in_one_text_are_both_told():
    assert len(periods_in("2025年4季度, 2026年1季度")) == 2


@given(st.dates(date(1995, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_every_span_of_months_is_read_back(day, months):
    first, last = month_period(day.year, day.month, months)
    for text in (
        f"{first:%Y-%m} 至 {last:%Y-%m}",
        f"{first.year}年{first.month}月-{last.year}年{last.month}月",
        f"{first} to {last}",
    ):
        assert [(p.first, p.last) for p in periods_in(text)] == [(first, last)]


@given(st.text(alphabet="0123456789-年月至季度Q .~日ab", max_size=30))
def test_no_text_breaks_the_reader(text):
    for period in periods_in(text):
        assert period.first <= period.last


@given(st.dates(date(1995, 1, 1), date(2090, 1, 1)), st.sampled_from(["month", "quarter", "year"]))
def test_a_day_lies_in_its_cycle(day, cycle):
    period = cycle_period(day, cycle)
    assert period.first <= day <= period.last
    assert period.first.day == 1


@pytest.mark.parametrize(
    "text", ["3-2-1502", "3栋2单元1502室", "3号楼2单元1502 物业费", "湖畔3幢2单元1502"]
)
def test_a_unit_is_found_by_the_address_people_write(text):
    found = unit_of(line(text), INDEX)
    assert (found.value, found.sure, found.reason.code) == (11, True, "mapping_unit_named")


def test_one_address_in_two_estates_needs_the_estate():
    assert unit_of(line("3-2-1501"), INDEX).reason.code == "mapping_unit_several"
    assert unit_of(line("3-2-1501", estate=HILL), INDEX).value == 13
    assert unit_of(line("山居 3-2-1501"), INDEX).value == 13
    assert unit_of(line("3-2-1501", payer_units=(10,)), INDEX).value == 10


def test_a_bare_number_counts_only_among_the_payers_own_units():
    assert unit_of(line("1501室"), INDEX).value is None
    assert unit_of(line("1501室", payer_units=(10, 12)), INDEX).value == 10
    assert unit_of(line("车位P7", payer_units=(10, 12)), INDEX).value == 12


def test_the_only_unit_of_the_payer_is_a_guess():
    found = unit_of(line("物业费", payer_units=(11,)), INDEX)
    assert (found.value, found.sure, found.reason.code) == (11, False, "mapping_unit_only")
    assert unit_of(line("x", payer_units=(11, 12)), INDEX).value is None
    assert unit_of(line("x", payer_units=(11, 14), estate=HILL), INDEX).value == 14
    assert unit_of(line("x"), INDEX).reason.code == "mapping_unit_unknown"


def test_an_earlier_text_is_believed_before_a_later_one():
    assert unit_of(line("3-2-1502", "A-801"), INDEX).value == 11


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2026年1-3月物业费", "principal"), ("Property fee Q1", "principal"),
        ("水费", "pass_through"),
        ("公摊电费", "pass_through"), ("物业费滞纳金", "late_fee"), ("装修押金", "deposit"),
        ("诉讼费", "cost"), ("Something", None),
    ],
)  # fmt: skip
def test_words_tell_the_kind(text, kind):
    assert kind_of([text]).value == kind


def test_without_a_named_period_the_estates_cycle_of_the_date_is_a_guess():
    found = period_of(line("物业费"), "quarter")
    assert (found.value.first, found.value.last) == (date(2026, 4, 1), date(2026, 6, 30))
    assert (found.sure, found.reason.code) == (False, "mapping_period_cycle")
    assert period_of(line("物业费"), None).value is None


def test_a_proposal_is_sure_when_everything_was_named():
    full = propose(line("3-2-1502 2026年1-3月物业费"), INDEX, {LAKE: "quarter"})
    assert (full.unit, full.kind, full.period.first, full.sure) == (
        11, "principal", date(2026, 1, 1), True,
    )  # fmt: skip
    guessed = propose(line("3-2-1502 物业费"), INDEX, {LAKE: "month"})
    assert (guessed.period.last, guessed.sure) == (date(2026, 5, 31), False)
    assert [reason.code for reason in guessed.reasons] == [
        "mapping_unit_named", "mapping_kind_word", "mapping_period_cycle",
    ]  # fmt: skip


def test_what_is_known_is_not_asked():
    known = propose(line("水费", needs_unit=False, needs_period=False), INDEX, {})
    assert (known.unit, known.kind, known.period) == (None, "pass_through", None)
    assert propose(
        line("x", needs_unit=False, needs_kind=False, needs_period=False), INDEX, {}
    ) == (type(known)())
