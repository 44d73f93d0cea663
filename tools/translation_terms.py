"""What of Odoo's export of terms is really a text for people. It imports nothing of the tools,
so that the tests inside Odoo can use it as well."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

NAMES = ("_", "_lt")
PREFIX = "code:addons/property_arrears/"


@cache
def python_literals(path: Path) -> frozenset[str]:
    """Texts that a Python file marks for translation: the first arguments of `_("…")`."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return frozenset(filter(None, (_literal(node) for node in ast.walk(tree))))


def _literal(node: ast.AST) -> str:
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    first = node.args[0]
    is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return first.value if name in NAMES and is_text else ""


def is_for_people(term: str, places: Iterable[str], root: Path) -> bool:
    """Whether an exported term is a text, by the places Odoo names for it.

    Odoo's exporter takes the string after `_("…"), … (` for marked as well, so that names of
    fields in domains come along; these aren't shown to anybody.

    :param places: the occurrences of a catalogue entry, e.g. ``code:addons/…/x.py``
    :param root: the addon's folder
    """
    places = list(places)
    sources = [root / place.removeprefix(PREFIX) for place in places if place.endswith(".py")]
    others = len(places) > len(sources)
    return others or any(term in python_literals(source) for source in sources)
