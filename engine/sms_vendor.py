"""What an SMS gateway asks of a text that it has approved: signature, number, ordered variables.

A gateway sends no free text: the firm registers a text once, gets a number for it, and then hands
over the values of its variables in the registered order. The bans are the gateways' own and have
nothing to do with what the law forbids, so they are a list apart (domain.md 1.9).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .reason import Reason
from .wording import banned_phrases, placeholders

VENDORS = ("aliyun", "tencent", "huawei")
# The longest text that all of them take, signature included.
LONGEST = 500
_ADJACENT = re.compile(r"\}\s*\{")

# Beyond what all of them refuse (``wording_phrases.SMS_VENDOR``).
REFUSED_BY: dict[str, tuple[str, ...]] = {
    "aliyun": ("还款",),
    "tencent": ("法律维权", "征信", "个人手机"),
    "huawei": ("上门追讨", "诉讼", "传票", "调解"),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """A text as one vendor approved it.

    :param body: the text with its parts in braces
    :param variables: names of the parts in the order in which the vendor numbered them
    """

    vendor: str
    signature: str
    number: str
    body: str
    variables: tuple[str, ...]


def vendor_faults(text: Registered) -> list[Reason]:
    """Why a vendor would refuse it, or send it wrongly filled."""
    faults = [hit.as_reason() for hit in banned_phrases(text.body, "sms")]
    faults += [
        Reason("vendor_phrase", {"phrase": phrase})
        for phrase in REFUSED_BY.get(text.vendor, ())
        if phrase in text.body
    ]
    if _ADJACENT.search(text.body):
        faults.append(Reason("wording_adjacent_parts"))
    faults += _order_faults(placeholders(text.body), text.variables)
    length = len(text.body) + len(text.signature) + 2
    if length > LONGEST:
        faults.append(Reason("text_too_long", {"length": length, "limit": LONGEST}))
    if not 2 <= len(text.signature) <= 12 or re.search(r"[【】\[\]\s]", text.signature):
        faults.append(Reason("vendor_signature", {"phrase": text.signature}))
    if not re.fullmatch(r"[A-Za-z0-9_]{3,64}", text.number):
        faults.append(Reason("vendor_number", {"phrase": text.number}))
    return faults


def _order_faults(in_text: Sequence[str], variables: Sequence[str]) -> list[Reason]:
    """The variables are the parts of the text, each once, in the order in which they stand."""
    expected = list(dict.fromkeys(in_text))
    if list(variables) == expected:
        return []
    return [Reason("vendor_variables", {"phrase": ", ".join(expected)})]


def in_order(variables: Sequence[str], values: dict[str, str]) -> list[str]:
    """The values as the gateway takes them.

    :raises KeyError: for a variable without a value
    """
    return [values[name] for name in variables]
