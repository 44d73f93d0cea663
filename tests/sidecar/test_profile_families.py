"""Every built-in layout: what a bank gets, what it answers, and several files for one batch."""

import io
from collections.abc import Sequence
from dataclasses import replace

import openpyxl
import pytest
from fake_odoo import batch_of, instructions
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_files import ANSWERS, fate

from arrears_sidecar.errors import BadFile, BadRow
from arrears_sidecar.profiles import load_profiles
from arrears_sidecar.records import Instruction, RenderedFile

PROFILES = load_profiles()
TABLES = [code for code in PROFILES.codes() if not code.startswith("sepa")]
NO_DATE = {"icbc_own", "icbc_other", "icbc_text"}
NO_PARTS = {"icbc_text"}


def asked(code: str, count: int = 4) -> list[Instruction]:
    """Instructions that the layout can carry."""
    rows = instructions(count)
    if code == "icbc_other":
        other = {"bank_name": "农业银行", "bank_code": "103100000026", "agreement": "A1"}
        rows = [replace(row, **other) for row in rows]
    return rows


def rendered(code: str, rows: Sequence[Instruction]) -> tuple[RenderedFile, ...]:
    """The batch's files."""
    return PROFILES.get(code).render(batch_of(list(rows), 1, profile=code), rows)


def sheet_rows(content: bytes) -> list[tuple[object, ...]]:
    """What a person sees when the workbook is opened."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return list(book.active.iter_rows(values_only=True))


# What the bank gets


def test_icbc_gets_its_six_columns_as_text() -> None:
    """Account numbers lose no digit, amounts have two decimals, the last two are the bank's."""
    (file,) = rendered("icbc_own", asked("icbc_own", 1))
    assert file.name == "DK2611210001.xlsx"
    head, row = sheet_rows(file.content)
    assert head == ("姓名", "卡号", "应处理金额", "备注", "实处理金额", "处理标志")
    assert row[:4] == ("张三", "62270012345" + "9001", "123.46", "L00000002")


def test_icbc_gets_fen_and_a_row_of_totals() -> None:
    """Ten columns set apart by blanks; what is empty has a nought, or columns would shift."""
    (file,) = rendered("icbc_text", asked("icbc_text", 2))
    head, *rows = file.content.decode("gbk").split("\r\n")[:-1]
    assert head == "2 24693 DK2611210001"
    assert rows[0] == "1 622700123459001 张三 12346 001 0000 00201 L00000002 0 物业费"
    assert [len(row.split()) for row in rows] == [10, 10]


def test_fixed_columns_are_counted_in_bytes() -> None:
    """Two for a Chinese character, so that the columns behind it stand where they should."""
    (file,) = rendered("generic_fixed", asked("generic_fixed", 2))
    head, *rows = file.content.split(b"\r\n")[:-1]
    assert head == b"HDK2611210001    20261121000002000000000024693"
    assert [len(row) for row in rows] == [188, 188]
    assert rows[0][1 + 6 : 1 + 6 + 12] == b"L00000002   "
    assert rows[0][113:128] == b"000000000012346"


def test_a_value_with_the_separator_is_put_in_quotes_where_the_layout_has_them() -> None:
    """And read back by any program that knows them."""
    rows = [replace(row, holder_name='张,"三"') for row in asked("generic_delimited", 1)]
    (file,) = rendered("generic_delimited", rows)
    assert '"张,""三"""' in file.content.decode("gb18030")


def test_a_blank_in_a_name_is_refused_where_blanks_set_columns_apart() -> None:
    """Or the amount would stand in another column."""
    rows = [replace(row, holder_name="John Smith") for row in asked("icbc_text", 1)]
    with pytest.raises(BadRow, match="holder_name holds a blank"):
        rendered("icbc_text", rows)


def test_a_formula_in_a_name_is_only_text() -> None:
    """Nothing of a workbook is ever run."""
    rows = [replace(row, holder_name='=HYPERLINK("x")') for row in asked("icbc_own", 1)]
    (file,) = rendered("icbc_own", rows)
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.active["A2"].data_type == "s"


@pytest.mark.parametrize("code", TABLES)
def test_the_same_rows_give_the_same_bytes(code: str) -> None:
    """Confirming again after a crash rests on this; workbooks carry no hour."""
    rows = asked(code, 30)
    assert rendered(code, rows) == rendered(code, rows)


@pytest.mark.parametrize("code", TABLES)
def test_a_batch_above_the_limit_becomes_several_files_of_their_own_names(code: str) -> None:
    """Each with its own numbers from one on, together the whole batch."""
    limit = 2000 if code == "ccb_batch" else 10_000
    form = PROFILES.get(code).request.form
    rows = asked(code, min(form.max_rows, limit) + 3)
    files = rendered(code, rows)
    assert len(files) == 2 and len({file.name for file in files}) == 2
    assert all("_0" in file.name for file in files)
    assert sum(file.row_count for file in files) == len(rows)
    assert sum(file.total for file in files) == sum(row.amount for row in rows)
    assert all(len(file.content) <= form.max_bytes for file in files)


# What it answers


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_the_bank_s_answer_is_read(code: str) -> None:
    """One of each outcome, in every layout."""
    name, make = ANSWERS[code]
    rows = asked(code)
    table = PROFILES.get(code).parse(name, make(rows))
    assert table.batch_reference == "DK2611210001"
    assert list(table.references) == [row.reference for row in rows]
    assert list(table.offered) == [row.amount for row in rows]
    last = "success" if code in NO_PARTS else "partial"
    assert list(table.outcomes) == ["success", "funds", "account", last]
    taken = [fate(place, row.amount)[1] for place, row in enumerate(rows)]
    if code in NO_PARTS:
        taken[3] = rows[3].amount
    assert list(table.settled) == taken
    dated = "" if code in NO_DATE else "2026-11-21"
    assert list(table.value_dates) == [dated if one else "" for one in taken]


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_the_answer_is_told_by_its_content(code: str) -> None:
    """Under whatever name, as far as the layout has something of its own."""
    _name, make = ANSWERS[code]
    content = make(asked(code))
    if code == "icbc_text":
        with pytest.raises(BadFile, match="no layout knows"):
            PROFILES.detect("whatever.bin", content)
    else:
        assert PROFILES.detect("whatever.bin", content).code == code


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_explaining_masks_the_person(code: str) -> None:
    """Neither name nor account is shown whole."""
    name, make = ANSWERS[code]
    rows = PROFILES.get(code).explain(name, make(asked(code)))
    shown = " ".join(cell for row in rows for cell in row.columns)
    assert "张*" in shown and "…9001" in shown
    assert "张三" not in shown and "6227001" not in shown
    assert rows[0].reading["settled"] == "123.46"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 10**11), min_size=1, max_size=20), st.sampled_from(sorted(ANSWERS)))
def test_any_amounts_come_back_to_the_fen(amounts: list[int], code: str) -> None:
    """Workbooks keep floating numbers; what is booked is exact all the same."""
    # The banks' part is half of it, and a fen has no half.
    rows = [
        replace(row, amount=amount + 1)
        for row, amount in zip(asked(code, len(amounts)), amounts, strict=True)
    ]
    name, make = ANSWERS[code]
    table = PROFILES.get(code).parse(name, make(rows))
    assert list(table.offered) == [row.amount for row in rows]
