"""Odoos that stay up and work when asked, so that two of them can do the same side by side."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tools.failure import Failure
from tools.process import environment
from tools.runtime import Runtime


@dataclass
class Asked:
    """The other end of an Odoo that is up."""

    questions: TextIO
    answers: TextIO
    log: Path

    def begin(self, work: str, **arguments: object) -> None:
        """Let it do one work in a transaction of its own."""
        self.questions.write(json.dumps([work, arguments]) + "\n")
        self.questions.flush()

    def answer(self) -> dict:
        """Wait until the work is done.

        :return: ``processor`` (seconds of Odoo and of its connection's PostgreSQL process) and
            ``queries`` it took, the commit included
        """
        line = self.answers.readline()
        if not line:
            told = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
            raise Failure(f"the work did not finish:\n{told}", "mend it")
        return json.loads(line)


def side_by_side(sides: dict[str, Asked], work: str, **arguments: object) -> dict[str, dict]:
    """All sides do one work at the same time, on the same cores; what it took each of them.

    A shared machine runs faster and slower from one minute to the next, by more than a bar of 5 %
    bears. Done after each other, two turns of one work differed by up to 13 %; sliced by the system
    in milliseconds, both sides meet the same weather.
    """
    for odoo in sides.values():
        odoo.begin(work, **arguments)
    return {name: odoo.answer() for name, odoo in sides.items()}


@contextmanager
def to_odoo(runtime: Runtime, database: str, books: str) -> Iterator[Asked]:
    """Start Odoo's shell on a database and keep it up; ``books`` is ``module:class``."""
    module, name = books.split(":")
    with tempfile.TemporaryDirectory(dir=runtime.places.state) as folder:
        questions, answers = Path(folder) / "questions", Path(folder) / "answers"
        for pipe in (questions, answers):
            os.mkfifo(pipe)
        log = Path(folder) / "log"
        script = (
            f"import {module}, bench.talk\n"
            f"bench.talk.listen(env, {module}.{name}, {str(questions)!r}, {str(answers)!r})\n"
        )
        configuration = runtime.write_configuration(database)
        command = runtime.odoo_command(configuration, "shell", "--no-http", "--log-level=error")
        path = os.pathsep.join([str(runtime.places.repository), os.environ.get("PYTHONPATH", "")])
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.PIPE,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=environment({**runtime.variables, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}),
                cwd=runtime.places.state,
            )
            process.stdin.write(script.encode())
            process.stdin.close()
            try:
                with questions.open("w") as ask, answers.open() as answered:
                    yield Asked(ask, answered, log)
            finally:
                process.wait(timeout=60)


def listen(env, books, questions, answers):
    """Inside Odoo: do what is asked, one transaction each, until the questions end."""
    with open(questions, encoding="utf-8") as asked, open(answers, "w", encoding="utf-8") as told:
        stay_on_the_same_cores(env)
        side = books(env)
        for line in asked:
            work, arguments = json.loads(line)
            env.invalidate_all()
            queries, used = env.cr.sql_log_count, processor(env)
            getattr(side, work)(**arguments)
            env.cr.flush()
            counted = env.cr.sql_log_count - queries
            env.cr.commit()
            answer = {"processor": processor(env) - used, "queries": counted}
            told.write(json.dumps(answer) + "\n")
            told.flush()


def stay_on_the_same_cores(env):
    """Each side's Odoo on one core and its PostgreSQL process on another, alike for all sides.

    Left alone, the system keeps one side on one core and the other on another, and where a core is
    shared with a neighbour that is all that the comparison shows.
    """
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[0]})
    os.sched_setaffinity(env.cr._cnx.info.backend_pid, {cores[-1]})


def processor(env):
    """Seconds of the processor that Odoo and the server process of its connection used so far."""
    return time.process_time() + _of_process(env.cr._cnx.info.backend_pid)


def _of_process(number):
    """User and system time of a process of this machine, as Linux counts it (proc(5))."""
    fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
