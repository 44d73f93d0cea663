"""What a batch of direct debits waits for: whose turn it is, ours, the bank's or nobody's."""

from __future__ import annotations

from dataclasses import dataclass

# The bank has its file, or may have it.
AT_THE_BANK = ("exported", "handed_in", "answered")
BY_STATE = {"approved": "file", "exported": "hand_in", "handed_in": "answer", "answered": "unknown"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a batch stands.

    :param state: ``draft``, ``approved``, ``exported``, ``handed_in``, ``answered``, ``closed``
        or ``withdrawn``
    :param is_empty: no instruction was selected yet
    :param asked_to_withdraw: somebody asked for its withdrawal, and nobody decided
    :param is_set_aside: an answer of it was set aside, and nobody dealt with it
    :param is_keyed: an answer was keyed and is not confirmed by a second person
    :param is_late: the bank's answer is over its time
    :param is_clearing: money of it is not matched with the bank's statement
    """

    state: str
    is_empty: bool = False
    asked_to_withdraw: bool = False
    is_set_aside: bool = False
    is_keyed: bool = False
    is_late: bool = False
    is_clearing: bool = False


def waits_for(batch: Standing) -> str:
    """What comes first: what somebody should look at, then where the batch stands."""
    at_the_bank = batch.state in AT_THE_BANK
    if at_the_bank and batch.asked_to_withdraw:
        return "withdrawal"
    if batch.state != "withdrawn" and (batch.is_set_aside or batch.is_keyed):
        return "set_aside" if batch.is_set_aside else "confirm"
    if at_the_bank and batch.is_late:
        return "late"
    if batch.state == "draft":
        return "selection" if batch.is_empty else "approval"
    return BY_STATE.get(batch.state) or ("money" if batch.is_clearing else "nothing")
