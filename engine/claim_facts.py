"""What ``engine.claim`` is told about bank lines and the books, and what it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .claim_hints import unit_key
from .reason import Reason


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A bank line. ``amount`` in minor units; ``account`` is the keyed hash of the payer's.

    :param estates: estates whose receiving account the money came in on
    """

    key: int
    amount: int
    remark: str = ""
    payer_name: str = ""
    account: str | None = None
    estates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit, and who may pay for it: today's payer first, then whoever still owes for it."""

    key: int
    name: str
    estate: int
    estate_name: str = ""
    debtors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """What is left of a charge, in minor units."""

    key: int
    debtor: int
    unit: int | None
    kind: str
    remaining: int
    due: str = ""
    period: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """What a reference of ours names: ``sort`` is ``invoice``, ``debit`` or ``receipt``."""

    sort: str
    name: str
    debtor: int
    unit: int | None = None


@dataclass(frozen=True)
class Known:
    """What the books know that may concern some lines; each map leads to ids of debtors.

    :param names: plain names; :param phones: eleven digits; :param accounts: keyed hashes, with
        the debtors whose money came from there before
    :param references: squeezed references
    :param promised: amounts that were promised or are said to be paid
    :param amounts: amounts that somebody owes as one charge, one unit or altogether
    """

    units: Mapping[int, UnitFacts] = field(default_factory=dict)
    charges: Mapping[int, Sequence[OpenCharge]] = field(default_factory=dict)
    names: Mapping[str, Sequence[int]] = field(default_factory=dict)
    phones: Mapping[str, Sequence[int]] = field(default_factory=dict)
    accounts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    references: Mapping[str, Sequence[ReferenceFacts]] = field(default_factory=dict)
    promised: Mapping[int, Sequence[int]] = field(default_factory=dict)
    amounts: Mapping[int, Sequence[int]] = field(default_factory=dict)
    own_units: Mapping[int, Sequence[int]] = field(default_factory=dict)
    estates: Mapping[int, str] = field(default_factory=dict)
    by_key: Mapping[tuple[str, ...], Sequence[int]] = field(default_factory=dict)
    by_ends: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[UnitFacts], **facts) -> Known:
        """The books with their units sorted by address; built once for many lines."""
        found = {unit.key: unit for unit in units}
        by_key, by_ends = defaultdict(list), defaultdict(list)
        for unit in found.values():
            key = unit_key(unit.name)
            by_key[key].append(unit.key)
            if len(key) > 1 and key[-2].isalpha():
                # A space called P-7 is P7 to most people.
                by_key[(*key[:-2], key[-2] + key[-1])].append(unit.key)
            if len(key) > 1:
                by_ends[key[0], key[-1]].append(unit.key)
        return cls(units=found, by_key=by_key, by_ends=by_ends, **facts)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer: the debtor (several where one transfer names units of several), and why.

    ``score`` is 0 to 99; ``units`` are those that the line names, in its order.
    """

    debtors: tuple[int, ...]
    score: int
    reasons: tuple[Reason, ...]
    units: tuple[int, ...] = ()
    sure: bool = False
