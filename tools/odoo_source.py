"""Finding an Odoo 19: the user's, the machine's, Debian unstable's, or Odoo's repository."""

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tools import debian
from tools.failure import Failure
from tools.files import folder_made_whole, write_whole
from tools.places import Places
from tools.process import run_logged, succeeds
from tools.progress import say, step

SERIES = "19.0"
PACKAGE = "odoo-19"
REPOSITORY = "https://github.com/odoo/odoo.git"
SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")

# The package links to scripts and fonts of these; without them the web client answers 500.
COMPANIONS = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
]
# Unstable moved this one's files; a stable suite still has the layout that Odoo links to.
ICON_FONT = "fonts-font-awesome"
ICON_FONT_FILE = "odoo/addons/web/static/src/libs/fontawesome/fonts/fontawesome-webfont.woff2"
ICON_FONT_SUITES = ["bookworm", "stable", "oldstable"]
# The backend's bundle names this file and the package leaves it out; empty is enough.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """An Odoo on disk: `root` holds the package `odoo`; `origin` says where it came from."""

    root: Path
    version: str
    origin: str

    @property
    def addons(self) -> list[Path]:
        """Folders with Odoo's own addons, in both layouts (package and repository)."""
        candidates = [self.root / "odoo" / "addons", self.root / "addons"]
        found = [path for path in candidates if path.is_dir()]
        return [path for path in found if not path.is_symlink()]

    def is_there(self) -> bool:
        return (self.root / "odoo" / "release.py").is_file()


def find_odoo(places: Places) -> OdooSource:
    """The first Odoo 19 of the documented order; raise Failure when every way fails."""
    ways = (_users_own, _installed_package, _machines_package, _unstable_package, _repository)
    reasons = []
    for way in ways:
        try:
            source = way(places)
        except Failure as failure:
            if way is _users_own:
                raise
            reasons.append(f"- {failure.cause}")
            continue
        if source:
            say(f"  Odoo {source.version}: {source.origin}")
            return source
    raise Failure(
        "no Odoo 19 could be found or fetched:\n" + "\n".join(reasons),
        "set ODOO_HOME to an Odoo 19 (the folder that holds `odoo/`), or give this machine"
        " access to a Debian mirror or to Odoo's git repository",
    )


def release_of(root: Path) -> str:
    """The series an Odoo folder says it is, such as 19.0; empty when it is no Odoo."""
    path = root / "odoo" / "release.py"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(r"(?m)^version_info = \((\d+), (\d+)", text)
    return f"{found.group(1)}.{found.group(2)}" if found else ""


def _users_own(places: Places) -> OdooSource | None:
    """ODOO_HOME, or an Odoo 19 that this Python can import."""
    home = os.environ.get("ODOO_HOME")
    if home:
        root = Path(home).expanduser().resolve()
        if release_of(root) != SERIES:
            raise Failure(
                f"ODOO_HOME is {root}, and that holds {release_of(root) or 'no Odoo'}",
                f"point ODOO_HOME at the folder that holds `odoo/` of Odoo {SERIES}, or unset it",
            )
        return OdooSource(root, SERIES, f"ODOO_HOME={root}")
    own = Path(__file__).resolve().parent.parent
    for entry in sys.path:
        root = Path(entry or ".").resolve()
        if root != own and release_of(root) == SERIES:
            return OdooSource(root, SERIES, f"importable from {root}")
    return None


def _installed_package(places: Places) -> OdooSource | None:
    """The machine's package, already installed."""
    if debian.installed(PACKAGE) and release_of(SYSTEM_PACKAGES) == SERIES:
        return OdooSource(SYSTEM_PACKAGES, SERIES, f"installed package {PACKAGE}")
    return None


def _machines_package(places: Places) -> OdooSource | None:
    """The package that the machine's own sources offer, unpacked privately."""
    version = debian.offered_by_machine(PACKAGE)
    if not version:
        return None

    def unpack(target: Path, log: Path) -> None:
        debian.download_and_unpack([PACKAGE, *COMPANIONS, ICON_FONT], target, log)

    return _unpacked(places, version, "package of this machine's apt sources", unpack)


