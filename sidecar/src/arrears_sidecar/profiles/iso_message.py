"""Reading messages of ISO 20022 of every version: elements go by their local name."""

import re
from typing import Any

from lxml import etree

from ..errors import ASK_AGAIN, BadFile
from ..money import BadAmount, parse_minor
from .amount_form import AmountForm


def message(name: str, content: bytes, space: re.Pattern[bytes], kind: str, wanted: str) -> Any:
    """The document. Entities, a document type and the network are out of reach.

    :param space: the namespaces that belong to this kind.
    :param kind: what such a file is called; `wanted`: what to ask the bank for.
    :raises BadFile: when it is no XML, tries one of these, or is another message
    """
    if not content.strip():
        raise BadFile(name, "empty", "the file is empty", ASK_AGAIN)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        cut = content.rstrip()[-1:] != b">" or "Premature end" in str(error)
        cause = (
            "the XML ends in the middle: the file was cut" if cut else "this is no well-formed XML"
        )
        code = "truncated" if cut else "xml"
        raise BadFile(name, code, cause, ASK_AGAIN, line=error.lineno) from error
    if root.getroottree().docinfo.doctype:
        raise BadFile(name, "xml", "the file declares a document type, which no message needs",
                      "Check where the file comes from", line=1)  # fmt: skip
    if not space.fullmatch((etree.QName(root).namespace or "").encode()):
        raise BadFile(name, "unknown_layout", f"the file is no {kind}",
                      f"Ask the bank for the {wanted}", line=1)  # fmt: skip
    return root


def all_of(node: Any, path: str) -> list[Any]:
    """Elements below a node by local names, `a/b`."""
    found = [node]
    for part in path.split("/"):
        found = [child for one in found for child in one if etree.QName(child).localname == part]
    return found


def one_of(node: Any, path: str) -> Any:
    """The first element of a path, or None."""
    return next(iter(all_of(node, path)), None)


def text_in(node: Any, *paths: str) -> str:
    """The text at the first path that has one."""
    for path in paths:
        found = one_of(node, path)
        if found is not None and (found.text or "").strip():
            return " ".join(found.text.split())
    return ""


def amount_in(name: str, node: Any, line: int | None, amounts: AmountForm) -> int:
    """The amount of an element, in minor units. Zeros behind the point may be left out.

    :raises BadFile: there is none, it is of another currency, or it has too many decimals
    """
    if node is None or node.get("Ccy") != amounts.currency:
        cause = f"the amount is not in {amounts.currency}"
        raise BadFile(name, "amount", cause, ASK_AGAIN, line=line)
    whole, _point, rest = (node.text or "").strip().partition(".")
    try:
        return parse_minor(f"{whole}.{rest:0<{amounts.digits}}", amounts.digits)
    except BadAmount as error:
        raise BadFile(name, "amount", str(error), ASK_AGAIN, line=line) from error
