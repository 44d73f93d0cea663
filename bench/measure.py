"""What the benches share: running a function inside Odoo, taking turns, and the closing line."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import databases
from tools.failure import Failure
from tools.process import environment
from tools.runtime import Runtime


def fresh_database(runtime: Runtime, name: str, *, addon: bool = True) -> str:
    """A database of Odoo alone, or with the addon."""
    databases.create(runtime, name)
    if addon:
        databases.install_addon(runtime, name)
    return name


def in_odoo(runtime: Runtime, database: str, function: str, **arguments: object) -> dict:
    """Call ``module:function`` with an environment inside Odoo's shell.

    :param arguments: keyword arguments that JSON can carry
    :return: the function's answer, a dictionary that JSON can carry
    :raises Failure: Odoo ended without an answer
    """
    module, name = function.split(":")
    with tempfile.TemporaryDirectory(dir=runtime.places.state) as folder:
        answer = Path(folder) / "answer.json"
        script = (
            f"import json, {module}\n"
            f"answer = {module}.{name}(env, **json.loads({json.dumps(arguments)!r}))\n"
            f"open({str(answer)!r}, 'w').write(json.dumps(answer))\n"
        )
        configuration = runtime.write_configuration(database)
        command = runtime.odoo_command(configuration, "shell", "--no-http", "--log-level=error")
        path = os.pathsep.join([str(runtime.places.repository), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [str(word) for word in command],
            input=script,
            capture_output=True,
            text=True,
            check=False,
            env=environment({**runtime.variables, "PYTHONPATH": path}),
            cwd=runtime.places.state,
        )
        if not answer.is_file():
            raise Failure(f"{function} did not finish:\n{done.stderr[-3000:]}", "mend it")
        return json.loads(answer.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Work:
    """Something to time. What stands around it, preparing and undoing, is not counted."""

    run: Callable[[], object]
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None


def in_turns(rounds: int, works: dict[str, Work]) -> dict[str, list[float]]:
    """Seconds of each work, a list of ``rounds``; one of each, then the next of each."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _round in range(rounds):
        for name, work in works.items():
            work.before()
            started = time.perf_counter()
            work.run()
            seconds[name].append(time.perf_counter() - started)
            work.after()
    return seconds


def median_ratio(seconds: dict[str, list[float]], above: str, below: str) -> float:
    """The median of the ratios of neighbours: a slow moment of the machine hits both."""
    pairs = zip(seconds[above], seconds[below], strict=True)
    return statistics.median(one / other for one, other in pairs)


def table(head: list[str], rows: list[list[object]]) -> None:
    """Print rows under a head, the first column to the left and figures to the right."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        first, *rest = (cell.ljust(widths[0]) if place == 0 else cell.rjust(widths[place])
                        for place, cell in enumerate(line))  # fmt: skip
        print("  ".join([first, *rest]))


def close(name: str, ratio: float, bar: str, passed: bool) -> int:
    """Print the closing line; the exit code says whether the bar was met."""
    print(f"BENCH {name} ratio={ratio:.2f} bar={bar} {'ok' if passed else 'short'}")
    return 0 if passed else 1
