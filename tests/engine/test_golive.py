"""Cells, tables and rows of a go-live: what is taken, what is refused, and by which name."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import golive_cells as cells
from engine import golive_people as people
from engine import golive_rows as rows
from engine import golive_sheets as sheets
from engine.golive_table import choose_sheet, read_table

CUT_OVER = TODAY = date(2026, 9, 30)
HEADING = ["Unit", "Debtor", "Kind", "Service from", "Service until", "Amount", "Due date"]
ITEM = ["3-2-1501", "Wang Fang", "Service fee", "2024-01-01", "2024-06-30", 1350, "2024-07-31"]


def code_of(function, *arguments):
    with pytest.raises(cells.CellError) as refused:
        function(*arguments)
    return refused.value.reason.code


# Amounts


@given(st.integers(1, 10**12))
def test_an_amount_survives_being_a_float_of_a_spreadsheet(minor):
    assert cells.amount(minor / 100) == minor


@pytest.mark.parametrize(
    ("cell", "minor"),
    [(0.1 + 0.2, 30), ("1,234.56", 123456), ("１２３.４０", 12340), (7, 700), ("12", 1200)],
)
def test_amounts_as_people_and_programs_write_them(cell, minor):
    assert cells.amount(cell) == minor


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (12.345, "golive_amount_decimals"),
        ("12.345", "golive_amount_decimals"),
        (-5, "golive_amount_negative"),
        (0, "golive_amount_zero"),
        ("about 100", "golive_not_a_number"),
        ("$100", "golive_not_a_number"),
        ("1,23.45", "golive_not_a_number"),
        (float("nan"), "golive_not_a_number"),
        (True, "golive_not_a_number"),
        ("#REF!", "golive_not_a_number"),
    ],
)
def test_an_amount_that_is_none_is_refused_by_name(cell, code):
    assert code_of(cells.amount, cell) == code


# Dates


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_date_reads_the_same_in_every_form(day):
    serial = (day - cells.SERIAL_EPOCH).days
    forms = [day, datetime(day.year, day.month, day.day), serial, float(serial), str(serial),
             day.isoformat(), f"{day.year}/{day.month}/{day.day}", day.strftime("%Y%m%d"),
             f"{day.year}年{day.month}月{day.day}日", int(day.strftime("%Y%m%d"))]  # fmt: skip
    assert {cells.day(form) for form in forms} == {day}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2024", "golive_date_two_ways"),
        ("2024-02-30", "golive_not_a_date"),
        ("soon", "golive_not_a_date"),
        (45000.5, "golive_not_a_date"),
        ("1024-01-01", "golive_date_far"),
    ],
)
def test_a_date_that_can_be_read_two_ways_or_not_at_all_is_refused(cell, code):
    assert code_of(cells.day, cell) == code


# Accounts


def test_an_account_kept_as_a_number_is_refused_since_digits_are_lost():
    for cell in (6222000012345678901, 6.22200001234568e18, "6.22200001234568E+18"):
        assert code_of(cells.account, cell) == "golive_account_number"
    assert cells.account("6222 0000 1234-5678 901") == "6222000012345678901"
    assert code_of(cells.account, "12 34") == "golive_account_bad"


# Tables


def test_headings_are_known_in_both_languages_below_a_title():
    chinese = ["房产", "欠费人", "费用类型", "费用开始日期", "费用结束日期", "金额 *", "应缴日期"]
    for heading in (HEADING, chinese):
        table = read_table(sheets.OPEN_ITEM, [["Open items 2026"], [], heading, ITEM])
        assert not table.problems
        assert table.rows[0].number == 4
        assert table.rows[0].values["amount"] == 135000
        assert table.rows[0].values["kind"] == "principal"


def test_blank_rows_totals_and_a_second_heading():
    cells_ = [HEADING, HEADING, ITEM, [None] * 7, ["  "], ITEM, ["合计", None, None, "", "", 2700]]
    table = read_table(sheets.OPEN_ITEM, cells_)
    assert [row.number for row in table.rows] == [2, 3, 6]
    assert [reason.code for reason in table.rows[0].problems] == ["golive_heading_again"]
    assert (table.blank_count, table.total, table.amount()) == (2, 270000, 270000)


def test_a_file_that_is_something_else_is_refused_as_a_whole():
    codes = [
        read_table(sheets.OPEN_ITEM, table).problems[0].code
        for table in (
            [],
            [["a", "b"], [1, 2]],
            [["Unit", "Amount"], ["1", 2]],
            [HEADING],
            [[*HEADING, "金额"], ITEM],
        )
    ]
    assert codes == [
        "golive_no_heading", "golive_no_heading", "golive_columns_missing", "golive_empty",
        "golive_heading_twice",
    ]  # fmt: skip


def test_each_bad_cell_of_a_row_is_named_with_its_column():
    bad = ["3-2-1501", "", "Rent", "2024-01-01", "later", 12.345, None]
    (row,) = read_table(sheets.OPEN_ITEM, [HEADING, bad]).rows
    assert [(reason.code, reason.arguments["column"]) for reason in row.problems] == [
        ("golive_kind_unknown", "Kind"),
        ("golive_not_a_date", "Service until"),
        ("golive_amount_decimals", "Amount"),
        ("golive_missing", "Due date"),
    ]


def test_the_worksheet_with_the_headings_is_taken_not_the_explanations():
    chosen = choose_sheet(
        sheets.OPEN_ITEM, [("README", [["How to", "Unit"]]), ("Items", [HEADING, ITEM])]
    )
    assert chosen == [HEADING, ITEM]


# Rows


def judged(sheet=sheets.OPEN_ITEM, **values):
    defaults = {"kind": "principal", "period_from": date(2026, 1, 1), "amount": 100,
                "period_to": date(2026, 3, 31), "due_date": date(2026, 4, 30),
                "price_basis": "Clause 4"}  # fmt: skip
    problems, notes = rows.judge(sheet, defaults | values, CUT_OVER, TODAY, "CNY", 3)
    return [reason.code for reason in problems], [reason.code for reason in notes]


@pytest.mark.parametrize(
    ("values", "problems", "notes"),
    [
        ({}, [], []),
        ({"period_to": date(2025, 1, 1)}, ["golive_period_order"], []),
        ({"period_to": None}, ["golive_period_half"], []),
        ({"period_from": None, "period_to": None}, ["golive_period_missing"], []),
        ({"kind": "deposit"}, ["golive_deposit_with_price"], []),
        ({"currency": "usd"}, ["golive_foreign_currency"], []),
        ({"currency": "人民币"}, [], []),
        ({"price_basis": None}, [], ["golive_no_price_basis"]),
        ({"due_date": date(2023, 9, 28)}, [], ["golive_time_barred"]),
        # Civil Code art. 195: a proven demand starts the three years anew; one without proof
        # starts nothing.
        ({"due_date": date(2023, 9, 28), "demand_date": date(2025, 1, 1), "demand_proof": "SF1"},
         [], []),
        ({"due_date": date(2023, 9, 28), "demand_date": date(2025, 1, 1)},
         [], ["golive_time_barred", "golive_demand_without_proof"]),
        ({"demand_date": TODAY + timedelta(1), "demand_proof": "x"}, ["golive_demand_future"], []),
    ],
)  # fmt: skip
def test_what_an_open_item_says_by_itself(values, problems, notes):
    assert judged(**values) == (problems, notes)


def test_what_other_rows_say_by_themselves():
    late = CUT_OVER + timedelta(1)
    assert judged(sheets.PREPAYMENT, kind="deposit")[0] == ["golive_prepayment_kind"]
    assert judged(sheets.PREPAYMENT, paid_on=late)[0] == ["golive_after_cut_over"]
    assert judged(sheets.MANDATE, valid_to=date(2026, 1, 1))[0] == ["golive_mandate_over"]
    assert judged(sheets.MANDATE, signed_on=late)[0] == ["golive_signed_future"]
    assert judged(sheets.UNIT, person_name="Wang")[0] == ["golive_owner_since_missing"]


def test_the_key_of_an_item_ignores_amount_and_debtor_and_knows_its_document():
    values = {"kind": "principal", "period_from": date(2026, 1, 1), "amount": 1, "debtor": 2}
    key = rows.row_key(sheets.OPEN_ITEM, 7, values)
    assert key == rows.row_key(sheets.OPEN_ITEM, 7, values | {"amount": 9, "debtor": 3})
    assert key != rows.row_key(sheets.OPEN_ITEM, 7, values | {"document_number": "B1"})
    assert key != rows.row_key(sheets.OPEN_ITEM, 8, values)


_DAYS = st.integers(0, 60).map(lambda n: date(2026, 1, 1) + timedelta(n))


@given(
    st.lists(
        st.tuples(st.integers(1, 2), _DAYS, st.integers(0, 20), st.sampled_from(["", "a", "b"]))
    )
)
def test_overlaps_are_those_a_slow_look_finds(drawn):
    items = [
        rows.Item(place, place, unit, "principal", first, first + timedelta(days), document)
        for place, (unit, first, days, document) in enumerate(drawn)
    ]
    slow = {
        max(a, b, key=lambda one: (one.first, one.number)).place
        for a in items
        for b in items
        if a.place < b.place and a.unit == b.unit and a.first <= b.last and b.first <= a.last
        and (not a.document or not b.document or a.document == b.document)
    }  # fmt: skip
    assert set(rows.overlaps(items)) == slow


# People

FANG = people.Person(1, "王芳", frozenset({"3800001234"}))
OTHER_FANG = people.Person(2, "王芳", frozenset({"3900009999"}))
LI = people.Person(3, "李雷", frozenset({"3800001234"}))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("王 芳", "", None, [FANG, LI], [], None), 1),
        (("王芳", "", None, [FANG, OTHER_FANG], [], None), "golive_debtor_ambiguous"),
        (("王芳", "139-0000-9999", None, [FANG, OTHER_FANG], [], None), 2),
        (("王芳", "13800001234", None, [], [FANG, LI], None), 1),
        (("王芳", "", None, [LI], [FANG], None), "golive_debtor_unknown"),
        (("", "", None, [LI], [], LI), 3),
        (("", "", None, [LI], [], None), "golive_debtor_missing"),
        (("王芳", "", [LI], [], [], None), "golive_reference_other_name"),
        (("", "", [], [], [], None), "golive_reference_unknown"),
        (("", "", [LI], [], [], None), 3),
    ],
)
def test_a_person_is_found_by_the_unit_the_telephone_or_the_number(arguments, expected):
    person, reason = people.who(*arguments)
    assert (person.key if person else reason.code) == expected


def test_areas_and_whole_numbers():
    assert cells.area("89.50") == Decimal("89.50")
    assert code_of(cells.area, 89.555) == "golive_amount_decimals"
    assert code_of(cells.whole, 1.5) == "golive_not_whole"
