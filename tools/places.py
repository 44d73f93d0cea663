"""Where things lie: a cache shared by all clones, and a state folder of this clone."""

import os
from dataclasses import dataclass
from pathlib import Path

from tools.files import digest

NAME = "property-arrears"


def _base(variable: str, default: str) -> Path:
    """An XDG base folder; relative values are to be ignored, says that standard."""
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else Path.home() / default


@dataclass(frozen=True)
class Places:
    """Folders of one checkout."""

    repository: Path
    cache: Path
    state: Path
    configuration: Path

    @property
    def key(self) -> str:
        """Eight digits that stand for this checkout's path."""
        return digest(str(self.repository))[:8]

    @property
    def addons(self) -> Path:
        """A folder whose entry `property_arrears` is a link to the repository.

        Odoo and pytest-odoo name an addon after its folder, and a checkout may have any name.
        """
        return self.state / "addons"

    @property
    def addon(self) -> Path:
        return self.addons / "property_arrears"

    @property
    def data(self) -> Path:
        """Odoo's data folder: the file stores of this clone's databases, and sessions."""
        return self.state / "odoo-data"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def locks(self) -> Path:
        return self.state / "locks"

    @property
    def results(self) -> Path:
        """Results of the last test run, one file a lane."""
        return self.state / "test-results"

    def prepare(self) -> None:
        """Make the folders and the link that others rely on."""
        for folder in (self.cache, self.state, self.addons, self.data, self.logs, self.locks):
            folder.mkdir(parents=True, exist_ok=True)
        if not self.addon.is_symlink() or self.addon.resolve() != self.repository:
            self.addon.unlink(missing_ok=True)
            self.addon.symlink_to(self.repository, target_is_directory=True)


def find_places() -> Places:
    """The folders of the checkout this file lies in."""
    repository = Path(__file__).resolve().parent.parent
    own = f"{repository.name}-{digest(str(repository))[:8]}"
    return Places(
        repository=repository,
        cache=_base("XDG_CACHE_HOME", ".cache") / NAME,
        state=_base("XDG_STATE_HOME", ".local/state") / NAME / own,
        configuration=_base("XDG_CONFIG_HOME", ".config") / NAME,
    )
