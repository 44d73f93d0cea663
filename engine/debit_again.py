"""An instruction that follows an earlier one of the same mandate: presented again as it was, or
changed so that the bank has to hear of it.

A technical failure means that nothing was tried: the same instruction goes again under the same
reference, so that a bank that did book the first one knows the second for the same. As soon as
amount or account differ it is another instruction and gets another reference.

SEPA names the place of a collection in the life of its mandate (FRST, RCUR, FNAL), and what of a
mandate has changed since the bank last heard of it (rulebook of SEPA Core Direct Debit: amendment
of a mandate; original debtor account "SMNDA": same mandate, new debtor account).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .ageing import add_months

# Months between two debits of a cycle; with each bill there is no telling.
MONTHS = {"month": 1, "quarter": 3, "year": 12}

# What stands for the original account where the payer moved to another bank.
SMNDA = "SMNDA"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one instruction asks for: minor units, and the account it goes to."""

    amount: int
    account: str


def presented_again(former: Asked, outcome: str, now: Asked) -> bool:
    """Whether this is the same instruction once more, under the same reference."""
    return outcome == "technical" and former == now


@dataclass(frozen=True, slots=True)
class Known:
    """What a bank knows a mandate by: number, account, the account's bank, and the creditor."""

    agreement: str
    account: str
    bank: str = ""
    creditor_identifier: str = ""
    creditor_name: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """Original values of what has changed; empty texts for what has not."""

    agreement: str = ""
    account: str = ""
    creditor_identifier: str = ""
    creditor_name: str = ""

    def __bool__(self) -> bool:
        return bool(
            self.agreement or self.account or self.creditor_identifier or self.creditor_name
        )


def amendment(heard: Known | None, now: Known) -> Amendment:
    """What the bank has to hear of, since it last heard of this mandate.

    :param heard: what it knows; None where it never took an instruction of the mandate
    """
    if heard is None:
        return Amendment()

    def original(name: str) -> str:
        before = getattr(heard, name)
        return before if before and before != getattr(now, name) else ""

    account = original("account")
    if account and not (heard.bank and heard.bank == now.bank):
        account = SMNDA
    return Amendment(
        original("agreement"), account, original("creditor_identifier"), original("creditor_name")
    )


def sequence_type(heard: bool, change: Amendment, last: bool) -> str:
    """The place of a collection in the life of its mandate.

    First again after a first one that the bank refused, since it never heard of the mandate, and
    at another bank, which never did either.

    :param heard: whether the bank took an instruction of this mandate before
    :param last: whether none can follow
    """
    if not heard or change.account == SMNDA:
        return "FRST"
    return "FNAL" if last else "RCUR"


def is_last(day: date, cycle: str, ends: date | None) -> bool:
    """Whether the term of a mandate ends before its next debit; never where the cycle is open."""
    if not ends or cycle not in MONTHS:
        return False
    return add_months(day, MONTHS[cycle]) > ends
