"""May this debt be pursued at all, and may this case reach the law? Facts in, reasons out.

The same questions are asked when a step is chosen and again when the message leaves, so that
a payment, a dispute or a hold of the last hour still stops it. No setting is consulted here:
what this module refuses can't be switched on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .reason import Reason
from .ways import BEFORE_LAW

# Deposits belong to the payer and unclassified amounts have no known ground: neither is pursued.
PURSUED_KINDS = frozenset({"principal", "late_fee", "pass_through", "cost"})
# A fee needs the clause or filed price it rests on (SPC property-service interpretation 2020,
# art. 2); late fee and costs rest on the fee or the document they follow.
KINDS_WITH_PRICE_BASIS = frozenset({"principal", "pass_through"})
# Balances below this principal (minor units, two digits) never go to law.
SMALLEST_LEGAL_PRINCIPAL = 100_000
# Whole-case holds that show to a collector as a plain pause: their ground is nobody's business.
SEALED_HOLDS = frozenset({"hardship"})


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """One charge past its due date. ``remaining`` and ``held`` are minor units."""

    key: int
    kind: str
    remaining: int
    held: int = 0
    has_price_basis: bool = True
    no_followup: bool = False
    time_barred: bool = False


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """One hold in force over a whole case; ``until`` is its last day, None without an end."""

    kind: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of one case when the question is asked."""

    charges: tuple[ChargeFacts, ...] = ()
    has_unit: bool = True
    sister_company: bool = False
    employee: bool = False
    escalation_on: bool = True
    has_policy: bool = True
    holds: tuple[HoldFacts, ...] = ()
    payment_outside_ledger: bool = False


def charge_obstacle(charge: ChargeFacts) -> str | None:
    """The code of what keeps this one charge from being pursued, or None."""
    if charge.time_barred:
        return "time_barred"
    if charge.no_followup:
        return "no_followup"
    if charge.kind == "unclassified":
        return "unclassified"
    if charge.kind not in PURSUED_KINDS:
        return "kind_not_pursued"
    if charge.kind in KINDS_WITH_PRICE_BASIS and not charge.has_price_basis:
        return "missing_price_basis"
    if charge.held >= charge.remaining:
        return "part_held"
    return None


def pursuable(charges: Sequence[ChargeFacts]) -> list[ChargeFacts]:
    """The charges that a message or a call may name, in the given order."""
    return [c for c in charges if c.remaining > 0 and charge_obstacle(c) is None]


def asked_of(charges: Sequence[ChargeFacts]) -> list[tuple[int, int]]:
    """What may be asked for: (key, minor units without what is held), in the given order."""
    return [(charge.key, charge.remaining - charge.held) for charge in pursuable(charges)]


def stop_reasons(facts: CaseFacts) -> list[Reason]:
    """Every reason why nothing may be done about a case now; empty when a step may be taken."""
    owing = [charge for charge in facts.charges if charge.remaining > 0]
    if not owing:
        return [Reason("nothing_due")]
    return [
        *_out_of_scope(facts),
        *(_hold_reason(hold) for hold in facts.holds),
        *([Reason("payment_outside_ledger")] if facts.payment_outside_ledger else []),
        *_charge_reasons(owing),
    ]


def _out_of_scope(facts: CaseFacts) -> list[Reason]:
    """Debts that no policy covers by default, and estates not switched on."""
    if facts.sister_company:
        return [Reason("sister_company")]
    if facts.employee:
        return [Reason("employee")]
    if not facts.has_unit:
        return [Reason("escalation_off_no_unit")]
    if not facts.escalation_on:
        return [Reason("escalation_off")]
    if not facts.has_policy:
        return [Reason("no_policy")]
    return []


def _hold_reason(hold: HoldFacts) -> Reason:
    kind = "paused" if hold.kind in SEALED_HOLDS else hold.kind
    arguments = {"until": hold.until.isoformat()} if hold.until else {}
    return Reason(f"hold_{kind}", arguments)


def _charge_reasons(owing: Sequence[ChargeFacts]) -> list[Reason]:
    """Reasons of the charges, given only when not one of them may be pursued."""
    if pursuable(owing):
        return []
    codes = dict.fromkeys(charge_obstacle(charge) for charge in owing)
    return [Reason(code) for code in codes if code]


@dataclass(frozen=True, slots=True)
class LegalFacts:
    """What the legal gate asks of a case. ``principal`` is in minor units of two digits."""

    today: date
    principal: int = 0
    demand_delivered_on: date | None = None
    demand_pay_by: date | None = None
    demand_names_every_period: bool = False
    channels_tried: frozenset[str] = frozenset()
    reason_known: bool = False
    address_verified: bool = False
    signed_off: bool = False
    stops: tuple[Reason, ...] = ()


def legal_gate(facts: LegalFacts) -> list[Reason]:
    """What is still missing before a case may reach a legal stage; empty when nothing is.

    Civil Code art. 944 ¶2: a demand with a reasonable period first. The demand must itemise
    every period, since each is a debt of its own (SPC answers, batch 20, question 3). A way to
    the debtor that is closed by what is on record counts as tried (``ways``); the demand has to
    have arrived all the same.
    """
    missing = list(_demand_reasons(facts))
    untried = [c for c in BEFORE_LAW if c not in facts.channels_tried]
    if untried:
        missing.append(Reason("legal_channels_untried", {"channels": untried}))
    if not facts.reason_known:
        missing.append(Reason("legal_reason_unknown"))
    if not facts.address_verified:
        missing.append(Reason("legal_address_unverified"))
    if facts.principal < SMALLEST_LEGAL_PRINCIPAL:
        missing.append(Reason("legal_small_balance", {"amount": SMALLEST_LEGAL_PRINCIPAL // 100}))
    if not facts.signed_off:
        missing.append(Reason("legal_no_sign_off"))
    return [*missing, *facts.stops]


def _demand_reasons(facts: LegalFacts) -> list[Reason]:
    if facts.demand_delivered_on is None:
        return [Reason("legal_no_delivered_demand")]
    reasons = []
    if not facts.demand_names_every_period:
        reasons.append(Reason("legal_demand_incomplete"))
    if facts.demand_pay_by is None or facts.demand_pay_by >= facts.today:
        until = facts.demand_pay_by.isoformat() if facts.demand_pay_by else ""
        reasons.append(Reason("legal_deadline_running", {"until": until}))
    return reasons
