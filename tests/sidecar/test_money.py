"""Amounts cross to text and back exactly, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears_sidecar.money import BadAmount, format_minor, parse_column, parse_minor


@given(st.integers(0, 10**13 - 1), st.integers(0, 3))
def test_round_trip(minor: int, digits: int) -> None:
    """Every amount of up to thirteen digits survives."""
    assert parse_minor(format_minor(minor, digits), digits) == minor


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "empty"),
        ("123", "0 decimals where 2"),
        ("123.4", "1 decimals where 2"),
        ("123.456", "3 decimals where 2"),
        ("123.", "0 decimals where 2"),
        ("1,234.56", "thousands"),
        ("1 234.56", "thousands"),
        ("1234,56", "decimal comma"),
        ("1.2E+05", "spreadsheet"),
        ("-1.00", "sign"),
        ("+1.00", "sign"),
        ("１.00", "not an amount"),
        ("¥1.00", "not an amount"),
        ("nan", "not an amount"),
        ("99999999999999.00", "longer than 13 digits"),
    ],
)
def test_anything_else_is_refused_with_its_cause(text: str, cause: str) -> None:
    """The cause is what a person needs to see the bank's mistake."""
    with pytest.raises(BadAmount, match=cause) as caught:
        parse_minor(text)
    assert caught.value.text == text


@pytest.mark.parametrize("value", [1.5, 100.0, None, True])
def test_numbers_that_are_no_text_are_refused(value: object) -> None:
    """A float has lost cents before it arrives."""
    with pytest.raises(BadAmount):
        parse_minor(value)


@pytest.mark.parametrize("value", [1.5, "1", True, -1])
def test_only_whole_amounts_are_written(value: object) -> None:
    """The same on the way out."""
    with pytest.raises(BadAmount):
        format_minor(value)


@given(st.lists(st.integers(0, 10**10), max_size=30))
def test_column_agrees_with_single_amounts(minors: list[int]) -> None:
    """The fast way is the slow way."""
    texts = [format_minor(minor) for minor in minors]
    assert parse_column(texts) == [parse_minor(text) for text in texts] == minors


@given(st.lists(st.text("0123456789.,\n -", max_size=7), min_size=1, max_size=6))
def test_column_refuses_what_single_amounts_refuse(texts: list[str]) -> None:
    """A line break inside a cell must not make two amounts of one."""

    def read_singly() -> list[int] | int:
        for index, text in enumerate(texts):
            try:
                parse_minor(text)
            except BadAmount:
                return index
        return [parse_minor(text) for text in texts]

    try:
        result: list[int] | int = parse_column(texts)
    except BadAmount as error:
        result = error.index
    assert result == read_singly()


def test_column_names_the_first_bad_one() -> None:
    """Its place becomes the line in the message."""
    with pytest.raises(BadAmount) as caught:
        parse_column(["1.00", "2.00", "3", "x"])
    assert caught.value.index == 2
