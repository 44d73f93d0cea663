"""A message handed to a web gateway: what is sent, what the answer means, what a receipt says.

Gateways differ in the names of their fields and agree in little else, so the names are settings:
a body with named parts, and paths into the answer and into the receipts. Where an answer cannot
be read, nobody knows whether the message left; it is then never called sent nor failed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .masking import mask_email, mask_phone
from .reason import Reason

# The parts of a body. ``variables`` is the list of values in the order of the registered text,
# ``named_variables`` the same by name.
PARTS = (
    "text",
    "subject",
    "recipient",
    "signature",
    "template",
    "variables",
    "named_variables",
    "reference",
    "secret",
)
# What a body names where a gateway sends registered texts alone; one of each group.
_REGISTERED_PARTS = (("template",), ("signature",), ("variables", "named_variables"))
STATES = ("delivered", "read", "bounced", "failed")
# What of an answer or a receipt is looked at, and shown.
LONGEST_BODY = 20_000
LONGEST_DETAIL = 200

_PART = re.compile(r"\{([a-z_]+)\}")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?(/[^\s?#]*)?(\?[^\s#]*)?")
_LOCAL = re.compile(r"http://127\.0\.0\.1(:\d{1,5})?(/[^\s?#]*)?(\?[^\s#]*)?")
_HEADER = re.compile(r"([A-Za-z0-9-]+):\s*(\S.*)")
_EMAIL = re.compile(r"[^\s\"'<>@,;:]+@[^\s\"'<>@,;:]+")
_NUMBER = re.compile(r"\+?\d[\d \-]{6,}\d")


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """Where an answer says that the message was taken, and where it gives it a number.

    :param accepted_at: dotted path of the field that says so; empty where any 2xx means yes
    :param accepted: the values that mean yes, as texts
    :param number_at: dotted path of the gateway's number of the message; may be empty
    """

    accepted_at: str
    accepted: tuple[str, ...]
    number_at: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """``accepted``, ``refused`` (it surely did not leave) or ``unknown``."""

    verdict: str
    number: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptRules:
    """Where a receipt names the message and what became of it.

    :param rows_at: dotted path of the list of receipts; empty where the body itself is one
    :param states: the gateway's word → one of ``STATES``; words left out are ignored
    """

    rows_at: str
    reference_at: str
    number_at: str
    state_at: str
    detail_at: str
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One thing a gateway tells: about which message, and one of ``STATES`` ("" to ignore)."""

    reference: str
    number: str
    state: str
    detail: str = ""


# Settings


def url_faults(url: str, *, allow_local: bool = False) -> list[Reason]:
    """Why an address cannot be used: messages name debts, so they travel encrypted."""
    if _URL.fullmatch(url) or (allow_local and _LOCAL.fullmatch(url)):
        return []
    return [Reason("web_url", {"url": url[:100]})]


def headers_of(text: str) -> dict[str, str]:
    """``Name: value`` a line as a mapping.

    :raises ValueError: with the number of the line that is none
    """
    found = {}
    for number, line in enumerate((text or "").splitlines(), 1):
        if line.strip():
            match = _HEADER.fullmatch(line.strip())
            if not match or any(ord(letter) > 255 for letter in line):
                raise ValueError(number)
            found[match.group(1)] = match.group(2)
    return found


def body_faults(template: str, *, registered: bool = False) -> list[Reason]:
    """Why a body cannot be used: no JSON, an unknown part, no text or no recipient.

    :param registered: whether the gateway sends registered texts alone: it then needs their number,
        the signature and the values, and whoever sends any text needs the text itself
    """
    try:
        parsed = json.loads(template or "")
    except ValueError as error:
        place = getattr(error, "lineno", 1)
        return [Reason("web_body_json", {"line": place})]
    named = {name for text in _texts(parsed) for name in _PART.findall(text)}
    faults = [Reason("web_body_part", {"part": name}) for name in sorted(named - set(PARTS))]
    needed = [("recipient",), *(_REGISTERED_PARTS if registered else [("text",)])]
    return faults + [
        Reason("web_body_missing", {"part": either[0]})
        for either in needed
        if not named & {*either}
    ]


def states_of(text: str) -> dict[str, str]:
    """``their word = our state`` a line as a mapping.

    :raises ValueError: with the number of the line that is none, or names no state of ours
    """
    found = {}
    for number, line in enumerate((text or "").splitlines(), 1):
        if not line.strip():
            continue
        theirs, equals, ours = (piece.strip() for piece in line.partition("="))
        if not equals or not theirs or ours not in STATES:
            raise ValueError(number)
        found[theirs] = ours
    return found


