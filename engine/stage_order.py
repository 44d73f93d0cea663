"""May a card be moved on, or would it pass over a stage that nobody worked?

The field's order is message, call, demand, visit, then the law, one after the other. A card goes
back freely; forward it goes past a stage only when that stage's way was tried, is closed, or is
no part of the card's policy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One column of the board: its place, and the way by which it is worked (empty: none)."""

    key: int
    sequence: int
    way: str = ""


def skipped(
    stages: Iterable[StageFacts],
    present: StageFacts,
    target: StageFacts,
    tried: Collection[str],
    ladder: Collection[str] | None = None,
) -> list[int]:
    """The stages that a move from ``present`` to ``target`` would pass over, in their order.

    :param tried: ways that were tried or are closed, as ``ways.ways_tried`` says
    :param ladder: the ways of the card's policy; None where it follows none: then all count
    :return: keys of stages
    """
    if target.sequence <= present.sequence:
        return []
    between = [stage for stage in stages if stage.way and stage.sequence < target.sequence]
    return [
        stage.key
        for stage in sorted(between, key=lambda stage: stage.sequence)
        if stage.way not in tried and (ladder is None or stage.way in ladder)
    ]
