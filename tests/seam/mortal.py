"""An Odoo with workers of its own and its PostgreSQL, both of which can be shot."""

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg2

from tools import background, odoo_server
from tools.postgres_apart import PostgresApart
from tools.runtime import Runtime

ODOO, POSTGRES = "odoo", "postgres"
WORKERS = 2
"""Workers are processes, as in a firm: Odoo replaces one that dies, and ends when the database is
away, so that a service manager starts it again."""


@dataclass
class Mortals:
    """Both servers on one database; `start` begins, `end` ends.

    :param postgres: the server behind, running.
    """

    runtime: Runtime
    postgres: PostgresApart
    database: str
    port: int = field(default_factory=odoo_server.free_port)
    _odoo: subprocess.Popen | None = None
    _eye: "psycopg2.extensions.connection | None" = None

    def start(self) -> None:
        """Start Odoo with its scheduled actions, and wait until it answers."""
        server, process = odoo_server.launch(
            self.runtime, self.database, crons=1, port=self.port, workers=WORKERS
        )
        self._odoo = process
        odoo_server.until_it_answers(server, lambda: process.poll() is None)

    def end(self) -> None:
        """Stop Odoo, and look no more."""
        self._close_eye()
        if self._odoo:
            background.end_group(self._odoo.pid)
            self._odoo = None

    def shoot(self, victim: str) -> None:
        """kill -9 of Odoo with all its workers, or the power cut for PostgreSQL."""
        if victim == ODOO:
            assert self._odoo
            self._kill_group(self._odoo)
        else:
            self.postgres.crash()

    def revive(self, victim: str) -> None:
        """Start again what was shot. Odoo is left alone when only its database was away."""
        if victim == POSTGRES:
            self._close_eye()
            self.postgres.start()
        self.watch()

    def watch(self) -> bool:
        """What a service manager does: start Odoo when it has ended. Tells whether it had to."""
        if self._odoo is None or self._odoo.poll() is None:
            return False
        self._kill_group(self._odoo)
        self.start()
        return True

    def look(self, statement: str, *values: object) -> list[tuple]:
        """Rows of a statement, seen from beside; nothing while the database is away."""
        try:
            if self._eye is None:
                where = self.postgres.server
                self._eye = psycopg2.connect(
                    host=where.host, port=where.port, user=where.user, dbname=self.database
                )
                self._eye.autocommit = True
            with self._eye.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall()
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            self._close_eye()
            return []

    def writers(self) -> int:
        """Transactions of others that have begun to write or to lock."""
        (row,) = self.look(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
        ) or [(0,)]
        return row[0]

    @staticmethod
    def _kill_group(process: subprocess.Popen) -> None:
        """Odoo and what is left of its workers."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _close_eye(self) -> None:
        if self._eye is not None:
            with suppress(psycopg2.Error):
                self._eye.close()
            self._eye = None