def _texts(value: Any):
    """All texts within parsed JSON, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


# Sending


def filled_body(template: str, values: Mapping[str, Any]) -> str:
    """The body as JSON. Values go in after parsing, so no text can break out of its place.

    A text that is one part alone becomes that value with its type; parts within a longer text
    become text.
    """
    return json.dumps(_filled(json.loads(template), values), ensure_ascii=False)


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(inner, values) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    if not isinstance(value, str):
        return value
    alone = _PART.fullmatch(value)
    if alone and alone.group(1) in values:
        return values[alone.group(1)]
    return _PART.sub(lambda match: _as_text(values.get(match.group(1), match.group(0))), value)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def values_in(body: str, text: str) -> dict[str, str] | None:
    """What the parts of a text stood for when it was filled, read from the filled text.

    The gateway fills the same body with them and gets the same text to the letter. None where
    the text was not made from this body.
    """
    pattern, seen, end = "", set(), 0
    for match in _PART.finditer(body):
        pattern += re.escape(body[end : match.start()])
        name = match.group(1)
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        seen.add(name)
        end = match.end()
    found = re.fullmatch(pattern + re.escape(body[end:]), text, re.DOTALL)
    return found.groupdict() if found else None


def read_answer(status: int, body: str, rules: AnswerRules) -> Answer:
    """What a gateway's answer means.

    A server error or an answer that cannot be read may follow a message that went out: unknown.
    """
    detail = f"HTTP {status}"
    if status >= 500 or status in (408, 499):
        return Answer("unknown", detail=detail)
    if not 200 <= status < 300:
        return Answer("refused", detail=_detail(detail, body))
    try:
        parsed = json.loads(body) if body.strip() else {}
    except ValueError:
        parsed = None
    if rules.accepted_at:
        said = pick(parsed, rules.accepted_at)
        if said is None:
            return Answer("unknown", detail=_detail(detail, body))
        if plain(said) not in rules.accepted:
            return Answer("refused", detail=_detail(detail, body))
    number = pick(parsed, rules.number_at) if rules.number_at else None
    return Answer("accepted", number="" if number is None else plain(number)[:100])


def _detail(status: str, body: str) -> str:
    return f"{status} {' '.join(body.split())}"[:LONGEST_DETAIL].strip()


def pick(value: Any, path: str) -> Any:
    """What lies at a dotted path (``data.0.code``); None where nothing does."""
    for name in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def plain(value: Any) -> str:
    """A JSON value as people write it into a setting: true, 0, ok."""
    return value if isinstance(value, str) else json.dumps(value)


# Receipts


def read_receipts(body: str, rules: ReceiptRules) -> tuple[list[Receipt], list[Reason]]:
    """The receipts in what a gateway posted, and what is wrong with the rest."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return [], [Reason("receipt_no_json")]
    rows = pick(parsed, rules.rows_at) if rules.rows_at else parsed
    rows = rows if isinstance(rows, list) else [rows]
    found, faults = [], []
    for row in rows:
        read = _read_receipt(row, rules)
        (found if isinstance(read, Receipt) else faults).append(read)
    if not rows:
        faults.append(Reason("receipt_empty"))
    return found, faults


def _read_receipt(row: Any, rules: ReceiptRules) -> Receipt | Reason:
    reference, number, state, detail = (
        _said(row, path)
        for path in (rules.reference_at, rules.number_at, rules.state_at, rules.detail_at)
    )
    if not isinstance(row, Mapping) or not (reference or number):
        return Reason("receipt_no_message")
    if not state:
        return Reason("receipt_no_state")
    return Receipt(reference, number, rules.states.get(state, ""), detail[:LONGEST_DETAIL])


def _said(row: Any, path: str) -> str:
    value = pick(row, path) if path else None
    return "" if value is None else plain(value)[:LONGEST_DETAIL]


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether ``signature`` is the HMAC-SHA256 of the body, in hex, with or without ``sha256=``."""
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = signature.strip().lower().removeprefix("sha256=")
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


# What may be shown


def hidden(text: str, *known: str) -> str:
    """A text of a gateway with addresses and numbers masked.

    :param known: what must not show in any case: the address, the secret
    """
    for secret in filter(None, known):
        text = text.replace(secret, "***")
    text = _EMAIL.sub(lambda match: mask_email(match.group(0)), text)
    return _NUMBER.sub(lambda match: mask_phone(match.group(0)), text)


def next_channel(order: Sequence[str], reachable: Sequence[str], tried: Sequence[str]) -> str:
    """The first channel of the firm's order that reaches the debtor and was not tried; else ""."""
    return next((name for name in order if name in reachable and name not in tried), "")
