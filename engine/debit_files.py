"""A batch in several files: a bank limits rows and bytes, so a long batch is cut.

Together the files hold the instructions of the batch in its order, each once. Amounts are
integers of the currency's minor unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from .reason import Reason

MOST_FILES = 999


@dataclass(frozen=True, slots=True)
class Part:
    """File ``number`` of ``of``, from 1, with what it says about itself."""

    number: int
    of: int
    row_count: int
    total: int


def check_part(part: Part) -> Reason | None:
    """Why this cannot be a file of a batch, looked at alone."""
    if not 1 <= part.number <= part.of <= MOST_FILES:
        return Reason("debit_part_number", {"number": part.number, "of": part.of})
    if part.row_count < 1 or part.total < 1:
        return Reason("debit_part_empty", {"number": part.number})
    return None


def spans(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Positions of the instructions each file holds, as half-open spans from 0, in file order."""
    ordered = sorted(parts, key=lambda part: part.number)
    return list(pairwise(accumulate((part.row_count for part in ordered), initial=0)))


def check_whole(amounts: Sequence[int], parts: Sequence[Part]) -> Reason | None:
    """The first reason why these files together are not the batch, or None.

    :param amounts: of the batch's instructions, in its order
    """
    ordered = sorted(parts, key=lambda part: part.number)
    numbers = [part.number for part in ordered]
    if numbers != list(range(1, len(ordered) + 1)) or {p.of for p in ordered} != {len(ordered)}:
        return Reason("debit_parts_missing", {"there": len(set(numbers)), "of": ordered[0].of})
    said = (sum(part.row_count for part in ordered), sum(part.total for part in ordered))
    if said != (len(amounts), sum(amounts)):
        return Reason(
            "debit_parts_differ",
            {"rows": said[0], "said": said[1], "lines": len(amounts), "counted": sum(amounts)},
        )
    for part, (start, stop) in zip(ordered, spans(ordered), strict=True):
        counted = sum(amounts[start:stop])
        if counted != part.total:
            return Reason(
                "debit_part_differs",
                {"number": part.number, "first": start + 1, "last": stop, "said": part.total,
                 "counted": counted},
            )  # fmt: skip
    return None
