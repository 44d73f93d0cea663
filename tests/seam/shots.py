"""Moments for a kill -9, and how they are waited for in a running database."""

import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg2

from tools.postgres import DatabaseServer

PATIENCE = 120.0
# A page is staged in some hundredths of a second, an entry booked in some tenths.
LONGEST_DELAY = {"staging": 0.04, "booking": 0.4}

# What counts in each part of the work, and that a transaction has written and not yet committed.
COUNTED = {
    "staging": "SELECT count(*) FROM arrears_bank_file_row r"
    " JOIN arrears_bank_file f ON f.id = r.file_id WHERE f.name = %s",
    "booking": "SELECT count(*) FROM arrears_debit_result r"
    " JOIN arrears_bank_file f ON f.id = r.file_id WHERE f.name = %s",
}
WRITING = """
    SELECT EXISTS (SELECT FROM pg_stat_activity
                    WHERE datname = current_database() AND backend_xid IS NOT NULL
                      AND pid != pg_backend_pid())
"""


@dataclass(frozen=True)
class Shot:
    """Who is shot, and when: once so many rows of an answer are there, in the next transaction
    that has written something, some moments later."""

    target: str
    work: str
    count: int
    delay: float

    def __str__(self) -> str:
        return (
            f"{self.target} shot {self.delay:.3f} s into the transaction after row {self.count}"
            f" of {self.work}"
        )


def chosen(target: str, seed: int, number: int, rows: int, last: int) -> list[Shot]:
    """Shots at a target: the first while an answer is booked, every third while it is staged.

    :param rows: of the answer
    :param last: leave so many rows, so that none comes too late
    """
    chance = random.Random(f"{seed} {target}")
    works = ["staging" if place % 3 == 2 else "booking" for place in range(number)]
    return [
        Shot(target, work, chance.randrange(rows - last), chance.uniform(0, LONGEST_DELAY[work]))
        for work in works
    ]


@contextmanager
def watching(server: DatabaseServer, database: str) -> Iterator["Watch"]:
    """A connection of one's own, so that looking costs no process."""
    connection = psycopg2.connect(
        host=server.host, port=server.port, user=server.user, dbname=database
    )
    connection.autocommit = True
    with closing(connection):
        yield Watch(connection)


class Watch:
    """Eyes in a database."""

    def __init__(self, connection) -> None:
        self._connection = connection

    def value(self, statement: str, *values: object) -> object:
        """The one value of a statement."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()[0]

    def wait_for(self, shot: Shot, answer: str) -> None:
        """Come back at the moment of a shot.

        :param answer: name of the file whose rows count
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            done = self.value(COUNTED[shot.work], answer)
            if done >= shot.count and self.value(WRITING):
                time.sleep(shot.delay)
                return
            time.sleep(0.01)
        raise AssertionError(f"{shot}: the moment never came")
