"""`./dev lint`: ruff, pylint-odoo, the OCA checks, the import boundaries.

pylint-odoo and the OCA checks find nothing, without a word, when the addon is the top of a git
checkout. They get a copy of the files in a folder named like the addon. That they really report is
shown by tests/tools/test_lint.py with planted errors.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import boundaries, same_names
from tools.process import environment, read, succeeds
from tools.progress import say, step
from tools.runtime import ADDON, Runtime

# README.md in two languages instead of .rst; rooms extend each other's models on purpose; a local
# `_ = self.env._` is fine, and the import from odoo is forbidden by ruff; small tables (stages,
# policies) are read whole.
DISABLED_PYLINT_MESSAGES = [
    "missing-readme",
    "consider-merging-classes-inherited",
    "prefer-env-translation",
    "no-search-all",
]
# Our README is README.md; the rest is style that Odoo's own files do not follow either.
DISABLED_OCA_CHECKS = [
    "prefer-readme-rst",
    "weblate-component-too-long",
    "xml-header-missing",
    "xml-header-wrong",
    "xml-field-numeric-without-eval",
]


def main(runtime: Runtime, fix: bool = False) -> int:
    """Run every check; return 0 when none found anything. With `fix`, ruff mends what it can."""
    if fix:
        _fix(runtime)
    outcomes = run_checks(runtime)
    bad = [name for name, good in outcomes.items() if not good]
    say(f"\nLint: {', '.join(bad)} found something." if bad else "\nLint: all checks are clean.")
    return 1 if bad else 0


def run_checks(runtime: Runtime) -> dict[str, bool]:
    """Run every check, also after one that found something; tell which were clean."""
    root = runtime.places.repository
    with exported_addon(root) as addon:
        checks: dict[str, Callable[[], str]] = {
            "ruff check": lambda: run_ruff(runtime, "check", root),
            "ruff format": lambda: run_ruff(runtime, "format", root),
            "pylint-odoo": lambda: run_pylint(runtime, addon),
            "OCA checks": lambda: run_oca_checks(runtime, addon),
            "import boundaries": lambda: "\n".join(map(str, boundaries.violations(root))),
            "one helper, one name": lambda: "\n".join(same_names.collisions(root)),
            "compose.yaml": lambda: check_compose(root),
        }
        return {name: _run(name, check) for name, check in checks.items()}


def _fix(runtime: Runtime) -> None:
    """Let ruff put imports in order, apply its safe mends, and format."""
    root = runtime.places.repository
    config = ["--config", root / "pyproject.toml", "--no-cache", "--quiet", root]
    runtime.run_shown(["ruff", "check", "--fix", "--exit-zero", *config])
    runtime.run_shown(["ruff", "format", *config])


def _run(name: str, check: Callable[[], str]) -> bool:
    """Run one check, print what it found, and tell whether that was nothing."""
    with step(name):
        found = check()
        if found:
            say(found)
    return not found


@contextmanager
def exported_addon(root: Path) -> Iterator[Path]:
    """A copy of the checkout's files, ignored ones left out, in a folder named like the addon."""
    with tempfile.TemporaryDirectory(prefix="arrears-lint-") as scratch:
        target = Path(scratch) / ADDON
        for name in _files(root):
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, copy)
        yield target


def _files(root: Path) -> list[str]:
    """Tracked files, and new ones that are not ignored; everything where there is no git."""
    if not (root / ".git").exists():
        return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    listing = ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = sorted(set(read(listing).split("\0")) - {""})
    return [name for name in names if (root / name).is_file()]


def run_ruff(runtime: Runtime, mode: str, root: Path) -> str:
    """What ruff finds; for `format`, the files it would change."""
    options = ["--output-format=concise", *(["--check"] if mode == "format" else [])]
    config = ["--config", root / "pyproject.toml", "--no-cache", "--quiet"]
    return _findings(runtime, ["ruff", mode, *config, *options, root], root)


def run_pylint(runtime: Runtime, addon: Path) -> str:
    """What pylint-odoo finds in a copy of the addon."""
    settings = runtime.places.repository / ".pylintrc"
    choice = ["--disable=all", "--enable=odoolint"]
    choice.append(f"--disable={','.join(DISABLED_PYLINT_MESSAGES)}")
    return _findings(runtime, ["pylint", f"--rcfile={settings}", *choice, addon], addon.parent)


def run_oca_checks(runtime: Runtime, addon: Path) -> str:
    """What the OCA's checks of XML, CSV and PO files find in a copy of the addon."""
    disabled = f"--disable={','.join(DISABLED_OCA_CHECKS)}"
    return _findings(runtime, ["oca-checks-odoo-module", disabled, addon], addon.parent)


def check_compose(root: Path) -> str:
    """What `docker compose` finds wrong with compose.yaml, on machines that have it."""
    if not succeeds(["docker", "compose", "version"]):
        say("  (no `docker compose` on this machine: compose.yaml was not checked)")
        return ""
    command = ["docker", "compose", "--file", str(root / "compose.yaml"), "config", "--quiet"]
    secrets = {"POSTGRES_PASSWORD": "only for this check"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(secrets)
    )
    return done.stderr.strip() if done.returncode else ""


def _findings(runtime: Runtime, command: list[str | Path], folder: Path) -> str:
    """Run a checker of the virtual environment; its output when it found something, else ''."""
    program = runtime.python.parent / str(command[0])
    done = subprocess.run(
        [program, *command[1:]],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment(runtime.variables),
    )
    output = re.sub(r"\S*/?arrears-lint-\w+/property_arrears/", "", done.stdout + done.stderr)
    output = output.replace(f"{folder}/", "").strip()
    return (output or f"ended with code {done.returncode}") if done.returncode else ""
