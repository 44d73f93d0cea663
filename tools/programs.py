"""Programs of the system that Odoo calls: wkhtmltopdf for documents, Chromium for tests."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import debian
from tools.failure import Failure
from tools.places import Places
from tools.process import succeeds
from tools.progress import step, warn

CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
# The names under which Odoo's own test runner looks for a browser.
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


@dataclass(frozen=True)
class Program:
    """A package of the system, whether it is here, and what does not work without it."""

    package: str
    is_there: Callable[[], bool]
    without_it: str


def _has_any(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _has_chinese_font() -> bool:
    """Whether any font on this machine has Chinese letters."""
    listing = "fc-list :lang=zh family | grep -q ."
    return CHINESE_FONT.exists() or succeeds(["sh", "-c", listing])


PROGRAMS = [
    Program("wkhtmltopdf", _has_any("wkhtmltopdf"), "documents cannot be made as PDF"),
    Program("chromium", _has_any(*BROWSERS), "tests in a browser cannot run"),
    Program("fonts-noto-cjk", _has_chinese_font, "PDFs and screenshots show no Chinese letters"),
]


def missing() -> list[Program]:
    """The programs that are not on this machine."""
    return [program for program in PROGRAMS if not program.is_there()]


def ensure(places: Places, strict: bool = False) -> None:
    """Install what is missing where that is allowed, else say what will not work.

    With `strict` a missing program is a failure: tests must not skip in silence.
    """
    absent = missing()
    if absent and debian.has_apt() and debian.administrator_prefix() is not None:
        packages = [program.package for program in absent]
        with step(f"Installing {', '.join(packages)} with apt"):
            debian.install(packages, places.logs / "apt-install.log")
        absent = missing()
    for program in absent:
        message = f"{program.package} is missing, so {program.without_it}"
        if strict:
            raise Failure(message, f"ask an administrator: apt-get install {program.package}")
        warn(message)