def _unstable_package(places: Places) -> OdooSource | None:
    """Debian unstable's package from the machine's own mirror, unpacked privately."""
    if not debian.has_apt():
        raise Failure("no apt on this machine, so no Debian package of Odoo 19")
    kept = _newest_unpacked(places)
    if kept:
        return kept
    mirror = debian.find_mirror()
    archive = debian.Archive(mirror, "unstable", places.cache / "apt" / "unstable")
    with step("Reading the index of Debian's unstable suite"):
        archive.refresh(places.logs / "apt-unstable.log")
    version = archive.version(PACKAGE)
    if not version:
        raise Failure(f"Debian's unstable suite has no package {PACKAGE}")

    def unpack(target: Path, log: Path) -> None:
        archive.unpack([PACKAGE, *COMPANIONS], target, log)
        _add_icon_font(places, mirror, target, log)

    return _unpacked(places, version, "Debian unstable's package, unpacked privately", unpack)


def _add_icon_font(places: Places, mirror: debian.Mirror, target: Path, log: Path) -> None:
    """Unpack Font Awesome from the first suite whose files lie where Odoo's links point."""
    for suite in ICON_FONT_SUITES:
        archive = debian.Archive(mirror, suite, places.cache / "apt" / suite)
        try:
            archive.refresh(log)
            archive.unpack([ICON_FONT], target, log)
        except Failure as failure:
            say(f"  (suite {suite}: {failure.cause.splitlines()[0]})")
            continue
        if (target / SYSTEM_PACKAGES.relative_to("/") / ICON_FONT_FILE).exists():
            return
    raise Failure("no suite of the mirror has the Font Awesome 4.7 that Odoo links to")


def _unpacked(places: Places, version: str, origin: str, unpack) -> OdooSource:
    """Unpack into the cache once per version, mend what the packaging leaves out."""
    target = places.cache / "odoo" / version
    root = target / SYSTEM_PACKAGES.relative_to("/")
    if not (target / "source.json").is_file():
        with step(f"Fetching Odoo {version} ({origin}; some 130 MB)"):
            with folder_made_whole(target) as scratch:
                unpack(scratch, places.logs / "odoo-package.log")
                _mend(scratch / SYSTEM_PACKAGES.relative_to("/"))
                record = {"version": version, "origin": origin}
                write_whole(scratch / "source.json", json.dumps(record))
    return OdooSource(root, version, origin)


def _newest_unpacked(places: Places) -> OdooSource | None:
    """An Odoo that an earlier run unpacked; so that a second clone needs no network."""
    for path in sorted((places.cache / "odoo").glob("*/source.json"), reverse=True):
        record = json.loads(path.read_text(encoding="utf-8"))
        root = path.parent / SYSTEM_PACKAGES.relative_to("/")
        if release_of(root) == SERIES:
            return OdooSource(root, record["version"], record["origin"])
    return None


def _mend(root: Path) -> None:
    """Add the file that the package leaves out, and refuse links that lead nowhere."""
    left_out = root / LEFT_OUT
    if not left_out.exists():
        left_out.parent.mkdir(parents=True, exist_ok=True)
        left_out.touch()
    static = root / "odoo" / "addons" / "web" / "static"
    dangling = [path for path in static.rglob("*") if path.is_symlink() and not path.exists()]
    if dangling:
        names = ", ".join(str(path.relative_to(root)) for path in dangling[:5])
        raise Failure(f"{len(dangling)} files of the web client are missing, among them {names}")


def _repository(places: Places) -> OdooSource | None:
    """A shallow clone of Odoo's own branch."""
    if not shutil.which("git"):
        raise Failure("no git on this machine to fetch Odoo's repository with")
    target = places.cache / "odoo" / f"git-{SERIES}"
    if release_of(target) != SERIES:
        clone = ["git", "clone", "--quiet", "--depth=1", f"--branch={SERIES}", REPOSITORY]
        with step(f"Cloning branch {SERIES} of Odoo's repository (some 300 MB)"):
            with folder_made_whole(target) as scratch:
                run_logged([*clone, scratch], places.logs / "odoo-clone.log")
    return OdooSource(target, SERIES, "clone of Odoo's repository")


def can_import(python: Path) -> bool:
    """Whether an interpreter imports this Odoo with all it needs."""
    return succeeds([python, "-c", "import odoo.tools, odoo.http, odoo.service.server"])
