"""An Odoo that answers HTTP: for a test's `with` block, or left running for the demo."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import background
from tools.failure import Failure
from tools.files import write_whole
from tools.process import environment, last_lines
from tools.progress import step
from tools.runtime import Runtime

START_TIMEOUT = 120.0
DEMO_NAME = "odoo"


@dataclass(frozen=True)
class OdooServer:
    """A running server: where it answers, its database, its process and its log."""

    url: str
    port: int
    database: str
    process: int
    log: Path


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    runtime: Runtime, database: str, *, crons: int = 0, port: int = 0, **options: object
) -> Iterator[OdooServer]:
    """Run an Odoo on a database for the length of a `with` block.

    `crons` is the number of threads for scheduled actions (none by default, so that a test decides
    what runs when). `options` go to Odoo's configuration. Raises Failure when it does not answer.
    """
    port = port or free_port()
    command = _command(runtime, database, port, crons, options)
    log = runtime.places.logs / f"server-{database}-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment(runtime.variables),
            cwd=runtime.places.state,
            start_new_session=True,
        )
    server = OdooServer(f"http://127.0.0.1:{port}", port, database, process.pid, log)
    try:
        _wait(server, lambda: process.poll() is None)
        yield server
    finally:
        background.end_group(process.pid)


def start_for_demo(
    runtime: Runtime, database: str, port: int, *, crons: int = 1, **options: object
) -> OdooServer:
    """Start the demo's Odoo, or find it running; it goes on after this command ends."""
    if not background.process_of(runtime.places, DEMO_NAME):
        _refuse_taken_port(port)
    command = _command(runtime, database, port, crons, options)
    with step(f"Starting Odoo on port {port}"):
        process = background.start(runtime.places, DEMO_NAME, command, runtime.variables)
        log = background.log_of(runtime.places, DEMO_NAME)
        server = OdooServer(f"http://127.0.0.1:{port}", port, database, process, log)
        _wait(server, lambda: bool(background.process_of(runtime.places, DEMO_NAME)))
    return server


def stop_demo(runtime: Runtime) -> bool:
    """Stop the demo's Odoo; tell whether it was running."""
    return background.stop(runtime.places, DEMO_NAME)


def _command(
    runtime: Runtime, database: str, port: int, crons: int, options: dict[str, object]
) -> list[str]:
    configuration = runtime.write_configuration(
        database,
        http_port=port,
        gevent_port=free_port(),
        max_cron_threads=crons,
        **options,
    )
    command = runtime.odoo_command(configuration)
    if options.get("workers"):
        # With workers Odoo starts itself once more, by the file it was started from.
        command[1:3] = [_program(runtime)]
    return [str(part) for part in command]


def _program(runtime: Runtime) -> Path:
    """A file that starts Odoo, as its packages have one."""
    path = runtime.places.state / "programs" / "odoo"
    write_whole(path, "from odoo.cli.command import main\n\nmain()\n")
    return path


def _wait(server: OdooServer, alive) -> None:
    """Wait until the server answers with its version."""
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until:
        if not alive():
            raise background.ended_early("Odoo", server.log)
        if _answers(server):
            return
        time.sleep(0.2)
    raise Failure(f"Odoo did not answer within {START_TIMEOUT:.0f} s", f"read {server.log}")


def _answers(server: OdooServer) -> bool:
    """Whether the server answers; one that answers with an error will not get better."""
    # A proxy of the user's environment must not stand between two processes of one machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{server.url}/web/version", timeout=60) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        said = server.log.read_text(encoding="utf-8", errors="replace")
        raise Failure(
            f"Odoo answers with {error.code}:\n{last_lines(said)}", f"read {server.log}"
        ) from error
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _refuse_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Failure(
                f"port {port} is taken by another program", "end it, or choose another port"
            ) from error
