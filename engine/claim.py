"""Who probably paid what came in on the bank: ranked proposals with their reasons.

Each piece of evidence has a weight, in percent; pieces of different sorts support each other
(``1 - (1 - a)(1 - b)``), so two weak ones never make a strong one by adding up. What fits several
debtors alike is divided among them and says so. A proposal is *sure* when it is strong and no
other debtor comes near; only then may many be confirmed at once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from .claim_facts import Known, LineFacts, OpenCharge, Proposal, UnitFacts
from .claim_hints import Address, Hints, is_agent, plain_name, read_remark, unit_key
from .reason import Reason

REFERENCE, ACCOUNT, ADDRESS, PARTLY, PHONE, PROMISED = 95, 90, 80, 60, 70, 60
NAME, NAME_IN_REMARK, AMOUNT, NUMBER, SPACE, AMOUNT_ALONE = 55, 45, 50, 35, 45, 30
MASKED_NAME = 30
# Strong enough for one click, and how strong another debtor may look beside it.
SURE, RIVAL = 88, 50
# An amount that more debtors owe than these says nothing about who paid it.
FEW = 3
SHOWN = 5


class _Evidence:
    """What speaks for one debtor: the strongest piece of each sort, and every unit named."""

    def __init__(self):
        self.pieces: dict[str, tuple[int, tuple[Reason, ...]]] = {}
        self.units: dict[int, None] = {}

    def add(self, sort: str, weight: int, reason: Reason, unit: int | None = None) -> None:
        before, reasons = self.pieces.get(sort, (0, ()))
        if unit is not None and unit not in self.units:
            self.units[unit] = None
            self.pieces[sort] = (max(weight, before), (*reasons, reason))
        elif weight > before:
            self.pieces[sort] = (weight, (reason,))

    def reasons(self) -> tuple[Reason, ...]:
        ordered = sorted(self.pieces.values(), key=lambda piece: -piece[0])
        return tuple(dict.fromkeys(reason for __, reasons in ordered for reason in reasons))

    def score(self) -> int:
        return combined(weight for weight, __ in self.pieces.values())


def combined(weights: Iterable[int]) -> int:
    """Independent pieces of evidence together, in percent; never certain."""
    doubt = 1.0
    for weight in weights:
        doubt *= 1 - weight / 100
    return min(round(100 * (1 - doubt)), 99)


def propose(line: LineFacts, known: Known, hints: Hints | None = None) -> list[Proposal]:
    """Who may have paid a line, the likeliest first; empty where nothing speaks for anybody."""
    hints = hints or read_remark(line.remark)
    found: dict[int, _Evidence] = defaultdict(_Evidence)
    named = _addresses(line, hints, known, found)
    _references(hints, known, found)
    _account(line, known, found)
    _names(line, hints, known, found)
    _phones(hints, known, found)
    _numbers(line, hints, known, found)
    _masked_name(line, known, found)
    _amounts(line, known, found)
    proposals = [
        Proposal((debtor,), evidence.score(), evidence.reasons(), tuple(evidence.units))
        for debtor, evidence in found.items()
    ]
    together = _together(line, named, known, found)
    ranked = sorted([*proposals, *together], key=lambda one: (-one.score, one.debtors))
    return _with_sureness(ranked[:SHOWN])


def _with_sureness(ranked: list[Proposal]) -> list[Proposal]:
    if not ranked:
        return []
    first = ranked[0]
    rivals = [one for one in ranked[1:] if not set(one.debtors) <= set(first.debtors)]
    sure = first.score >= SURE and all(one.score < RIVAL for one in rivals)
    return [Proposal(first.debtors, first.score, first.reasons, first.units, sure), *ranked[1:]]


# Evidence


def _addresses(
    line: LineFacts, hints: Hints, known: Known, found
) -> list[tuple[Address, tuple[int, ...]]]:
    """Units that the remark names; what one address may mean is divided among the meanings.

    :return: each address with the debtors of the one unit it means
    """
    named = []
    for address in hints.addresses:
        units, partly = _meant(address, line, hints, known)
        units = [unit for unit in units if known.units[unit].debtors]
        for unit in units:
            _add_unit(address, unit, len(units), partly, known, found)
        if len(units) == 1:
            named.append((units[0], known.units[units[0]].debtors))
    return named


def _add_unit(address, unit, meanings, partly, known: Known, found) -> None:
    facts = known.units[unit]
    weight = PARTLY if partly else ADDRESS if address.firm else SPACE
    arguments = {"text": address.text, "unit": _full_name(facts)}
    code = "claim_unit_partly" if partly else "claim_unit"
    if meanings > 1:
        code, arguments = "claim_unit_several", {"text": address.text, "count": meanings}
    for place, debtor in enumerate(facts.debtors):
        share = weight // meanings
        if len(facts.debtors) > 1:
            # Today's payer is a little likelier than somebody who owes from before.
            share = share * (7 if place == 0 else 5) // 10
            code, arguments = "claim_unit_debtors", {"unit": _full_name(facts)}
        found[debtor].add("unit", share, Reason(code, arguments), unit)


def _full_name(unit: UnitFacts) -> str:
    return f"{unit.estate_name} {unit.name}".strip()


def _meant(address: Address, line: LineFacts, hints: Hints, known: Known) -> tuple[list[int], bool]:
    """Units that an address may mean, and whether only part of it fits."""
    for start in range(len(address.parts)):
        tail = address.parts[start:]
        if start and len(tail) < 2:
            break
        if units := known.by_key.get(tail):
            return _of_named_estate(units, line, hints, known), False
    if len(address.parts) > 1:
        units = known.by_ends.get((address.parts[0], address.parts[-1]), ())
        return _of_named_estate(units, line, hints, known), True
    return [], True


def _of_named_estate(
    units: Sequence[int], line: LineFacts, hints: Hints, known: Known
) -> list[int]:
    """Of units with the same address those of the estate that the remark names; where it names
    none, those of an estate that is paid into this bank account."""
    named = [
        unit
        for unit in units
        if known.units[unit].estate_name
        and plain_name(known.units[unit].estate_name) in hints.plain.replace(" ", "")
    ]
    return named or [u for u in units if known.units[u].estate in line.estates] or list(units)


def _references(hints: Hints, known: Known, found) -> None:
    for reference in hints.references:
        facts = known.references.get(reference, ())
        debtors = {fact.debtor for fact in facts}
        for fact in facts:
            reason = Reason(f"claim_{fact.sort}", {"name": fact.name})
            found[fact.debtor].add("reference", REFERENCE // len(debtors), reason, fact.unit)


def _account(line: LineFacts, known: Known, found) -> None:
    debtors = known.accounts.get(line.account, ()) if line.account else ()
    if is_agent(line.payer_name):
        return
    for debtor in debtors:
        alone = len(debtors) == 1
        reason = Reason("claim_account") if alone else Reason(
            "claim_account_several", {"count": len(debtors)}
        )  # fmt: skip
        found[debtor].add("account", ACCOUNT if alone else max(ACCOUNT // len(debtors), 10), reason)


def _names(line: LineFacts, hints: Hints, known: Known, found) -> None:
    payer = plain_name(line.payer_name)
    if payer and not is_agent(payer):
        _add_names(payer, "claim_payer_name", NAME, known, found)
    for name in hints.names:
        if name != payer:
            _add_names(plain_name(name), "claim_name_in_remark", NAME_IN_REMARK, known, found)


def _add_names(name, code, weight, known: Known, found) -> None:
    debtors = known.names.get(name, ())
    for debtor in debtors:
        if len(debtors) == 1:
            found[debtor].add(code, weight, Reason(code))
        else:
            reason = Reason(f"{code}_several", {"count": len(debtors)})
            # A namesake who lives at the address that is named gains more than another.
            found[debtor].add(code, max(weight // len(debtors), 5), reason)


def _phones(hints: Hints, known: Known, found) -> None:
    for phone in hints.phones:
        debtors = known.phones.get(phone, ())
        for debtor in debtors:
            reason = Reason("claim_phone", {"last4": phone[-4:]})
            found[debtor].add("phone", PHONE // len(debtors), reason)


def _numbers(line: LineFacts, hints: Hints, known: Known, found) -> None:
    """A bare number counts among the units of those whom something else speaks for.

    Where nothing else speaks for anybody, it may name the one unit of the books with that number.
    """
    for number in hints.numbers:
        fitting = [
            (debtor, unit)
            for debtor in list(found)
            for unit in known.own_units.get(debtor, ())
            if unit in known.units and unit_key(known.units[unit].name)[-1:] == (number,)
        ]
        for debtor, unit in fitting:
            reason = Reason("claim_number", {"text": number, "unit": _full_name(known.units[unit])})
            found[debtor].add("unit", NUMBER, reason, unit)
        if not fitting:
            _add_lone_number(number, line, hints, known, found)


def _add_lone_number(number, line: LineFacts, hints: Hints, known: Known, found) -> None:
    units = [unit for key, units in known.by_key.items() if key[-1] == number for unit in units]
    units = [
        unit for unit in _of_named_estate(units, line, hints, known) if known.units[unit].debtors
    ]
    if 0 < len(units) <= FEW:
        for unit in units:
            facts = known.units[unit]
            reason = Reason("claim_number", {"text": number, "unit": _full_name(facts)})
            for debtor in facts.debtors:
                share = SPACE // (len(units) * len(facts.debtors))
                found[debtor].add("unit", share, reason, unit)


def _masked_name(line: LineFacts, known: Known, found) -> None:
    """``张*三``: some banks hide part of a name; it only supports what else was found."""
    payer = plain_name(line.payer_name)
    if "*" not in payer or len(payer) < 2:
        return
    pattern = re.compile(re.escape(payer).replace(r"\*", "."))
    for name, debtors in known.names.items():
        if pattern.fullmatch(name):
            for debtor in debtors:
                if debtor in found:
                    found[debtor].add("masked", MASKED_NAME, Reason("claim_payer_name_masked"))


def _amounts(line: LineFacts, known: Known, found) -> None:
    """An amount that fits supports a debtor; alone it counts only where few owe just that."""
    promised = known.promised.get(line.amount, ())
    for debtor in promised if len(promised) <= FEW else set(promised) & set(found):
        reason = Reason("claim_promised")
        found[debtor].add("promised", PROMISED // max(len(promised), 1), reason)
    for debtor, evidence in list(found.items()):
        if reason := _fits(line.amount, known.charges.get(debtor, ()), evidence.units):
            evidence.add("amount", AMOUNT, reason)
    owing = known.amounts.get(line.amount, ())
    if len(owing) <= FEW:
        for debtor in owing:
            reason = Reason("claim_amount_alone", {"count": len(owing)})
            if not found[debtor].pieces:
                found[debtor].add("amount", AMOUNT_ALONE // len(owing), reason)


def _fits(amount: int, charges: Sequence[OpenCharge], units) -> Reason | None:
    """Why an amount is just what a debtor owes, or None."""
    if not charges or amount <= 0:
        return None
    if amount == sum(charge.remaining for charge in charges):
        return Reason("claim_amount_all")
    by_unit: dict[object, int] = defaultdict(int)
    for charge in charges:
        by_unit[charge.unit] += charge.remaining
    if amount in by_unit.values() or (units and amount == sum(by_unit.get(u, 0) for u in units)):
        return Reason("claim_amount_unit")
    if any(charge.remaining == amount for charge in charges):
        return Reason("claim_amount_charge")
    return None


def _together(line: LineFacts, named, known: Known, found) -> list[Proposal]:
    """One transfer for units of several debtors, or from an account that paid for several."""
    units = tuple(dict.fromkeys(unit for unit, __ in named))
    debtors = tuple(dict.fromkeys(who[0] for __, who in named if who))
    learnt = tuple(known.accounts.get(line.account, ())) if line.account else ()
    if len(debtors) < 2:
        if not 2 <= len(learnt) <= FEW or is_agent(line.payer_name) or not _all_of(
            line.amount, learnt, (), known
        ):  # fmt: skip
            return []
        reasons = (Reason("claim_account_several", {"count": len(learnt)}),)
        return [Proposal(learnt, combined((ACCOUNT // 2, AMOUNT)), (*reasons, _ALL), ())]
    weights, reasons = [ADDRESS, NUMBER], [
        Reason("claim_units_of_several", {"units": [known.units[unit].name for unit in units]})
    ]  # fmt: skip
    if set(learnt) & set(debtors):
        weights.append(ACCOUNT)
        reasons.append(Reason("claim_account_several", {"count": len(learnt)}))
    if _all_of(line.amount, debtors, units, known):
        weights.append(AMOUNT)
        reasons.append(_ALL)
    # Each of them alone must not look better than all of them together.
    floor = max((found[debtor].score() for debtor in debtors), default=0)
    return [Proposal(debtors, max(combined(weights), min(floor + 1, 99)), tuple(reasons), units)]


_ALL = Reason("claim_amount_all")


def _all_of(amount: int, debtors, units, known: Known) -> bool:
    """Whether an amount is just what these debtors owe, altogether or for the units named."""
    charges = [charge for debtor in debtors for charge in known.charges.get(debtor, ())]
    of_units = [charge for charge in charges if charge.unit in units]
    return amount in (
        sum(charge.remaining for charge in charges),
        sum(charge.remaining for charge in of_units) if of_units else None,
    )
