"""Who may know whom (docs: the house). Run as part of lint.

- `engine` knows nothing but the standard library and itself.
- `models/ledger` and `models/estate` neither import nor name the rooms that came later.
- `sidecar` knows neither Odoo, `engine` nor the addon's models; its tests neither.
- The addon reaches `engine` by relative import alone, and never the tools, tests or the sidecar.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ADDON = ("odoo", "addons", "property_arrears")
ADDON_FOLDERS = ("models", "wizards", "controllers", "reports", "hooks.py", "migrations")
FOUNDATION_ROOMS = ("ledger", "estate")
LATER_ROOMS = (
    "receipts",
    "collection",
    "relief",
    "charges",
    "debit",
    "statements",
    "golive",
    "legal",
    "notices",
    "letters",
    "stops",
    "disputes",
    "channels",
    "points",
    "outside",
    "plans",
    "announce",
    "portal",
)
OUTSIDE_ADDON = {"tools", "tests", "bench", "sidecar", "arrears_sidecar"}
FORBIDDEN_TO_SIDECAR = {"odoo", "engine", "models", "wizards", "property_arrears"}
STANDARD = set(sys.stdlib_module_names)


@dataclass(frozen=True)
class Violation:
    """One line that knows what it must not know."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Import:
    """An import as written: the dotted path, resolved below the checkout when relative."""

    line: int
    parts: tuple[str, ...]
    relative: bool


def violations(root: Path) -> list[Violation]:
    """All violations of a checkout, in the order of paths and lines."""
    later = later_names(root)
    found = []
    for path in sorted(_sources(root)):
        inside = path.relative_to(root)
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        found += [Violation(inside, line, text) for line, text in _check(inside, tree, later)]
    return found


def _sources(root: Path) -> Iterator[Path]:
    for part in ("engine", "sidecar", "tests/engine", "tests/sidecar", *ADDON_FOLDERS):
        path = root / part
        yield from [path] if path.is_file() else path.rglob("*.py")


def _check(inside: Path, tree: ast.Module, later: set[str]) -> Iterator[tuple[int, str]]:
    """Apply the rules of the folder a file lies in."""
    imports = list(_imports(inside, tree))
    folder = inside.parts[0]
    if folder == "engine":
        yield from _engine(imports)
    elif folder == "sidecar":
        forbidden = FORBIDDEN_TO_SIDECAR | {"tools", "tests"}
        yield from _forbidden(imports, forbidden, "the sidecar must not import")
    elif inside.parts[:2] == ("tests", "sidecar"):
        text = "tests of the sidecar must not import"
        yield from _forbidden(imports, FORBIDDEN_TO_SIDECAR, text)
    elif folder == "tests":
        yield from _forbidden(imports, {"odoo", "models"}, "tests of the engine must not import")
    else:
        yield from _addon(imports)
    if folder == "models" and inside.parts[1] in FOUNDATION_ROOMS:
        yield from _foundation(imports, tree, later)


def _engine(imports: list[Import]) -> Iterator[tuple[int, str]]:
    for item in imports:
        if item.parts[0] not in STANDARD | {"engine"}:
            yield item.line, f"the engine must not import {'.'.join(item.parts)}"


def _forbidden(imports: list[Import], names: set[str], text: str) -> Iterator[tuple[int, str]]:
    for item in imports:
        if item.parts[0] in names:
            yield item.line, f"{text} {'.'.join(item.parts)}"


def _addon(imports: list[Import]) -> Iterator[tuple[int, str]]:
    """Code of the addon runs as `odoo.addons.property_arrears`, wherever the checkout lies."""
    for item in imports:
        name = ".".join(item.parts)
        if item.parts[:3] == ADDON or item.parts[0] == ADDON[-1]:
            yield item.line, f"import parts of the addon relatively, not as {name}"
        elif item.parts[0] in OUTSIDE_ADDON:
            yield item.line, f"the addon must not import {name}"
        elif item.parts[0] == "engine" and not item.relative:
            yield item.line, f"import the engine relatively, not as {name}"


def _foundation(
    imports: list[Import], tree: ast.Module, later: set[str]
) -> Iterator[tuple[int, str]]:
    for item in imports:
        if item.parts[0] == "models" and len(item.parts) > 1 and item.parts[1] in LATER_ROOMS:
            yield item.line, f"a foundation room must not import {'.'.join(item.parts)}"
    for node in _strings(tree):
        for name in re.findall(r"\barrears[._][a-z_.]*[a-z]", node.value):
            if name in later:
                yield node.lineno, f"a foundation room must not name {name} of a later room"


def later_names(root: Path) -> set[str]:
    """The models that later rooms define, and their tables."""
    names = set()
    for room in LATER_ROOMS:
        for path in (root / "models" / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            names |= {name for name in _defined_models(tree) if name.startswith("arrears.")}
    return names | {name.replace(".", "_") for name in names}


def _defined_models(tree: ast.Module) -> Iterator[str]:
    """The values of `_name = "…"` in the classes of a file, but where a class extends its own."""
    for owner in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        extended = {text.value for text in ast.walk(ast.Tuple(_assigned(owner, "_inherit")))
                    if isinstance(text, ast.Constant)}  # fmt: skip
        for value in _assigned(owner, "_name"):
            if isinstance(value, ast.Constant) and value.value not in extended:
                yield str(value.value)


def _assigned(owner: ast.ClassDef, name: str) -> list[ast.expr]:
    """What a class assigns to one of its attributes."""
    return [
        node.value
        for node in owner.body
        if isinstance(node, ast.Assign)
        and any(isinstance(to, ast.Name) and to.id == name for to in node.targets)
    ]


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """All texts but the docstrings: prose may speak of other rooms."""
    prose = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in prose:
                yield node


def _has_docstring(node: ast.AST) -> bool:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return (
        isinstance(node, kinds)
        and bool(node.body)
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    )


def _imports(inside: Path, tree: ast.Module) -> Iterator[Import]:
    """Imports of a file, those by function with a literal name among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, tuple(alias.name.split(".")), False)
        elif isinstance(node, ast.ImportFrom):
            yield from _from_import(inside, node)
        elif isinstance(node, ast.Call):
            yield from _import_call(node)


def _from_import(inside: Path, node: ast.ImportFrom) -> Iterator[Import]:
    """`from a import b` may mean the module a.b, so both parts count."""
    module = tuple(node.module.split(".")) if node.module else ()
    if node.level:
        # One dot is the file's own folder, in an `__init__.py` as in any other file.
        above = inside.parts[: -node.level]
        module = above + module
    for alias in node.names:
        parts = (*module, alias.name)
        yield Import(node.lineno, parts, bool(node.level))


def _import_call(node: ast.Call) -> Iterator[Import]:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name in ("import_module", "__import__") and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            parts = tuple(part for part in first.value.split(".") if part)
            yield Import(node.lineno, parts or (".",), first.value.startswith("."))
