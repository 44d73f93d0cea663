"""Programs of the system that Odoo calls: wkhtmltopdf for documents, Chromium for tests."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tools import debian
from tools.failure import Failure
from tools.places import Places
from tools.process import succeeds
from tools.progress import step, warn


@dataclass(frozen=True)
class Program:
    """A program, the package that brings it, and what fails without it."""

    package: str
    purpose: str
    names: tuple[str, ...] = ()
    test: tuple[str, ...] = ()

    def is_there(self) -> bool:
        if self.test:
            return succeeds(self.test)
        return any(shutil.which(name) for name in self.names)


CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
PROGRAMS = [
    Program("wkhtmltopdf", "PDF documents", ("wkhtmltopdf",)),
    Program("chromium", "browser tests", ("chromium", "chromium-browser", "google-chrome")),
    Program("fonts-noto-cjk", "Chinese letters in PDFs and screenshots", test=("false",)),
]


def missing() -> list[Program]:
    """The programs that are not on this machine."""
    return [program for program in PROGRAMS if not _is_there(program)]


def _is_there(program: Program) -> bool:
    if program.package == "fonts-noto-cjk":
        return _has_chinese_font()
    return program.is_there()


def _has_chinese_font() -> bool:
    """Whether any font on this machine has Chinese letters."""
    if CHINESE_FONT.exists():
        return True
    listing = shutil.which("fc-list")
    return bool(listing) and succeeds(["sh", "-c", "fc-list :lang=zh family | grep -q ."])


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
        message = f"{program.package} is missing: {program.purpose} will not work"
        if strict:
            raise Failure(message, f"ask an administrator: apt-get install {program.package}")
        warn(message)
