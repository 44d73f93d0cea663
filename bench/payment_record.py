"""How well the payment record orders who pays late next, on invoices with known outcomes.

``./dev bench payment_record FILE`` reads a table of late payment histories: the columns
``customerID``, ``InvoiceDate``, ``DueDate`` and ``SettledDate``, dates as month/day/year. At each
cut-off the record is made from what was known on the day before, and orders the invoices issued
on the cut-off or later. AUC is the share of pairs (one paid late, one on time) that are put in
the right order, a tie counting half. Beside it stands the smoothed share of late invoices:
(late + 1) / (invoices + 2). Nothing of the file is kept.
"""

import csv
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from engine import payment_record
from tools.failure import Failure

CUT_OFFS = (
    date(2012, 7, 1), date(2012, 10, 1), date(2013, 1, 1), date(2013, 4, 1), date(2013, 7, 1)
)  # fmt: skip
COLUMNS = {"customerID", "InvoiceDate", "DueDate", "SettledDate"}


@dataclass(frozen=True, slots=True)
class Invoice:
    """One row of the table; ``settled`` is what came of it in the end."""

    number: int
    customer: str
    issued: date
    due: date
    settled: date


def main(runtime, words) -> int:
    """Print the table of cut-offs. Nothing but the file is needed."""
    if len(words) != 1:
        raise Failure("which file?", "./dev bench payment_record PATH_OF_THE_TABLE.csv")
    invoices = read(Path(words[0]))
    print(f"{'cut-off':<12}{'known':>7}{'later':>7}{'late':>7}{'share':>8}{'record':>8}")
    ratios = []
    for day in CUT_OFFS:
        share, record, counts = compare(invoices, day)
        ratios.append(record / share)
        print(f"{day:%Y-%m-%d}  {counts}{share:>8.4f}{record:>8.4f}")
    worst = min(ratios)
    print(f"BENCH payment_record ratio={worst:.4f} bar=1.0 {'ok' if worst >= 1 else 'short'}")
    return 0 if worst >= 1 else 1


def read(path: Path) -> list[Invoice]:
    """The invoices of a table.

    :raises Failure: no such file, a column is missing, or a row has no date; it names the row
    """
    if not path.is_file():
        raise Failure(f"{path} is no file", "give the path of the table")
    with path.open(newline="", encoding="utf-8-sig") as table:
        rows = csv.DictReader(table)
        missing = COLUMNS.difference(rows.fieldnames or ())
        if missing:
            raise Failure(f"{path.name} lacks {', '.join(sorted(missing))}", "check its first line")
        return [_invoice(number, row) for number, row in enumerate(rows, 2)]


def _invoice(number, row) -> Invoice:
    try:
        days = [
            datetime.strptime(row[name], "%m/%d/%Y").date()
            for name in ("InvoiceDate", "DueDate", "SettledDate")
        ]
    except ValueError as error:
        raise Failure(f"line {number}: {error}", "dates are month/day/year") from error
    return Invoice(number, row["customerID"], *days)


def compare(invoices, day):
    """AUC of the smoothed share and of the record at a cut-off, and the counts as text."""
    yesterday = day - timedelta(days=1)
    records = defaultdict(list)
    for invoice in invoices:
        if invoice.issued < day:
            records[invoice.customer].append(payment_record.judge(_bill(invoice), yesterday))
    later = [invoice for invoice in invoices if invoice.issued >= day]
    outcomes = [invoice.settled > invoice.due for invoice in later]
    share = [_smoothed(records[one.customer]) for one in later]
    score = [payment_record.lateness(records[one.customer]) for one in later]
    known = sum(one.counts for many in records.values() for one in many)
    counts = f"{known:>7}{len(later):>7}{sum(outcomes):>7}"
    return auc(share, outcomes), auc(score, outcomes), counts


def _bill(invoice) -> payment_record.Bill:
    """The invoice with its payment; ``judge`` looks at no payment after the day of the record."""
    return payment_record.Bill(invoice.number, invoice.due, 1, ((invoice.settled, 1),))


def _smoothed(judged) -> float:
    counted = [one for one in judged if one.counts]
    return (sum(one.verdict == "late" for one in counted) + 1) / (len(counted) + 2)


def auc(scores, outcomes) -> float:
    """Share of pairs of a late and a punctual invoice that the scores put in order."""
    late = [score for score, outcome in zip(scores, outcomes, strict=True) if outcome]
    punctual = sorted(s for s, outcome in zip(scores, outcomes, strict=True) if not outcome)
    right = sum(bisect_left(punctual, s) + bisect_right(punctual, s) for s in late)
    return right / 2 / (len(late) * len(punctual))
