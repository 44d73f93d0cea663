"""Which periods were billed when, counted back from today."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

QUARTER_DAYS_TO_PAY = 15
DAYS_PAST_DUE = 3
MONTH_OF_DEBITS_AGO, RETURNED_BY = 62, 33


@dataclass(frozen=True, slots=True)
class Season:
    """One billed period of an estate; all dates inclusive."""

    first: date
    last: date
    issued: date
    due: date


def _season(first, months, issued, due):
    return Season(first, first + relativedelta(months=months, days=-1), issued, due)


def quarters(today, years):
    """Contract quarters; the newest fell due three days ago.

    They start in whichever month makes that true, so that the demonstration shows a debit run on
    any day of the year.
    """
    issued = today - relativedelta(days=QUARTER_DAYS_TO_PAY + DAYS_PAST_DUE)
    return [_quarter(issued - relativedelta(months=3 * k)) for k in reversed(range(years * 4))]


def _quarter(issued):
    due = issued + relativedelta(days=QUARTER_DAYS_TO_PAY)
    return _season(issued.replace(day=1), 3, issued, due)


def next_quarter(today):
    """The quarter that will be billed next."""
    return _quarter(quarters(today, 1)[-1].issued + relativedelta(months=3))


def months(today, years):
    """Calendar months up to this one, billed on the 25th before, due on the 10th."""
    this_month = today.replace(day=1)
    starts = [this_month - relativedelta(months=step) for step in range(years * 12)]
    return [_month(start) for start in reversed(starts)]


def _month(start):
    return _season(
        start, 1, start - relativedelta(months=1) + relativedelta(day=25), start.replace(day=10)
    )


def next_month(today):
    """The month that will be billed next."""
    return _month(today.replace(day=1) + relativedelta(months=1))


def calendar_years(today, years):
    """Calendar years, billed on 5 January, due on 31 March: those billed by today."""
    newest = today.year if today >= date(today.year, 1, 5) else today.year - 1
    return [
        _season(date(year, 1, 1), 12, date(year, 1, 5), date(year, 3, 31))
        for year in range(newest - years, newest + 1)
    ]


def first_run(bank, today):
    """The day on which a bank's last whole month of debits began.

    ICBC collects what the offices owe on the day that it falls due; the others two months ago, so
    that the month lies before the statement that the accountant reads now.

    :param bank: code of a channel
    """
    if bank != "icbc":
        return today - relativedelta(days=MONTH_OF_DEBITS_AGO)
    latest = today - relativedelta(days=RETURNED_BY)
    tenth = latest.replace(day=10)
    return tenth if tenth <= latest else tenth - relativedelta(months=1)
