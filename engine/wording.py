"""The wording linter: what a text to a debtor must not say, and what it must not leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .reason import Reason
from .wording_phrases import (
    DEADLINE_PART,
    GENERAL,
    LINK_PART,
    OFFER,
    OPTIONAL_PARTS,
    REQUIRED_PARTS,
    SMS_VENDOR,
)

PLACEHOLDER = re.compile(r"\{(\w*)\}")
# A number that somebody typed: digits of either width, or an amount, a day or a share in Chinese
# numerals. Small counts in words ("two minutes", 三个工作日) say nothing of an account.
FIGURE = re.compile(
    r"[$€£¥￥]?\s?[0-9０-９][0-9０-９.,:/%％‰-]*"
    r"|[〇零一二两三四五六七八九十百千万亿]+(?:元|圆|块钱)"
    r"|[一二三四五六七八九十]+月[一二三四五六七八九十]+[日号]"
    r"|百分之[〇零一二三四五六七八九十百]+"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A banned phrase as it stands in the text, and the code of why it is banned."""

    phrase: str
    why: str

    def as_reason(self) -> Reason:
        """The reason under which a text with this phrase is refused."""
        return Reason(f"wording_{self.why}", {"phrase": self.phrase})


_QUANTIFIER = re.compile(r"\{\d*,?\d*\}")
# Digits of a text that no phrase distinguishes.
_ANY_DIGIT = str.maketrans("123456789", "0" * 9)


@lru_cache(maxsize=1)
def _compiled() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    return {
        name: [(re.compile(pattern, re.IGNORECASE), why) for pattern, why in phrases]
        for name, phrases in (("general", GENERAL), ("sms", SMS_VENDOR), ("offer", OFFER))
    }


def banned_phrases(text: str, channel: str = "email") -> list[Hit]:
    """Every banned phrase in ``text``; an SMS is held against the vendors' list as well, and an
    offer (a gift, the criteria of a reward) against what would make a right its price."""
    lists = ("general", channel) if channel in ("sms", "offer") else ("general",)
    # A night's texts differ in their figures: what no figure decides is looked for once.
    return [
        Hit(found.group(0), why)
        for pattern, why in (*_suspects(text.translate(_ANY_DIGIT), lists), *_of_digits(lists))
        for found in [pattern.search(text)]
        if found
    ]


@lru_cache(maxsize=2048)
def _suspects(alike: str, lists: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases found in every text that is ``alike`` but for its digits."""
    return tuple(
        (pattern, why)
        for name in lists
        for pattern, why in _compiled()[name]
        if not _tells_digits(pattern) and pattern.search(alike)
    )


@lru_cache(maxsize=8)
def _of_digits(lists: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases that depend on which digits stand in a text."""
    return tuple(one for name in lists for one in _compiled()[name] if _tells_digits(one[0]))


def _tells_digits(pattern: re.Pattern[str]) -> bool:
    plain = _QUANTIFIER.sub("", pattern.pattern)
    return "\\d" in plain or any(character.isdigit() for character in plain)


def placeholders(text: str) -> list[str]:
    """Names between braces, in order of appearance."""
    return PLACEHOLDER.findall(text)


def typed_figures(text: str) -> list[Reason]:
    """Figures that stand in a text as typed: amounts, days and numbers come by parts alone, so
    that nothing is said which the ledger does not say (row 99)."""
    bare = PLACEHOLDER.sub(" ", text)
    found = dict.fromkeys(match.group(0).strip() for match in FIGURE.finditer(bare))
    return [Reason("wording_typed_figure", {"phrase": phrase}) for phrase in found]


def required_parts(tone: str) -> tuple[str, ...]:
    """What every text of a tone carries; from the second tone on, the day to pay by as well."""
    return REQUIRED_PARTS if tone == "gentle" else (*REQUIRED_PARTS, DEADLINE_PART)


def template_faults(
    texts: Iterable[str],
    channel: str,
    tone: str = "gentle",
    parts: tuple[Sequence[str], Sequence[str]] | None = None,
) -> list[Reason]:
    """Why a template can't be used: banned phrases, missing or unknown parts.

    ``texts`` are subject and body of one language; ``parts`` are those that must and those that
    may stand in it, where they are not those of a text that asks for money. Adjacent variables
    are refused in an SMS, since the gateways refuse them.
    """
    required, optional = parts or (required_parts(tone), OPTIONAL_PARTS)
    whole = "\n".join(text for text in texts if text)
    named = set(placeholders(whole))
    faults = [hit.as_reason() for hit in banned_phrases(whole, channel)] + typed_figures(whole)
    faults += [
        Reason("wording_part_missing", {"part": part}) for part in required if part not in named
    ]
    unknown = sorted(named - set(required) - set(optional))
    faults += [Reason("wording_part_unknown", {"part": part}) for part in unknown]
    if channel == "sms" and "}{" in whole:
        faults.append(Reason("wording_adjacent_parts"))
    return faults + _link_faults(whole, channel)


def _link_faults(whole: str, channel: str) -> list[Reason]:
    """Where the link may not stand."""
    lines = [line for line in whole.splitlines() if LINK_PART in placeholders(line)]
    if lines and channel != "email":
        return [Reason("wording_link_by_email")]
    if any(set(placeholders(line)) != {LINK_PART} for line in lines):
        return [Reason("wording_link_alone")]
    return []


def without_link(text: str) -> str:
    """``text`` without the lines that name the link, for a debtor who has none."""
    kept = [line for line in text.split("\n") if LINK_PART not in placeholders(line)]
    return "\n".join(kept)


def fill(text: str, values: dict[str, str]) -> str:
    """``text`` with its placeholders replaced; one without a value is an error (KeyError)."""
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text)
