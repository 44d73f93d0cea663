"""What a script for a talk or a hand-written message must contain, and must not.

A talk has two halves. Until the person at the other end is known to be the debtor nothing is said
of a debt: the first half may not name it, by a part in braces or in words. A service call stays
without a word on arrears to its end, and a promotion carries the way to refuse more of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .reason import Reason
from .wording import banned_phrases, placeholders, typed_figures
from .wording_phrases import LINK_PART, REQUIRED_PARTS

TALKS = ("call", "visit")
OPENING = "opening"

# Parts that tell nothing about the account. Only these may stand in the first half of a talk.
NEUTRAL_PARTS: tuple[str, ...] = (
    "caller",
    "creditor",
    "estate",
    "office",
    "recording_notice",
    "ask_convenient",
)
# Parts that tell of the debt, filled once identity is checked.
DEBT_PARTS: tuple[str, ...] = (
    "amount",
    "due_date",
    "periods",
    "pay_by",
    "ignore_if_paid",
    "promised_by",
    "promised_amount",
    "earlier_notices",
    "late_fee",
)
OTHER_PARTS: tuple[str, ...] = (
    "units",
    "how_to_pay",
    LINK_PART,
    "help_line",
    "opt_out",
    "repair_status",
)
ALL_PARTS = (*NEUTRAL_PARTS, *DEBT_PARTS, *OTHER_PARTS)

# Who we are, that it is recorded, whether it suits: before anything else (rows 97, 138).
OPENING_PARTS = ("caller", "creditor", "recording_notice", "ask_convenient")
# Then the debt as the ledger has it, and the way out of a difficulty.
OPENING_DEBT_PARTS = ("amount", "due_date", "help_line")

_NAMES_THE_DEBT = re.compile(
    r"欠|逾期|未缴|未交|拖|催|补缴|\barrears?\b|\boverdue\b|\bow(e|es|ed|ing)\b|\bdebts?\b"
    r"|\bunpaid\b|\boutstanding\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ScriptText:
    """One script in one language.

    :param before: what is said until identity is checked; empty for a written text
    :param body: what is said afterwards, or the whole of a written text
    """

    channel: str
    situation: str
    contact_class: str
    tone: str
    before: str
    body: str


def needs_deadline(contact_class: str, tone: str) -> bool:
    """From the second tone on, every text about the debt names the day to pay by (row 27)."""
    return contact_class == "dunning" and tone != "gentle"


def script_faults(text: ScriptText) -> list[Reason]:
    """Why a script can't be used: banned phrases, missing, unknown or misplaced parts."""
    whole = f"{text.before}\n{text.body}"
    named = placeholders(whole)
    faults = [hit.as_reason() for hit in banned_phrases(whole)] + typed_figures(whole)
    faults += [_missing(part) for part in _mandatory(text) if part not in named]
    unknown = sorted(set(named) - set(ALL_PARTS))
    faults += [Reason("wording_part_unknown", {"part": part}) for part in unknown]
    faults += _early_words(text)
    if LINK_PART in named and text.channel in TALKS:
        faults.append(Reason("wording_link_spoken"))
    if text.contact_class != "dunning":
        faults += _words_of_debt(whole, (*DEBT_PARTS, "how_to_pay"), "wording_service_names_debt")
    return faults


def _missing(part: str) -> Reason:
    return Reason("wording_part_missing", {"part": part})


def _mandatory(text: ScriptText) -> Sequence[str]:
    if text.contact_class == "marketing":
        return ("opt_out",)
    if text.contact_class == "service":
        return ()
    parts: list[str] = []
    if text.channel not in TALKS:
        parts += REQUIRED_PARTS
    elif text.situation == OPENING:
        parts += (*OPENING_PARTS, *OPENING_DEBT_PARTS)
    if needs_deadline(text.contact_class, text.tone):
        parts.append("pay_by")
    return parts


def _early_words(text: ScriptText) -> list[Reason]:
    """What the first half of a talk says too soon, or not at all."""
    if text.channel not in TALKS:
        return []
    known = set(ALL_PARTS) - set(NEUTRAL_PARTS)
    faults = _words_of_debt(text.before, tuple(known), "wording_too_early")
    if text.situation == OPENING and text.contact_class == "dunning":
        first = placeholders(text.before)
        faults += [_missing(p) for p in OPENING_PARTS if p in text.body and p not in first]
    return faults


def words_of_debt(words: str) -> list[Reason]:
    """Words that name somebody's debt, where nothing about one may be said."""
    return _words_of_debt(words, (), "wording_service_names_debt")


def _words_of_debt(words: str, parts: Sequence[str], code: str) -> list[Reason]:
    found = [f"{{{name}}}" for name in placeholders(words) if name in parts]
    found += [match.group(0) for match in _NAMES_THE_DEBT.finditer(words)]
    return [Reason(code, {"phrase": phrase}) for phrase in dict.fromkeys(found)]
