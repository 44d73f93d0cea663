"""Running Odoo tests with pytest-odoo.

Three things make it work, each found the hard way. The tests are given as absolute paths through
the link `addons/property_arrears`, since pytest-odoo names a module after the folder that holds
the manifest. The database is installed or updated before, since pytest-odoo never does it.
`--odoo-http` is always given, since without it browser tests are skipped.
"""

from pathlib import Path

from tools import databases
from tools.failure import Failure
from tools.process import run_shown
from tools.runtime import Runtime


def run_quick(
    runtime: Runtime, database: str, words: list[str], *, update: bool, anew: bool
) -> int:
    """Run some tests on a kept database, with the user's own pytest arguments."""
    with databases.using(runtime, database):
        databases.ready(runtime, database, update=update, anew=anew)
        arguments = [_through_link(runtime, word) for word in words]
        if not any(_names_a_test(word) for word in words):
            arguments += [str(path) for path in test_files(runtime)]
        return run(runtime, database, arguments)


def run(runtime: Runtime, database: str, arguments: list[str]) -> int:
    """Run pytest inside Odoo on a database that has the addon; return pytest's exit code."""
    configuration = runtime.write_configuration(database)
    command = [
        *(runtime.python, "-m", "pytest"),
        *("-c", runtime.places.addon / "pyproject.toml"),
        *("--rootdir", runtime.places.addon),
        f"--odoo-config={configuration}",
        f"--odoo-database={database}",
        "--odoo-http",
        *arguments,
    ]
    return run_shown(command, changes=runtime.variables, folder=runtime.places.state)


def test_files(runtime: Runtime, folder: str = "tests") -> list[Path]:
    """The test files of a folder, through the link; raise Failure when there are none."""
    found = sorted((runtime.places.addon / folder).glob("test_*.py"))
    if not found:
        raise Failure(f"{folder}/ has no test_*.py", "write one")
    return found


def shares(files: list[Path], number: int) -> list[list[Path]]:
    """Divide test files into parts of about as many tests, always the same way."""
    weights = {path: path.read_text(encoding="utf-8").count("    def test_") for path in files}
    parts: list[list[Path]] = [[] for _part in range(number)]
    for path in sorted(files, key=lambda path: (-weights[path], path.name)):
        min(parts, key=lambda part: sum(weights[one] for one in part)).append(path)
    return [sorted(part) for part in parts]


def _names_a_test(word: str) -> bool:
    return word.split("::")[0].endswith(".py") or word.startswith("tests/")


def _through_link(runtime: Runtime, word: str) -> str:
    """A test's path as pytest-odoo needs it; other words stay as they are."""
    if not _names_a_test(word):
        return word
    path = Path(word.split("::")[0])
    absolute = path if path.is_absolute() else Path.cwd() / path
    if not absolute.exists():
        absolute = runtime.places.repository / path
    if not absolute.exists():
        raise Failure(f"there is no test file {word}", "give a path below tests/")
    inside = absolute.resolve().relative_to(runtime.places.repository)
    return str(runtime.places.addon / inside) + word[len(word.split("::")[0]) :]
