"""Settings: one TOML file, documented in `sidecar.example.toml`; secrets from elsewhere.

The API key is never written in the TOML file. It comes from the environment variable
`ARREARS_SIDECAR_API_KEY`, or from the file that `odoo.api_key_file` names.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .declaration import Table
from .errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEY_VARIABLE = "ARREARS_SIDECAR_API_KEY"
CONFIG_VARIABLE = "ARREARS_SIDECAR_CONFIG"
PLACES = (Path("arrears-sidecar.toml"), Path("/etc/arrears-sidecar/sidecar.toml"))
JOBS = ("export", "import", "statements", "incentives", "waivers", "heartbeat")


@dataclass(frozen=True, slots=True)
class OdooSettings:
    """Where Odoo is and who we are there. `read_key` reads the API key anew each time."""

    host: str
    port: int
    secure: bool
    database: str
    login: str
    timeout_seconds: float
    wait_seconds: float
    read_key: Callable[[], str]

    @property
    def address(self) -> str:
        """The address as a person writes it."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One bank channel or statement source this sidecar serves. No `profile` means: detect."""

    code: str
    folder: Path
    profile: str


@dataclass(frozen=True, slots=True)
class Config:
    """All settings."""

    name: str
    log_form: str
    odoo: OdooSettings
    channels: tuple[ChannelSettings, ...]
    statements: tuple[ChannelSettings, ...]
    settle_seconds: float
    max_bytes: int
    profiles: Path | None
    page_size: int
    every_seconds: Mapping[str, int]


def find_config(given: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The settings file: as given, from the environment, or at one of the usual places."""
    named = given or (
        Path(environment[CONFIG_VARIABLE]) if environment.get(CONFIG_VARIABLE) else None
    )
    if named is not None:
        if not named.is_file():
            raise ConfigError("--config", f"there is no file {named}", "Give the right path")
        return named
    for place in PLACES:
        if place.is_file():
            return place
    raise ConfigError(
        "--config",
        f"no settings found at {' or '.join(map(str, PLACES))}",
        f"Copy sidecar.example.toml there, or set --config or {CONFIG_VARIABLE}",
    )


def load_config(path: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Read and check the settings file.

    :raises ConfigError: names the setting, what is wrong and what to write.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path.name, f"it is not TOML ({error})", "Mend the named place") from error
    table = Table(values, "")
    base = path.resolve().parent
    sidecar = table.table("sidecar", {})
    exchange = table.table("exchange", {})
    root = base / exchange.take("root", str, "exchange")
    profiles = exchange.take("profiles", str, "")
    config = Config(
        name=sidecar.take("name", str, "sidecar"),
        log_form=sidecar.choice("log", ("text", "json"), "text"),
        page_size=_positive(sidecar, "page_size", 1000),
        odoo=_odoo(table.table("odoo"), base, environment),
        channels=_channels(table.tables("channel"), base, root),
        statements=_channels(table.tables("statement"), base, root / "statements"),
        settle_seconds=float(exchange.take("settle_seconds", float, 2.0)),
        max_bytes=_positive(exchange, "max_bytes", 20_000_000),
        profiles=base / profiles if profiles else None,
        every_seconds=_schedule(table.table("schedule", {})),
    )
    for part in (sidecar, exchange, table):
        part.done()
    _check_folders(config)
    return config


def _check_folders(config: Config) -> None:
    """Answers and statements never share a folder: each would claim the other's files."""
    channels = {one.folder for one in config.channels}
    shared = next((one for one in config.statements if one.folder in channels), None)
    if shared is not None:
        cause = f"{shared.folder} is the folder of a bank channel"
        raise ConfigError("statement.folder", cause, "Give statements a folder of their own")


def _odoo(table: Table, base: Path, environment: Mapping[str, str]) -> OdooSettings:
    """The `[odoo]` table."""
    url = table.take("url", str)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ConfigError(
            table.path("url"), f"{url!r} is no address of an Odoo", 'Write "http://host:8069"'
        )
    secure = parts.scheme == "https"
    key_file = table.take("api_key_file", str, "")
    settings = OdooSettings(
        host=parts.hostname,
        port=parts.port or (443 if secure else 80),
        secure=secure,
        database=table.take("database", str),
        login=table.take("login", str),
        timeout_seconds=float(table.take("timeout_seconds", float, 120.0)),
        wait_seconds=float(table.take("wait_seconds", float, 60.0)),
        read_key=_key_reader(base / key_file if key_file else None, environment),
    )
    table.done()
    return settings


def _key_reader(file: Path | None, environment: Mapping[str, str]) -> Callable[[], str]:
    """What reads the API key. Reading it anew each time lets a key be changed while we run."""

    def read() -> str:
        key = environment.get(KEY_VARIABLE, "").strip()
        if key or file is None:
            place = f"the environment variable {KEY_VARIABLE}"
        else:
            place = str(file)
            try:
                key = file.read_text(encoding="utf-8").strip()
            except OSError as error:
                cause = f"{file} cannot be read ({error.strerror})"
                raise ConfigError("odoo.api_key_file", cause, "Mend path or rights") from error
        if not key:
            cure = "Make one in Odoo: Arrears › Configuration › Connect a sidecar"
            raise ConfigError("odoo.api_key_file", f"there is no API key in {place}", cure)
        return key

    return read


def _channels(tables: list[Table], base: Path, root: Path) -> tuple[ChannelSettings, ...]:
    """The `[[channel]]` or `[[statement]]` tables. No two may share a code or a folder."""
    channels = []
    for table in tables:
        code = table.take("code", str)
        folder = table.take("folder", str, "")
        if not code or (not folder and set(code) & set("/\\\0")) or code.startswith("."):
            raise ConfigError(
                table.path("code"), f"{code!r} cannot be a folder's name", "Give `folder` as well"
            )
        channel = ChannelSettings(
            code=code,
            folder=base / folder if folder else root / code,
            profile=table.take("profile", str, ""),
        )
        table.done()
        if any(one.code == code or one.folder == channel.folder for one in channels):
            raise ConfigError(
                table.path("code"), f"code {code!r} or its folder stands twice", "Remove one"
            )
        channels.append(channel)
    return tuple(channels)


def _schedule(table: Table) -> dict[str, int]:
    """How often each job runs; 0 switches a job off."""
    defaults = {
        "export": 30,
        "import": 10,
        "statements": 30,
        "incentives": 3600,
        "waivers": 300,
        "heartbeat": 60,
    }
    every = {}
    for job in JOBS:
        key = f"{job}_seconds"
        every[job] = table.take(key, int, defaults[job])
        if every[job] < 0:
            raise ConfigError(table.path(key), "it is negative", "Use 0 to switch the job off")
    table.done()
    return every


def _positive(table: Table, key: str, default: int) -> int:
    """A whole number above zero."""
    value = table.take(key, int, default)
    if value <= 0:
        raise ConfigError(table.path(key), f"{value} is not above zero", f"Write {key} = {default}")
    return value
