"""Looking over the set-up: each check says what it looked at, how it is and what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from .config import Config
from .errors import Permanent, SidecarError
from .exchange import Exchange
from .hours import utc_now
from .jobs import disks_of, exchanges_of, statement_exchanges_of
from .profiles import Profiles, load_profiles, load_statement_profiles

ODOO = 19
"""The series of Odoo that the addon is made for."""
SKEW_SECONDS = 60


class Asked(Protocol):
    """The part of the gateway that tells who answers."""

    def connect(self) -> object:
        """Find Odoo and log in."""

    def ping(self) -> dict[str, Any]:
        """Who answers."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    what: str
    fine: bool
    words: str


def examine(config: Config, gateway: Asked) -> Iterator[Finding]:
    """All checks, cheap ones first."""
    yield _try("layouts", lambda: _layouts(load_profiles(config.profiles), config))
    if not config.channels:
        yield Finding("channels", False, "none is configured: add a [[channel]] with its code")
    yield _try("layouts of statements", lambda: _statement_layouts(config))
    for file in _secret_files(config):
        yield _try(f"secret {file.name}", lambda file=file: _secret(file))
    disks = disks_of(config)
    exchanges = (exchanges_of(config, disks), statement_exchanges_of(config, disks))
    for exchange in (one for kind in exchanges for one in kind.values()):
        yield _try(f"folders of {exchange.channel}", lambda exchange=exchange: _folders(exchange))
    answers: list[dict[str, Any]] = []
    yield _try("Odoo", lambda: _odoo(gateway, answers))
    if answers:
        yield _try("version of Odoo", lambda: _version(answers[0]))
        yield _try("clock", lambda: _clock(answers[0]))
        yield _try("codes in Odoo", lambda: _codes(answers[0], config))


def _try(what: str, check: Callable[[], str]) -> Finding:
    """Turn an expected failure into a finding."""
    try:
        return Finding(what, True, check())
    except (SidecarError, OSError) as error:
        return Finding(what, False, str(error))


def _layouts(profiles: Profiles, config: Config) -> str:
    """All profiles can be read, and those the channels name exist."""
    for channel in config.channels:
        if channel.profile:
            profiles.get(channel.profile, f"profile of channel {channel.code}")
    return ", ".join(profiles.codes())


def _statement_layouts(config: Config) -> str:
    """The same for statements."""
    profiles = load_statement_profiles(config.profiles)
    for one in config.statements:
        if one.profile:
            profiles.get(one.profile, f"profile of statement {one.code}")
    return ", ".join(profiles.codes())


def _secret_files(config: Config) -> Iterator[Path]:
    """Files with secrets that the settings name."""
    if config.odoo.key_file is not None:
        yield config.odoo.key_file
    for server in config.servers.values():
        yield from (one for one in (server.key_file, server.password_file) if one is not None)


def _secret(file: Path) -> str:
    """A secret is readable by us, and by nobody else."""
    file.read_bytes()
    mode = file.stat().st_mode & 0o777
    if mode & 0o077:
        raise Permanent(f"{file} can be read by others ({mode:o}). Cure: chmod 600 {file}")
    return f"{file} ({mode:o})"


def _folders(exchange: Exchange) -> str:
    """The folders are there, writable, and one rename leads from each to the next."""
    exchange.open()
    exchange.probe()
    counts = ", ".join(f"{name} {number}" for name, number in exchange.counts().items() if number)
    return f"{exchange.root} ({counts or 'empty'})"


def _odoo(gateway: Asked, answers: list[dict[str, Any]]) -> str:
    """Odoo answers and lets us in."""
    gateway.connect()
    before = utc_now()
    answer = gateway.ping()
    answers.append({**answer, "asked": before + (utc_now() - before) / 2})
    companies = ", ".join(one["name"] for one in answer["companies"])
    return (
        f"{answer['database']}, Odoo {answer['odoo_version']}, addon {answer['addon_version']},"
        f" today {answer['today']}, companies: {companies}"
    )


def _version(answer: dict[str, Any]) -> str:
    """The series that addon and sidecar are made for."""
    version = str(answer["odoo_version"])
    if version.partition(".")[0] != str(ODOO):
        raise Permanent(f"this is Odoo {version}; use the sidecar that came with its addon")
    return version


def _clock(answer: dict[str, Any]) -> str:
    """Both machines know the time: banks' hours and leases hang on it."""
    ahead = (answer["asked"] - datetime.fromisoformat(answer["now"])).total_seconds()
    if abs(ahead) > SKEW_SECONDS:
        where = "ahead of" if ahead > 0 else "behind"
        raise Permanent(
            f"this machine's clock is {abs(ahead):.0f} s {where} Odoo's. Let both take the time"
            " from a time server (timedatectl set-ntp true)"
        )
    return f"{ahead:+.1f} s against Odoo"


def _codes(answer: dict[str, Any], config: Config) -> str:
    """The channels and sources of the settings exist in Odoo."""
    for word, settings in (("channels", config.channels), ("sources", config.statements)):
        for one in settings:
            if one.code not in answer[word]:
                known = ", ".join(answer[word]) or "none"
                raise Permanent(
                    f"{one.code!r} is none of the {word} in Odoo ({known}). Correct the code there"
                    " or in the settings"
                )
    return "all are there"
