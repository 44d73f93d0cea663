"""All profiles at hand, and the question which of them a file belongs to."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from ..declaration import Table
from ..errors import BadFile, ConfigError
from .delimited import DelimitedProfile
from .layout import Profile

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FAMILIES: dict[str, Callable[[Table], Profile]] = {"delimited": DelimitedProfile.read}
"""Code of a family → what makes a profile of its declaration."""

BUILT_IN = Path(__file__).parent / "banks"


class Profiles:
    """The profiles at hand, by code."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._by_code = {profile.code: profile for profile in profiles}

    def codes(self) -> list[str]:
        """All known codes, sorted."""
        return sorted(self._by_code)

    def get(self, code: str, key: str = "profile") -> Profile:
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

    def detect(self, name: str, content: bytes, among: Iterable[str] = ()) -> Profile:
        """The one profile that says the file is its own.

        :param among: codes to ask; all when empty.
        :raises BadFile: when none says yes, or when two do: guessing would book wrong amounts.
        """
        asked = [self.get(code) for code in among] or list(self._by_code.values())
        found = [profile for profile in asked if profile.recognises(name, content)]
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


def load_profiles(folder: Path | None = None) -> Profiles:
    """The built-in profiles and those of a folder of one's own; the latter win."""
    files = sorted(BUILT_IN.glob("*.toml"))
    if folder is not None:
        if not folder.is_dir():
            raise ConfigError(
                "exchange.profiles", f"{folder} is no folder", "Create it or remove the setting"
            )
        files += sorted(folder.glob("*.toml"))
    return Profiles(read_profile(file) for file in files)


def read_profile(file: Path) -> Profile:
    """Read one declaration."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(file.name, f"it is not TOML ({error})", "Mend the named place") from error
    table = Table(values, file.name)
    family = table.choice("family", tuple(sorted(FAMILIES)))
    return FAMILIES[family](table)
