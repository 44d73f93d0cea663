"""What an existing line of a bill is probably for: unit, kind and service period, with reasons.

Bills made before this application, or elsewhere, say in words what they are for: ``3栋2单元1501
2026年1-3月物业费``. These functions read such words and propose; a person decides. What several
readings fit is not proposed at all: a wrong unit on a demand is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .mapping_period import Period, cycle_period, periods_in
from .reason import Reason

# The first that is found wins: "deposit for the service fee" is a deposit.
KIND_WORDS = (
    ("late_fee", ("滞纳金", "违约金", "late fee", "late payment")),
    ("deposit", ("押金", "保证金", "deposit")),
    ("cost", ("诉讼费", "律师费", "保全费", "快递费", "court fee", "lawyer")),
    ("pass_through", ("水费", "电费", "燃气", "暖气", "供暖", "公摊", "能耗")),
    ("pass_through", ("water", "electric", "power", "heating")),
    ("principal", ("物业", "管理费", "服务费", "车位费", "停车", "property fee", "service fee")),
    ("principal", ("service charge", "management fee", "parking")),
)

# An address with its parts, as people write it; and one number that calls itself a flat.
_PARTS = r"(?:号楼|號樓|單元|单元|[栋棟幢座樓楼门門]|[-–—])"
_ADDRESS = re.compile(rf"[A-Za-z0-9]+(?:\s*{_PARTS}\s*[A-Za-z0-9]+)+")
_WORD = re.compile(r"[A-Za-z]*[-]?\d+[A-Za-z]?")
_SPLIT = re.compile(rf"\s*{_PARTS}\s*")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as bills may name it; ``name`` is ``3-2-1501``."""

    key: int
    name: str
    number: str
    estate: int
    estate_name: str = ""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of a bill. ``texts`` in the order in which they are believed."""

    texts: tuple[str, ...]
    issued_on: date
    estate: int | None = None
    payer_units: tuple[int, ...] = ()
    needs_unit: bool = True
    needs_kind: bool = True
    needs_period: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line is probably for; None where nothing fits or too much does.

    ``sure``: every part proposed was named, none was guessed.
    """

    unit: int | None = None
    kind: str | None = None
    period: Period | None = None
    reasons: tuple[Reason, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to one question; ``value`` None: no answer, and ``reason`` says why."""

    value: object
    reason: Reason
    sure: bool = False


@dataclass(frozen=True)
class UnitIndex:
    """Units by the names they are called; built once for many lines."""

    units: Mapping[int, UnitFacts]
    by_name: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[UnitFacts]) -> UnitIndex:
        """An index over these units."""
        facts = {unit.key: unit for unit in units}
        names = defaultdict(list)
        for unit in facts.values():
            names[unit.name.upper()].append(unit.key)
        return cls(facts, {name: tuple(keys) for name, keys in names.items()})

    def called(self, text: str, among: Sequence[int] = ()) -> dict[int, str]:
        """Units that a text names: ``{key: the words that name it}``.

        :param among: units whose bare number is enough (those of the payer)
        """
        plain = unicodedata.normalize("NFKC", text)
        found = {}
        for match in _ADDRESS.finditer(plain):
            for name in _spellings(match.group()):
                for key in self.by_name.get(name, ()):
                    found.setdefault(key, match.group().strip())
        return found or self._by_number(plain, among)

    def _by_number(self, plain: str, among: Sequence[int]) -> dict[int, str]:
        words = {word.upper(): word for word in _WORD.findall(plain)}
        return {
            key: words[self.units[key].number.upper()]
            for key in among
            if key in self.units and self.units[key].number.upper() in words
        }


def _spellings(address: str) -> list[str]:
    """An address in the one spelling of units, and its tails: ``A区-3-2-1501`` names 3-2-1501."""
    parts = [part.upper() for part in _SPLIT.split(address) if part]
    return ["-".join(parts[start:]) for start in range(len(parts) - 1)]


def propose(line: LineFacts, index: UnitIndex, cycles: Mapping[int, str]) -> Proposal:
    """What one line is probably for.

    :param cycles: billing cycle of each estate: ``month``, ``quarter`` or ``year``
    """
    unit = unit_of(line, index) if line.needs_unit else None
    kind = kind_of(line.texts) if line.needs_kind else None
    known = index.units.get(unit.value) if unit else None
    estate = known.estate if known else line.estate
    period = period_of(line, cycles.get(estate)) if line.needs_period else None
    answers = [answer for answer in (unit, kind, period) if answer]
    return Proposal(
        unit=unit.value if unit else None,
        kind=kind.value if kind else None,
        period=period.value if period else None,
        reasons=tuple(answer.reason for answer in answers),
        sure=bool(answers) and all(answer.sure for answer in answers),
    )


def unit_of(line: LineFacts, index: UnitIndex) -> Found:
    """The unit that a line names, within its estate; else the only one that its payer has."""
    for text in line.texts:
        called = index.called(text, line.payer_units)
        fitting = _fitting(called, line, index, text)
        if len(fitting) == 1:
            (key,) = fitting
            return Found(key, Reason("mapping_unit_named", {"text": called[key]}), sure=True)
        if fitting:
            names = sorted({_full_name(index.units[key]) for key in fitting})
            return Found(None, Reason("mapping_unit_several", {"units": names}))
    return _only_unit(line, index)


def _fitting(called: Mapping[int, str], line: LineFacts, index: UnitIndex, text: str) -> list[int]:
    """Of the units a text names: those of the estate of the line, or of the estate it names."""
    keys = list(called)
    if line.estate:
        keys = [key for key in keys if index.units[key].estate == line.estate]
    if len(keys) > 1:
        named = [
            k for k in keys if index.units[k].estate_name and index.units[k].estate_name in text
        ]
        own = [key for key in keys if key in line.payer_units]
        keys = named or own or keys
    return keys


def _only_unit(line: LineFacts, index: UnitIndex) -> Found:
    units = [
        key
        for key in line.payer_units
        if key in index.units and line.estate in (None, index.units[key].estate)
    ]
    if len(units) == 1:
        return Found(units[0], Reason("mapping_unit_only"))
    if units:
        names = sorted(_full_name(index.units[key]) for key in units)
        return Found(None, Reason("mapping_unit_several", {"units": names}))
    return Found(None, Reason("mapping_unit_unknown"))


def _full_name(unit: UnitFacts) -> str:
    return f"{unit.estate_name} {unit.name}".strip()


def kind_of(texts: Sequence[str]) -> Found:
    """The kind that the words of a line speak of."""
    for text in texts:
        lower = unicodedata.normalize("NFKC", text).lower()
        for kind, words in KIND_WORDS:
            word = next((word for word in words if word in lower), None)
            if word:
                return Found(kind, Reason("mapping_kind_word", {"word": word}), sure=True)
    return Found(None, Reason("mapping_kind_unknown"))


def period_of(line: LineFacts, cycle: str | None) -> Found:
    """The service period that a line names, else the estate's billing cycle of its date."""
    for text in line.texts:
        periods = periods_in(text)
        if len(periods) == 1:
            (period,) = periods
            return Found(period, Reason("mapping_period_named", {"text": period.text}), sure=True)
        if periods:
            texts = [period.text for period in periods]
            return Found(None, Reason("mapping_period_several", {"texts": texts}))
    if cycle:
        day = line.issued_on.isoformat()
        return Found(
            cycle_period(line.issued_on, cycle), Reason("mapping_period_cycle", {"day": day})
        )
    return Found(None, Reason("mapping_period_unknown"))
