"""Whether somebody is trained to speak with debtors: a certificate, renewed every year.

GB/T 45251-2025 recommends yearly training of everybody who collects.
"""

from __future__ import annotations

from datetime import date

from .reason import Reason

WARN_DAYS = 30
LONGEST_DAYS = 366


def certificate_reason(valid_until: date | None, today: date) -> Reason | None:
    """Why somebody may contact nobody today; the last day of a certificate still counts."""
    if valid_until is None:
        return Reason("certificate_missing")
    if valid_until < today:
        return Reason("certificate_expired", {"on": valid_until.isoformat()})
    return None


def is_to_warn(valid_until: date, today: date) -> bool:
    """Whether the end is near enough to be told, or past."""
    return (valid_until - today).days <= WARN_DAYS
