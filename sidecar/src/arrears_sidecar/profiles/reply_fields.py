"""Where each part of the normalised answer stands in a reply: column numbers or headings."""

from dataclasses import dataclass
from typing import Any

from ..declaration import Table
from ..errors import ASK_AGAIN, BadFile, ConfigError
from .cells import title_of

MUST = ("offered", "reference", "result")
PARTS = (*MUST, "settled", "value_date", "reason", "code")

Place = int | tuple[str, ...]
"""A column counted from 0, or the headings it may have in one spelling."""


@dataclass(frozen=True, slots=True)
class Places:
    """The columns of one file, counted from 0."""

    offered: int
    reference: int
    result: int
    settled: int | None
    value_date: int | None
    reason: int | None
    code: int | None
    masked: frozenset[int]


@dataclass(frozen=True, slots=True)
class ReplyFields:
    """The `[reply.fields]`, `[reply.masked]` and `[reply.detect]` tables of a profile.

    :param detect_with: headings a file must have to be claimed; `detect_without`: must not have.
    """

    offered: Place
    reference: Place
    result: Place
    settled: Place | None
    value_date: Place | None
    reason: Place | None
    code: Place | None
    masked: tuple[Place, ...]
    detect_with: tuple[str, ...]
    detect_without: tuple[str, ...]

    @classmethod
    def read(cls, reply: Table, width: int) -> "ReplyFields":
        """Take the places out of the tables `fields`, `masked` and `detect`.

        :param width: columns of a row; 0 where only headings tell a column.
        """
        table, masked, detect = (
            reply.table("fields"), reply.table("masked", {}), reply.table("detect", {}),
        )  # fmt: skip
        found: dict[str, Any] = {}
        for name in PARTS:
            default = {} if name in MUST else {"default": None}
            found[name] = _place(table.take(name, object, **default), table.path(name), width)
        shown = [
            _place(value, masked.path("columns"), width)
            for value in masked.take("columns", list, [])
        ]
        layout = cls(
            **found,
            masked=tuple(place for place in shown if place is not None),
            detect_with=tuple(map(title_of, detect.take("with", list, []))),
            detect_without=tuple(map(title_of, detect.take("without", list, []))),
        )
        for part in (table, masked, detect):
            part.done()
        return layout

    @property
    def by_heading(self) -> bool:
        """Whether the file's own headings tell the columns."""
        return any(isinstance(place, tuple) for place in self._all())

    def _all(self) -> tuple[Place | None, ...]:
        return (*(getattr(self, name) for name in PARTS), *self.masked)

    def required(self) -> tuple[tuple[str, ...], ...]:
        """Headings without which a row is not the heading of this layout."""
        needed = (getattr(self, name) for name in MUST)
        return tuple(place for place in needed if isinstance(place, tuple))

    def heads(self, titles: tuple[str, ...]) -> bool:
        """Whether a row holds all required headings."""
        return all(any(word in titles for word in words) for words in self.required())

    def claims(self, titles: tuple[str, ...]) -> bool:
        """Whether headings are this layout's and no other's: banks share words."""
        return (
            self.heads(titles)
            and set(self.detect_with) <= set(titles)
            and not set(self.detect_without) & set(titles)
        )

    def places(self, name: str, titles: tuple[str, ...]) -> Places:
        """The columns of a file with these headings.

        :raises BadFile: when a required heading is missing
        """

        def found(place: Place | None, field: str, *, must: bool) -> int | None:
            if not isinstance(place, tuple):
                return place
            at = next((titles.index(word) for word in place if word in titles), None)
            if at is None and must:
                raise BadFile(
                    name, "headings", f"no column is headed {' or '.join(place)} ({field})",
                    f"Correct the headings of the layout, or: {ASK_AGAIN}", line=1,
                )  # fmt: skip
            return at

        named = {name: found(getattr(self, name), name, must=name in MUST) for name in PARTS}
        masked = (found(place, "masked", must=False) for place in self.masked)
        return Places(**named, masked=frozenset(at for at in masked if at is not None))


def _place(value: object, path: str, width: int) -> Place | None:
    """A place as declared: a number, a heading, or several of which the first found counts."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        if width and not 0 <= value < width:
            raise ConfigError(path, f"there is no column {value}", f"Use 0 to {width - 1}")
        if not width:
            raise ConfigError(path, "this family finds columns by heading", "Give the heading")
        return value
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not words or not all(isinstance(one, str) for one in words):
        raise ConfigError(path, f"{value!r} is neither number nor heading", 'Write 3 or ["金额"]')
    return tuple(title_of(word) for word in words)
