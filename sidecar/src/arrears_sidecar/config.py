"""Settings: one TOML file, documented in `sidecar.example.toml`; secrets from elsewhere.

The API key is never written in the TOML file. It comes from the environment variable
`ARREARS_SIDECAR_API_KEY`, or from the file that `odoo.api_key_file` names. The same goes for the
password of an SSH server: `ARREARS_SIDECAR_SFTP_PASSWORD_<NAME>`, or `sftp.password_file`.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .declaration import Table
from .errors import ConfigError
from .hours import ALWAYS, Hours, hours_of
from .ssh import SftpSettings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEY_VARIABLE = "ARREARS_SIDECAR_API_KEY"
PASSWORD_VARIABLE = "ARREARS_SIDECAR_SFTP_PASSWORD_"
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
    key_file: Path | None = None

    @property
    def address(self) -> str:
        """The address as a person writes it."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One bank channel or statement source this sidecar serves. No `profile` means: detect.

    :param folder: on this machine, or on the SSH server that `sftp` names.
    :param hours: when a request may be put into the outbox.
    """

    code: str
    folder: Path
    profile: str
    sftp: str = ""
    hours: Hours = ALWAYS


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
    root: Path
    servers: Mapping[str, SftpSettings]


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
    timezone = exchange.take("timezone", str, "Asia/Shanghai")
    servers = _servers(table.tables("sftp"), base, environment)
    inlets = _Inlets(base, servers, timezone)
    config = Config(
        name=sidecar.take("name", str, "sidecar"),
        log_form=sidecar.choice("log", ("text", "json"), "text"),
        page_size=_positive(sidecar, "page_size", 1000),
        odoo=_odoo(table.table("odoo"), base, environment),
        channels=inlets.read(table.tables("channel"), root),
        statements=inlets.read(table.tables("statement"), root / "statements"),
        settle_seconds=float(exchange.take("settle_seconds", float, 2.0)),
        max_bytes=_positive(exchange, "max_bytes", 20_000_000),
        profiles=base / profiles if profiles else None,
        every_seconds=_schedule(table.table("schedule", {})),
        root=root,
        servers=servers,
    )
    for part in (sidecar, exchange, table):
        part.done()
    _check_folders(config)
    return config


def _check_folders(config: Config) -> None:
    """Answers and statements never share a folder: each would claim the other's files."""
    channels = {(one.sftp, one.folder) for one in config.channels}
    shared = next((one for one in config.statements if (one.sftp, one.folder) in channels), None)
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
        key_file=base / key_file if key_file and not environment.get(KEY_VARIABLE) else None,
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
            key = _secret_of("odoo.api_key_file", file)
        if not key:
            cure = "Make one in Odoo: Arrears › Configuration › Connect a sidecar"
            raise ConfigError("odoo.api_key_file", f"there is no API key in {place}", cure)
        return key

    return read


class _Inlets:
    """Reads the `[[channel]]` and `[[statement]]` tables."""

    def __init__(self, base: Path, servers: Mapping[str, SftpSettings], timezone: str) -> None:
        self._base = base
        self._servers = servers
        self._timezone = timezone

    def read(self, tables: list[Table], root: Path) -> tuple[ChannelSettings, ...]:
        """All tables of a kind. No two may share a code or a folder."""
        found: list[ChannelSettings] = []
        for table in tables:
            one = self._one(table, root)
            table.done()
            if any(o.code == one.code or (o.sftp, o.folder) == (one.sftp, one.folder)
                   for o in found):  # fmt: skip
                raise ConfigError(
                    table.path("code"),
                    f"code {one.code!r} or its folder stands twice",
                    "Remove one",
                )
            found.append(one)
        return tuple(found)

    def _one(self, table: Table, root: Path) -> ChannelSettings:
        """One table; `folder` is a path of the server where `sftp` names one."""
        code = table.take("code", str)
        folder = table.take("folder", str, "")
        sftp = table.take("sftp", str, "")
        if not code or (not folder and set(code) & set("/\\\0")) or code.startswith("."):
            raise ConfigError(
                table.path("code"), f"{code!r} cannot be a folder's name", "Give `folder` as well"
            )
        if sftp and sftp not in self._servers:
            known = ", ".join(self._servers) or "none"
            raise ConfigError(
                table.path("sftp"), f"there is no [[sftp]] {sftp!r}", f"Use one of: {known}"
            )
        if sftp and not folder:
            raise ConfigError(
                table.path("folder"), "it is missing", "Name the folder on the server"
            )
        base = Path() if sftp else self._base
        return ChannelSettings(
            code=code,
            folder=base / folder if folder else root / code,
            profile=table.take("profile", str, ""),
            sftp=sftp,
            hours=hours_of(table, self._timezone),
        )


def _servers(
    tables: list[Table], base: Path, environment: Mapping[str, str]
) -> dict[str, SftpSettings]:
    """The `[[sftp]]` tables by name."""
    servers: dict[str, SftpSettings] = {}
    for table in tables:
        name = table.take("name", str)
        if not name.isidentifier() or name in servers:
            cause = f"{name!r} stands twice or is no plain word"
            raise ConfigError(table.path("name"), cause, "Use letters, digits and _")
        key, password = table.take("key_file", str, ""), table.take("password_file", str, "")
        variable = f"{PASSWORD_VARIABLE}{name.upper()}"
        servers[name] = SftpSettings(
            name=name,
            host=table.take("host", str),
            port=_positive(table, "port", 22),
            user=table.take("user", str),
            known_hosts=base / table.take("known_hosts", str),
            key_file=base / key if key else None,
            password_file=base / password if password else None,
            read_password=_password_reader(
                environment, variable, base / password if password else None, needed=not key
            ),
            timeout_seconds=float(table.take("timeout_seconds", float, 30.0)),
        )
        table.done()
    return servers


def _password_reader(
    environment: Mapping[str, str], variable: str, file: Path | None, *, needed: bool
) -> Callable[[], str]:
    """What reads the password of an SSH server, or the pass phrase of a key."""

    def read() -> str:
        found = environment.get(variable, "")
        if not found and file is not None:
            found = _secret_of("sftp.password_file", file)
        if not found and needed:
            cure = f"Set {variable}, or name a key_file or password_file"
            raise ConfigError("sftp", "there is neither key nor password", cure)
        return found

    return read


def _secret_of(key: str, file: Path) -> str:
    """The secret that stands alone in a file."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        cause = f"{file} cannot be read ({error.strerror})"
        raise ConfigError(key, cause, "Mend path or rights") from error


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
