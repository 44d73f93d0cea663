"""What a payment code of an estate may hold: where it may lead, and what it must not carry.

A code is printed for hundreds of owners and scanned without being read, so a wrong one sends
money to a stranger. Only ways that an operator of payments stands behind are taken: a page over
https, and what the two payment apps open for merchants. A code of a private person
(``wxp://``, ``alipayqr://``) is none of them: the firm's money goes to the firm.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit

from .reason import Reason

REFERENCE = "{reference}"
# Scheme of an app → what stands behind its two slashes for a merchant.
APPS = {"weixin": "wxpay", "alipays": "platformapi"}
# A code with more is too fine for a telephone to read from paper.
LONGEST = 300

_AMOUNT = re.compile(
    r"^(amount|amt|money|price|fee|sum|total|total_?(amount|fee)|pay_?(amount|money)|金额)$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"^((owner|user|payer|real)?_?name|phone|mobile|tel|id_?card|e?-?mail|姓名|手机号?|电话)$",
    re.IGNORECASE,
)
_NUMBER_OF_PERSON = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|[^\s/@]+@[^\s/@]+\.[a-z]{2,}", re.I)
_HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", re.I)


def link_fault(link: str) -> Reason | None:
    """Why a text can't be a payment code, or None.

    :param link: as it was entered; ``{reference}`` stands for the number of the paper
    """
    if len(link) > LONGEST:
        return Reason("payment_link_too_long", {"most": LONGEST})
    if not link.isascii() or re.search(r"[\s\x00-\x1f\x7f\"'<>\\^`|]", link):
        return Reason("payment_link_signs")
    bare = link.replace(REFERENCE, "")
    if "{" in bare or "}" in bare:
        return Reason("payment_link_part", {"part": REFERENCE})
    return _place_fault(link) or _carried_fault(bare)


def _place_fault(link: str) -> Reason | None:
    """Why it may not lead where it leads."""
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Reason("payment_link_scheme")
    scheme = parts.scheme.lower()
    if scheme in APPS:
        fits = parts.netloc == APPS[scheme]
        return None if fits else Reason("payment_link_app", {"start": f"{scheme}://{APPS[scheme]}"})
    if scheme != "https":
        return Reason("payment_link_scheme")
    is_plain = "@" not in parts.netloc and port in (None, 443) and _HOST.match(host)
    return None if is_plain else Reason("payment_link_host")


def _carried_fault(link: str) -> Reason | None:
    """What it carries beside the place: an amount typed by hand, or data of a person."""
    parts = urlsplit(link)
    names = [name for name, _value in parse_qsl(f"{parts.query}&{parts.fragment}")]
    names += [name for name, value in parse_qsl(parts.query, keep_blank_values=True) if not value]
    for name in names:
        if _AMOUNT.match(name):
            return Reason("payment_link_amount", {"name": name})
        if _PERSON.match(name):
            return Reason("payment_link_person", {"name": name})
    found = _NUMBER_OF_PERSON.search(f"{parts.path}?{parts.query}#{parts.fragment}")
    return Reason("payment_link_person", {"name": "…"}) if found else None


def needs_reference(link: str) -> bool:
    """Whether it can be used only where a paper has a number."""
    return REFERENCE in link


def filled_link(link: str, reference: str = "") -> str:
    """The link for one paper; empty where it needs a number and there is none."""
    if not needs_reference(link):
        return link
    return link.replace(REFERENCE, quote(reference, safe="")) if reference else ""
