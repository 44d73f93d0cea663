"""Looking over the set-up: each check says what it looked at, how it is and what to do."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .config import Config
from .errors import SidecarError
from .exchange import Exchange
from .jobs import exchanges_of, statement_exchanges_of
from .odoo_gateway import OdooGateway
from .profiles import Profiles, load_profiles, load_statement_profiles


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    what: str
    fine: bool
    words: str


def examine(config: Config, gateway: OdooGateway) -> Iterator[Finding]:
    """All checks, cheap ones first."""
    yield _try("layouts", lambda: _layouts(load_profiles(config.profiles), config))
    if not config.channels:
        yield Finding("channels", False, "none is configured: add a [[channel]] with its code")
    yield _try("layouts of statements", lambda: _statement_layouts(config))
    for code, exchange in (exchanges_of(config) | statement_exchanges_of(config)).items():
        yield _try(f"folders of {code}", lambda exchange=exchange: _folders(exchange))
    yield _try("Odoo", lambda: _odoo(gateway))


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


def _folders(exchange: Exchange) -> str:
    """The folders are there, writable, and on one file system: a rename must be one step."""
    exchange.open()
    folders = [exchange.root / name for name in exchange.folders]
    closed = [str(folder) for folder in folders if not os.access(folder, os.W_OK)]
    if closed:
        raise OSError(f"{closed[0]} cannot be written: give the sidecar's user the right to")
    if len({folder.stat().st_dev for folder in folders}) > 1:
        raise OSError(f"the folders in {exchange.root} must lie on one file system")
    counts = ", ".join(f"{name} {number}" for name, number in exchange.counts().items() if number)
    return f"{exchange.root} ({counts or 'empty'})"


def _odoo(gateway: OdooGateway) -> str:
    """Odoo answers and lets us in."""
    gateway.connect()
    answer = gateway.ping()
    companies = ", ".join(one["name"] for one in answer["companies"])
    return (
        f"{answer['database']}, Odoo {answer['odoo_version']}, addon {answer['addon_version']},"
        f" today {answer['today']}, companies: {companies}"
    )
