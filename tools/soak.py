"""`./dev soak`: the long tests, with new random examples each time; for a night, not for a commit.

Four parts: random work on the books, examples that were never tried before for the rules and the
sidecar, a kill -9 of the sidecar at every one of its operations and of Odoo and PostgreSQL while
they book a thousand debits, and a whole year of a firm with 200 owners. What fails is printed with
the seed that repeats it.
"""

import argparse
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tools import databases, odoo_tests
from tools.lanes import SEAM_DATABASE
from tools.process import run_shown
from tools.progress import say
from tools.runtime import Runtime

PARTS = ("books", "examples", "kills", "year")
BOOKS_DATABASE = "pa_soak_books"
YEAR_DATABASE = "pa_soak_year"


def main(runtime: Runtime, words: list[str]) -> int:
    """Run the parts named, or all of them; return 1 when one failed."""
    arguments = _parser().parse_args(words)
    seed = arguments.seed if arguments.seed is not None else random.randrange(10**6)
    say(f"Seed {seed}: repeat with ./dev soak --seed {seed}")
    parts: dict[str, Callable[[], int]] = {
        "books": lambda: soak_books(runtime, seed, arguments.operations),
        "examples": lambda: soak_examples(runtime, seed),
        "kills": lambda: soak_kills(runtime, seed, arguments.kills),
        "year": lambda: soak_year(runtime, seed, arguments.owners),
    }
    chosen = arguments.parts or list(parts)
    failed = [name for name in chosen if parts[name]()]
    say(f"Soaked: {', '.join(chosen)}; failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev soak", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--seed", type=int, help="repeat an earlier soak")
    parser.add_argument("--operations", type=int, default=300, help="on the books (default 300)")
    parser.add_argument("--owners", type=int, default=200, help="of the year (default 200)")
    parser.add_argument("--kills", default="all", help="how many, or all (the default)")
    return parser


def soak_books(runtime: Runtime, seed: int, operations: int) -> int:
    """Random work on the books: after each operation they must tie out to the cent."""
    wanted = {"ARREARS_FUZZ_SEED": str(seed), "ARREARS_FUZZ_OPERATIONS": str(operations)}
    with _environment(wanted):
        return odoo_tests.run_quick(
            runtime, BOOKS_DATABASE, ["tests/test_tie_out_fuzz.py"], update=False, anew=True
        )


def soak_year(runtime: Runtime, seed: int, owners: int) -> int:
    """A firm lives through a year of its own: no rule broken, nobody forgotten."""
    wanted = {"ARREARS_YEAR_SEED": seed, "ARREARS_YEAR_DAYS": 365, "ARREARS_YEAR_OWNERS": owners}
    with _environment({name: str(value) for name, value in wanted.items()}):
        return odoo_tests.run_quick(
            runtime, YEAR_DATABASE, ["tests/test_simulated_year.py"], update=False, anew=True
        )


def soak_examples(runtime: Runtime, seed: int) -> int:
    """Property-based tests of the rules and the sidecar, on examples of this seed."""
    return max(_plain(runtime, lane, f"--hypothesis-seed={seed}") for lane in ("engine", "sidecar"))


def soak_kills(runtime: Runtime, seed: int, kills: str) -> int:
    """Kill the real sidecar at its operations, then Odoo and PostgreSQL in the middle of theirs."""
    databases.ready(runtime, SEAM_DATABASE, anew=True)
    variables = {
        "ARREARS_TEST_DATABASE": SEAM_DATABASE,
        "ARREARS_KILLS": kills,
        "ARREARS_SEED": str(seed),
    }
    return _plain(runtime, "seam", "-k", "test_kill", variables=variables)


def _plain(runtime: Runtime, lane: str, *options: str, variables: dict | None = None) -> int:
    folder = runtime.places.repository / "tests" / lane
    command = [runtime.python, "-m", "pytest", "-c", folder / "pytest.ini", "--rootdir", folder]
    plugins = ["--import-mode=importlib", "-p", "no:odoo"]
    changes = {**runtime.variables, **(variables or {})}
    return run_shown([*command, *plugins, *options, folder], changes=changes, folder=folder)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """These variables for whatever is started inside."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
