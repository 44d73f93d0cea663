"""A PostgreSQL apart from the one of this clone: a test may crash it, and harms nobody else's
databases."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from tools.failure import Failure
from tools.places import Places
from tools.postgres import (
    ROLE,
    DatabaseServer,
    cluster_of,
    ensure_role,
    find_wheel,
    start_cluster,
)
from tools.process import environment, last_lines


class PostgresApart:
    """An embedded server of its own, from `start` to `remove`. What it confirmed is on the disk.

    :param name: tells it from others of this clone
    """

    def __init__(self, places: Places, python: Path, name: str) -> None:
        wheel = find_wheel(python)
        self._cluster = cluster_of(places, wheel, name)
        sockets = str(self._cluster.sockets)
        self.server = DatabaseServer(sockets, "5432", ROLE, wheel / "bin", embedded=True)

    def start(self) -> None:
        """Make it if it is not there, and start it; after a crash it recovers first."""
        start_cluster(self._cluster)
        ensure_role(self.server)

    def crash(self) -> None:
        """End it as a power cut would: nothing is written any more, all connections break."""
        self._cluster.run("pg_ctl", "-D", self._cluster.data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """End it, if it runs, and throw its files away."""
        with suppress(Failure):  # it does not run
            self.crash()
        shutil.rmtree(self._cluster.data, ignore_errors=True)
        shutil.rmtree(self._cluster.sockets, ignore_errors=True)

    def take_over(self, source: DatabaseServer, database: str, name: str) -> None:
        """Make `name` here a copy of a database of another server."""
        self.server.create(name)
        programs = self.server.programs
        dump = [programs / "pg_dump", "--format=custom", "--compress=0", database]
        options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error"]
        restore = [programs / "pg_restore", *options, "--dbname", name]
        with subprocess.Popen(
            dump, stdout=subprocess.PIPE, env=environment(source.variables)
        ) as reading:
            done = subprocess.run(
                restore,
                stdin=reading.stdout,
                env=environment(self.server.variables),
                capture_output=True,
                text=True,
                check=False,
            )
        if reading.returncode or done.returncode:
            raise Failure(f"{database} was not copied:\n{last_lines(done.stderr)}", "see above")
