"""All profiles at hand, and the question which of them a file belongs to."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, Protocol, TypeVar, runtime_checkable

from ..declaration import Table
from ..errors import BadFile, ConfigError
from .delimited import read_delimited
from .fixed import read_fixed
from .layout import Profile
from .sepa import SepaProfile
from .sheet import read_sheet
from .statement_camt import CamtStatement
from .statement_delimited import DelimitedStatement
from .statement_layout import StatementProfile
from .statement_spreadsheet import SpreadsheetStatement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

AnyProfile = TypeVar("AnyProfile", Profile, StatementProfile)
FAMILIES: dict[str, Callable[[Table], Profile]] = {
    "delimited": read_delimited,
    "fixed": read_fixed,
    "iso20022": SepaProfile.read,
    "spreadsheet": read_sheet,
}
"""Code of a family of replies → what makes a profile of its declaration."""

STATEMENT_FAMILIES: dict[str, Callable[[Table], StatementProfile]] = {
    "delimited": DelimitedStatement.read,
    "spreadsheet": SpreadsheetStatement.read,
    "camt": CamtStatement.read,
}
"""The same for bank statements."""

BUILT_IN = Path(__file__).parent / "banks"
BUILT_IN_STATEMENTS = Path(__file__).parent / "statements"


@runtime_checkable
class Named(Protocol):
    """A layout whose files have names by a rule; statements have none."""

    def names(self, name: str) -> bool:
        """Whether a name follows the rule."""


class Profiles(Generic[AnyProfile]):
    """The profiles of one sort at hand, by code."""

    def __init__(self, profiles: Iterable[AnyProfile]) -> None:
        self._by_code = {profile.code: profile for profile in profiles}

    def codes(self) -> list[str]:
        """All known codes, sorted."""
        return sorted(self._by_code)

    def get(self, code: str, key: str = "profile") -> AnyProfile:
        """The profile of a code.

        :param key: the setting or record that named it, for the message.
        :raises ConfigError: when there is none.
        """
        if code not in self._by_code:
            raise ConfigError(
                key,
                f"there is no profile {code!r}",
                f"Use one of: {', '.join(self.codes())}, or add a file to exchange.profiles",
            )
        return self._by_code[code]

    def detect(self, name: str, content: bytes, among: Iterable[str] = ()) -> AnyProfile:
        """The one profile that says the file is its own: by its content, else by its name.

        A damaged file may look like none; its name still tells whose it is, so that the fault is
        named in that layout's words.

        :param among: codes to ask; all when empty.
        :raises BadFile: when none says yes, or when two do: guessing would book wrong amounts.
        """
        asked = [self.get(code) for code in among] or list(self._by_code.values())
        found = [profile for profile in asked if profile.recognises(name, content)]
        if not found:
            found = [one for one in asked if isinstance(one, Named) and one.names(name)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise BadFile(
                name,
                "unknown_layout",
                "no layout knows this file",
                "Ask the bank for the file again, or read it with `parse FILE --explain` to see"
                " where it differs",
            )
        raise BadFile(
            name,
            "ambiguous_layout",
            f"{' and '.join(sorted(one.code for one in found))} both claim this file",
            "Name the profile of the channel in the sidecar's configuration",
        )


def load_profiles(folder: Path | None = None) -> Profiles[Profile]:
    """The built-in layouts of replies and those of a folder of one's own; the latter win."""
    files = sorted(BUILT_IN.glob("*.toml")) + _own(folder)
    return Profiles(read_profile(file, FAMILIES) for file in files)


def load_statement_profiles(folder: Path | None = None) -> Profiles[StatementProfile]:
    """The same for statements; one's own lie in the folder `statements` inside that folder."""
    own = folder / "statements" if folder is not None else None
    files = sorted(BUILT_IN_STATEMENTS.glob("*.toml"))
    files += _own(own) if own is not None and own.is_dir() else []
    return Profiles(read_profile(file, STATEMENT_FAMILIES) for file in files)


def _own(folder: Path | None) -> list[Path]:
    """Declarations in a folder of one's own."""
    if folder is None:
        return []
    if not folder.is_dir():
        raise ConfigError(
            "exchange.profiles", f"{folder} is no folder", "Create it or remove the setting"
        )
    return sorted(folder.glob("*.toml"))


def read_profile(file: Path, families: dict[str, Callable[[Table], AnyProfile]]) -> AnyProfile:
    """Read one declaration."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(file.name, f"it is not TOML ({error})", "Mend the named place") from error
    table = Table(values, file.name)
    family = table.choice("family", tuple(sorted(families)))
    return families[family](table)
