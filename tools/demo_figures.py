"""What the demo's turn changed: figures before and after, read from Odoo."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import east_asian_width

from tools.demo_odoo import Session
from tools.mailbox import Mailbox

OUTCOMES = (
    ("success", "  collected in full"),
    ("partial", "  collected in part"),
    ("funds", "  not enough money"),
    ("account", "  account closed"),
)


@dataclass(frozen=True)
class Figure:
    """A number of things, with their amount where they have one."""

    count: int
    amount: Decimal | None = None

    def less(self, other: "Figure") -> "Figure":
        """What came on top of `other`."""
        amount = None if self.amount is None else self.amount - (other.amount or 0)
        return Figure(self.count - other.count, amount)

    def __str__(self) -> str:
        if self.amount is None:
            return f"{self.count:,}"
        return f"{self.count:,} · ¥{self.amount:,.2f}"

    def __bool__(self) -> bool:
        return bool(self.count or self.amount)


Figures = dict[str, Figure]


def take(admin: Session, mailbox: Mailbox) -> Figures:
    """All figures of this moment."""
    letters, messages = mailbox.counts()
    return {
        **dict(_of_cards(admin)),
        **dict(_of_debits(admin)),
        "Bank movements read": _count(admin, "arrears.statement.row", [["state", "=", "booked"]]),
        "Bank movements claimed": _sum(admin, "arrears.claim", [["state", "=", "confirmed"]]),
        "Refunds paid": _sum(admin, "arrears.refund", [["state", "=", "paid"]]),
        "Rewards granted": _sum(admin, "arrears.incentive.award", []),
        "Rewards on a bill": _sum(admin, "arrears.incentive.award", [["state", "=", "booked"]]),
        "Hardship waivers applied": _sum(
            admin, "arrears.waiver", [["state", "=", "applied"]], "amount_total"
        ),
        "Bills posted": _sum(
            admin,
            "account.move",
            [["move_type", "=", "out_invoice"], ["state", "=", "posted"]],
            "amount_total_signed",
        ),
        "E-mails that left": Figure(letters),
        "SMS that left": Figure(messages),
    }


def _of_cards(admin: Session) -> Iterator[tuple[str, Figure]]:
    yield "Cards open", _sum(admin, "arrears.case", [["state", "!=", "closed"]], "amount_overdue")
    yield "Cards opened", _count(admin, "arrears.case.episode", [])
    yield "Cards closed", _count(admin, "arrears.case.episode", [["closed_on", "!=", False]])
    yield (
        "Steps taken by runs",
        _count(
            admin,
            "arrears.run.line",
            [["run_state", "!=", "preview"], ["outcome", "in", ["step", "named"]]],
        ),
    )
    yield "Call tasks open", _count(admin, "mail.activity", [["res_model", "=", "arrears.case"]])


def _of_debits(admin: Session) -> Iterator[tuple[str, Figure]]:
    sent = [["state", "!=", "draft"]]
    yield "Debit instructions", _sum(admin, "arrears.debit.line", sent)
    for outcome, name in OUTCOMES:
        domain = [["outcome", "=", outcome]]
        yield name, _sum(admin, "arrears.debit.line", domain, "amount_settled")
    yield (
        "Answers of the bank booked",
        _count(admin, "arrears.bank.file", [["state", "=", "booked"]]),
    )
    yield (
        "Journal entries of debits",
        _sum(
            admin,
            "account.move",
            [["arrears_debit_batch_id", "!=", False], ["state", "=", "posted"]],
            "amount_total_signed",
        ),
    )


def _count(admin: Session, model: str, domain: list) -> Figure:
    return Figure(admin.call(model, "search_count", domain))


def _sum(admin: Session, model: str, domain: list, field: str = "amount") -> Figure:
    [row] = admin.call(
        model, "formatted_read_group", domain, aggregates=["__count", f"{field}:sum"]
    )
    amount = Decimal(str(row[f"{field}:sum"] or 0)).quantize(Decimal("0.01"))
    return Figure(row["__count"], abs(amount))


def table(before: Figures, after: Figures) -> list[str]:
    """The figures as lines of a table: before, after, and what this turn did."""
    rows = [("", "before", "after", "this turn")]
    for name, now in after.items():
        change = now.less(before[name])
        rows.append((name, str(before[name]), str(now), f"{change}" if change else "–"))
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(_padded(row, widths)).rstrip() for row in rows]
    rule = "  ".join("─" * width for width in widths)
    return [lines[0], rule, *lines[1:], rule]


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows of words as lines whose columns stand below each other."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _padded(row: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    for column, (text, width) in enumerate(zip(row, widths, strict=True)):
        blank = " " * (width - _width(text))
        yield blank + text if column else text + blank


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
