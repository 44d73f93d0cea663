"""What an owner asked to be sent, by one click of a collector: the bill again, the ways to pay, the
offer of direct debit, what the fee pays for.

It is a message like any other: it counts in the caps, keeps the hours, and respects every stop but
those that were agreed with this very owner, since a promise or an extension is no reason to keep
back what helps to keep it.
"""

from __future__ import annotations

from collections.abc import Iterable

from .reason import Reason

KINDS = ("bill_again", "payment_link", "debit_offer", "fee_sheet")
# These name what is open; the others ask for nothing.
NAMES_MONEY = frozenset({"bill_again", "payment_link"})
# Holds that the owner and the office agreed on.
AGREED = frozenset({"hold_promise", "hold_extension", "hold_plan"})


def reasons_against(
    kind: str, stops: Iterable[Reason], scope: frozenset[str], has_debit: bool = False
) -> list[Reason]:
    """Why the owner may not be sent it.

    :param stops: of the card, today
    :param scope: codes that say only where the automatic ladder works
    :param has_debit: the owner pays by direct debit already
    """
    against = [stop for stop in stops if stop.code not in AGREED | scope]
    if kind == "debit_offer" and has_debit:
        against.append(Reason("asked_has_debit"))
    return against
