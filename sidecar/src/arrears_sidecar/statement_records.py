"""A bank statement in normal form, whatever file it came from.

Amounts are integers of the minor unit; money that came in is positive, money that went out
negative. Dates are ISO strings.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One movement of the account.

    :param line: physical line of the file (row of the sheet, line of the XML), counted from 1.
    :param reference: what the bank calls the movement, unique in the account; empty where the bank
        gives nothing, or nothing unique.
    :param balance: the account's balance after it; None where the bank gives none.
    """

    line: int
    date: str
    amount: int
    value_date: str = ""
    balance: int | None = None
    reference: str = ""
    payer_name: str = field(default="", repr=False)
    payer_account: str = field(default="", repr=False)
    remark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StatementTable:
    """A whole statement; its rows stand in the order in which the bank booked them."""

    account: str = field(repr=False)
    currency: str
    rows: tuple[StatementRow, ...] = field(repr=False)
    opening: int | None = None
    closing: int | None = None

    def __len__(self) -> int:
        """How many movements the statement has."""
        return len(self.rows)

    @property
    def total_in(self) -> int:
        """Sum of what came in."""
        return sum(row.amount for row in self.rows if row.amount > 0)

    @property
    def total_out(self) -> int:
        """Sum of what went out, as a positive number."""
        return -sum(row.amount for row in self.rows if row.amount < 0)

    def page(self, start: int, size: int) -> list[dict[str, Any]]:
        """Rows `start` … `start + size` in the form of the seam's `stage_statement_rows`."""
        return [
            {
                "position": position,
                "line": row.line,
                "date": row.date,
                "value_date": row.value_date or row.date,
                "amount": row.amount,
                "balance": row.balance,
                "reference": row.reference,
                "payer_name": row.payer_name,
                "payer_account": row.payer_account,
                "remark": row.remark,
            }
            for position, row in enumerate(self.rows[start : start + size], start=start + 1)
        ]
