"""Reading a table of TOML strictly: a missing, mistyped or unknown key is named with its cure."""

from typing import Any, TypeVar

from .errors import ConfigError

T = TypeVar("T")
_NOTHING = object()


class Table:
    """One table of a TOML file, whose keys are taken out one by one.

    :param values: the table.
    :param place: how the table is called in messages, such as `odoo` or `ccb_batch.toml: file`.
    """

    def __init__(self, values: dict[str, Any], place: str) -> None:
        self._values = dict(values)
        self._place = place

    def path(self, key: str) -> str:
        """The key as a person finds it in the file."""
        return f"{self._place}.{key}" if self._place else key

    def take(self, key: str, kind: type[T], default: Any = _NOTHING) -> T:
        """The value of a key, checked for its type and removed from what is left.

        :raises ConfigError: when it is missing without a default, or of another type.
        """
        value = self._values.pop(key, default)
        if value is _NOTHING:
            raise ConfigError(
                self.path(key), "it is missing", f"Add a line `{key} = {_example(kind)}`"
            )
        if value is not default and not _is_of(value, kind):
            raise ConfigError(
                self.path(key),
                f"{value!r} is not {_called(kind)}",
                f"Write `{key} = {_example(kind)}`",
            )
        return value

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def table(self, key: str, default: Any = _NOTHING) -> "Table":
        """A table inside this one."""
        return Table(self.take(key, dict, default), self.path(key))

    def tables(self, key: str) -> list["Table"]:
        """A list of tables (`[[key]]`), empty when there is none."""
        found = self.take(key, list, [])
        for number, values in enumerate(found, start=1):
            if not isinstance(values, dict):
                raise ConfigError(
                    self.path(key), f"entry {number} is no table", f"Write it as [[{key}]]"
                )
        return [
            Table(values, f"{self.path(key)}[{number}]")
            for number, values in enumerate(found, start=1)
        ]

    def choice(self, key: str, allowed: tuple[str, ...], default: Any = _NOTHING) -> str:
        """A text that must be one of a closed list."""
        value = self.take(key, str, default)
        if value not in allowed:
            raise ConfigError(
                self.path(key), f"{value!r} is not known", f"Use one of: {', '.join(allowed)}"
            )
        return value

    def done(self) -> None:
        """Say that all known keys were taken.

        :raises ConfigError: when one is left: a typing error must not become a silent default.
        """
        if self._values:
            key = sorted(self._values)[0]
            raise ConfigError(
                self.path(key), "this setting is not known", "Remove it or spell it right"
            )


def _is_of(value: Any, kind: type) -> bool:
    """Type check in which true is no number and 5 is a good float."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _called(kind: type) -> str:
    """The type in words."""
    names = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
    return names.get(kind, "a list" if kind is list else "a table")


def _example(kind: type) -> str:
    """How a value of the type is written in TOML."""
    examples = {str: '"…"', int: "1", float: "1.5", bool: "true", list: "[…]"}
    return examples.get(kind, "{ … }")
