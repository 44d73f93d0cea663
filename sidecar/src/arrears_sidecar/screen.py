"""What the command line shows: progress bars, tables, one clear line for a failure."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from .profiles.layout import ExplainedRow
from .workplace import NoProgress, Tally
from .workplace import Progress as Shows

console = Console()
errors = Console(stderr=True)


class _Bar:
    """One bar of rich."""

    def __init__(self, progress: Progress, label: str, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task(label, total=total)

    def advance(self, steps: int) -> None:
        """So many steps more are done."""
        self._progress.advance(self._task, steps)


class _Bars:
    """Progress bars on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def bar(self, label: str, total: int) -> _Bar:
        """A bar for a piece of work of so many steps."""
        return _Bar(self._progress, label, total)


@contextmanager
def bars() -> Iterator[Shows]:
    """Progress bars when a person looks on, nothing when the output goes to a file."""
    if not errors.is_terminal:
        yield NoProgress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=errors, transient=True) as progress:
        yield _Bars(progress)


def show_tallies(tallies: Iterable[Tally]) -> None:
    """What the jobs did."""
    table = Table("job", "what", "number", box=None)
    for tally in tallies:
        counts = tally.counts or {"nothing to do": 0}
        for what, number in counts.items():
            table.add_row(tally.job, what, str(number))
        for one in tally.left:
            table.add_row(tally.job, escape(f"left alone – {one}"), "")
        for error in tally.errors:
            table.add_row(tally.job, f"[red]{escape(error)}[/red]", "")
    console.print(table)


def show_explained(rows: Iterable[ExplainedRow], limit: int) -> None:
    """How each line of a file is read: what stands there, what it means."""
    for number, row in enumerate(rows):
        if number == limit:
            console.print(f"… only the first {limit} lines are shown (--rows)")
            break
        cells = " ".join(f"{place}={cell}" for place, cell in enumerate(row.columns) if cell)
        reading = " ".join(f"{key}={value}" for key, value in row.reading.items() if value)
        console.print(f"line {row.line}: {cells}\n    → {reading}", highlight=False, markup=False)


def fail(message: str) -> None:
    """One clear line on the error stream, never wrapped so that it can be searched for."""
    errors.print(
        f"arrears-sidecar: {message}", style="red", highlight=False, soft_wrap=True, markup=False
    )
