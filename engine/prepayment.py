"""How far money paid in advance reaches, and how much of it a firm may take.

Amounts in minor units; a price is the price of one month. What is asked is a warning's question:
the cap is local law (Hangzhou: 12 months and not beyond the contract; Zhengzhou: one year).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .reason import Reason

ABOVE_CAP = "prepayment_above_cap"
BEYOND_CONTRACT = "prepayment_beyond_contract"

ONE_DAY = timedelta(days=1)
# Nothing is reckoned beyond a hundred years.
MOST_MONTHS = 1200


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of service of one unit, as far as money in advance is concerned.

    :param monthly: price of a month in minor units; 0 where no price is known
    :param first_unbilled: the first day that no bill covers yet
    :param contract_to: last day the firm may bill for; None while no end is known
    :param cap_months: how many months may be paid in advance; 0 where there is no cap
    """

    monthly: int
    first_unbilled: date
    contract_to: date | None = None
    cap_months: int = 12


def months_of(amount: int, monthly: int) -> Fraction:
    """How many months an amount pays for; 0 where no price is known."""
    return Fraction(amount, monthly) if monthly > 0 else Fraction(0)


def covered_until(service: Service, amount: int) -> date | None:
    """The last day that an amount pays for in full, from the first unbilled day on.

    A part of a month is its days over the days of that month. None where no price is known or
    the amount does not reach for a single day; a century at most.
    """
    months = min(months_of(amount, service.monthly), Fraction(MOST_MONTHS))
    day = service.first_unbilled
    while months > 0:
        left = Fraction(_days_of_month(day) - day.day + 1, _days_of_month(day))
        if months < left:
            return _or_none(day + timedelta(days=int(months * _days_of_month(day))), service)
        months -= left
        day = day.replace(day=_days_of_month(day)) + ONE_DAY
    return _or_none(day, service)


def _or_none(first_unpaid: date, service: Service) -> date | None:
    return first_unpaid - ONE_DAY if first_unpaid > service.first_unbilled else None


def cap_problems(service: Service, prepaid: int) -> list[Reason]:
    """Why ``prepaid`` is more than may be taken in advance; empty where nothing speaks against it.

    :param prepaid: all that is paid in advance for the service, what is offered now included
    """
    months = months_of(prepaid, service.monthly)
    problems = []
    if service.cap_months and months > service.cap_months:
        most = service.cap_months * service.monthly
        problems.append(
            Reason(ABOVE_CAP, {"cap": service.cap_months, "over": prepaid - most, "most": most})
        )
    until = covered_until(service, prepaid)
    if until and service.contract_to and until > service.contract_to:
        days = {"until": until.isoformat(), "end": service.contract_to.isoformat()}
        problems.append(Reason(BEYOND_CONTRACT, days))
    return problems


def _days_of_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
