"""Rooms extend one model in many files: a helper of one may silently replace that of another.

Reported is a method that two *extensions* of the same model define, the later without calling
``super()``, so that the earlier is never reached. A method that offers itself ("Hook: …") may be
filled. Run as part of lint.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("models", "wizards", "reports")


@dataclass(frozen=True)
class Defined:
    """One method as an extension defines it."""

    path: Path
    line: int
    may_meet: bool


def collisions(root: Path) -> list[str]:
    """A line for each pair of extensions of which one hides the other."""
    found = defaultdict(list)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            for model, method, defined in _extensions(path.relative_to(root), tree):
                found[model, method].append(defined)
    return [
        f"{one.path}:{one.line}: {method} of {model} is defined in {rows[0].path} as well, and "
        "neither calls super()"
        for (model, method), rows in sorted(found.items())
        for one in [row for row in rows if not row.may_meet][1:]
    ]


def _extensions(path: Path, tree: ast.Module) -> Iterator[tuple[str, str, Defined]]:
    """(model, method, where) of classes that extend a model in place."""
    for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        names = _texts(owner, "_name")
        extended = _texts(owner, "_inherit")
        if names and names[0] not in extended:
            continue
        model = names[0] if names else extended[0] if len(extended) == 1 else None
        for method in (node for node in owner.body if isinstance(node, ast.FunctionDef)):
            if model:
                yield model, method.name, Defined(path, method.lineno, _may_meet(method))


def _texts(owner: ast.ClassDef, name: str) -> list[str]:
    """The texts that a class assigns to a name."""
    return [
        text.value
        for node in owner.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        for text in ast.walk(node.value)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]


def _may_meet(method: ast.FunctionDef) -> bool:
    """Whether another of its name does no harm: it calls that one, or waits for it."""
    if (ast.get_docstring(method) or "").startswith("Hook"):
        return True
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
        for node in ast.walk(method)
    )
