"""Separate consent (单独同意) to a sensitive proof: what needs it, and how long a copy may be kept.

Personal Information Protection Law art. 14, 15, 19, 28–30 and 47: sensitive information asks for a
separate consent to a purpose that was told; it may be withdrawn at any time, and what was kept
goes then, or once its time is over.
"""

from __future__ import annotations

from datetime import date, timedelta

# Health, and what says that somebody is poor: a harm to the person if it became known.
SENSITIVE = frozenset(
    {
        "medical_certificate",
        "disability_card",
        "low_income_certificate",
        "unemployment_proof",
    }
)
# What an owner writes of himself; he agrees to its being read as he does to a proof.
STATEMENT = "statement"
# The wording on the owner's page: a changed text is a new version.
TEXT_VERSION = "2026-11"
# The longest that a copy is kept: an application is decided, appealed and audited within it.
LONGEST_DAYS = 183


def needs_consent(proof: str | None) -> bool:
    """Whether looking at this kind of proof asks for a separate consent."""
    return proof in SENSITIVE


def last_day(given_on: date) -> date:
    """The last day on which a copy may still be kept."""
    return given_on + timedelta(days=LONGEST_DAYS)


def holds(given_on: date, withdrawn_on: date | None, today: date) -> bool:
    """Whether a consent speaks for ``today``; on the day it is withdrawn it no longer does."""
    return given_on <= today and (withdrawn_on is None or today < withdrawn_on)


def may_keep_copy(
    given_on: date, withdrawn_on: date | None, keep_until: date | None, today: date
) -> bool:
    """Whether a copy may lie here today; ``keep_until`` is the last day that was agreed."""
    return bool(keep_until) and holds(given_on, withdrawn_on, today) and today <= keep_until
