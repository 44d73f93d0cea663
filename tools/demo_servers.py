"""The demo's programs: the firm's database, Odoo, the mailbox and the sidecar."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from tools import background, databases, odoo_server
from tools.demo_places import DemoPlaces, Ports
from tools.failure import Failure
from tools.files import digest, write_whole
from tools.odoo_server import OdooServer
from tools.process import environment, last_lines
from tools.progress import say, step
from tools.runtime import Runtime

PARAMETER = "property_arrears.demo_firm"
SIDECAR, MAILBOX = "sidecar", "mailbox"
# An API key lives ninety days.
KEY_AGE = 80 * 24 * 3600
LOADED = {".py", ".xml", ".csv", ".po"}
COMMAND = "from odoo.addons.property_arrears.demo import command\ncommand."
SETTINGS = """# Written by ./dev demo at each start.
[odoo]
url = "{url}"
database = "{database}"
login = "arrears-sidecar"
api_key_file = "{key}"

[sidecar]
name = "{name}"

[exchange]
root = "{root}"
settle_seconds = 1
"""
CHANNEL = """
[[channel]]
code = "ccb"
profile = "ccb_batch"

[[statement]]
code = "ccb-main"

[schedule]
export_seconds = 2
import_seconds = 2
statements_seconds = 2
heartbeat_seconds = 10
"""


def hand_out_key(places: DemoPlaces) -> None:
    """Let every program that is started from here on know the key of bank accounts.

    By the environment, which stands above a configuration file: a key of the user's own must not
    get in between.
    """
    os.environ["ARREARS_ACCOUNT_KEY"] = places.account_key()


def is_built(runtime: Runtime, places: DemoPlaces) -> bool:
    """Whether the firm's database is there and whole; it is committed once, at its end."""
    found = f"SELECT 1 FROM ir_config_parameter WHERE key = '{PARAMETER}'"
    database = places.database
    return databases.has_addon(runtime, database) and bool(runtime.server.query(found, database))


def build(runtime: Runtime, places: DemoPlaces) -> None:
    """Make the firm's database anew."""
    for folder in (places.mailbox, places.exchange):
        shutil.rmtree(folder, ignore_errors=True)
    databases.create(runtime, places.database, throwaway=False)
    databases.install_addon(runtime, places.database)
    with step("Making the demo firm: two years of bills and payments (about a minute)"):
        shell(runtime, places, f"make(env, {str(places.api_key)!r})")


def update_if_changed(runtime: Runtime, places: DemoPlaces) -> None:
    """Update the addon in the firm's database when its files changed since the last start."""
    record = places.root / "addon-digest"
    now = _addon_digest(runtime.places.repository)
    if record.is_file() and record.read_text(encoding="ascii") == now:
        return
    if record.is_file():
        stop(runtime, places)
        databases.install_addon(runtime, places.database, update=True)
    write_whole(record, now)


def _addon_digest(repository: Path) -> str:
    """Changes with every file of the addon that Odoo loads."""
    folders = ("data", "engine", "i18n", "models", "reports", "security", "views", "wizards")
    files = [repository / "__manifest__.py", repository / "hooks.py"]
    for folder in folders:
        files += sorted((repository / folder).rglob("*.*"))
    contents = [path.read_bytes() for path in files if path.suffix in LOADED]
    return digest(*contents)


def shell(runtime: Runtime, places: DemoPlaces, call: str) -> list[str]:
    """Run one function of the demo package in an Odoo shell; return what it says."""
    configuration = runtime.write_configuration(places.database)
    done = subprocess.run(
        [str(part) for part in runtime.odoo_command(configuration, "shell", "--no-http")],
        input=COMMAND + call + "\n",
        capture_output=True,
        text=True,
        env=environment(runtime.variables),
        cwd=runtime.places.state,
        check=False,
    )
    log = runtime.places.logs / "demo-shell.log"
    write_whole(log, done.stdout + done.stderr)
    if done.returncode:
        raise Failure(
            f"the demo's script failed:\n{last_lines(done.stderr)}",
            f"read {log}; ./dev demo --reset",
        )
    said = [line[6:] for line in done.stdout.splitlines() if line.startswith("demo: ")]
    for line in said:
        say(f"  {line}")
    return said


def start_mailbox(runtime: Runtime, places: DemoPlaces, ports: Ports) -> None:
    """Catch letters and short messages from now on."""
    command = [
        *(runtime.python, "-m", "tools.smtp_catcher", places.mailbox),
        *("--smtp-port", str(ports.smtp), "--page-port", str(ports.page)),
    ]
    background.start(
        runtime.places,
        places.program(MAILBOX),
        command,
        runtime.variables,
        runtime.places.repository,
    )


def start_odoo(runtime: Runtime, places: DemoPlaces, ports: Ports) -> OdooServer:
    """Start Odoo with one thread for scheduled actions, or find it running."""
    return odoo_server.start_for_demo(runtime, places.database, ports.odoo, crons=1)


def start_sidecar(runtime: Runtime, places: DemoPlaces, server: OdooServer) -> None:
    """Write the sidecar's settings and start it; it waits for Odoo by itself."""
    if not places.api_key.is_file() or time.time() - places.api_key.stat().st_mtime > KEY_AGE:
        shell(runtime, places, f"renew_key(env, {str(places.api_key)!r}); env.cr.commit()")
    _write_settings(places, server)
    command = [_sidecar(runtime), "run", "--config", places.settings]
    background.start(runtime.places, places.program(SIDECAR), command, runtime.variables)


def once(runtime: Runtime, places: DemoPlaces, job: str) -> None:
    """Run one job of the sidecar in a process of its own, beside the one that keeps running."""
    command = [_sidecar(runtime), "once", job, "--config", places.jobs_settings]
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        env=environment(runtime.variables),
        cwd=runtime.places.state,
        check=False,
    )
    if done.returncode:
        raise Failure(
            f"the sidecar's job {job} failed:\n{last_lines(done.stdout + done.stderr)}",
            "mend what it names, and repeat ./dev demo",
        )


def stop_sidecar(runtime: Runtime, places: DemoPlaces) -> bool:
    """Stop the sidecar; tell whether it was running."""
    return background.stop(runtime.places, places.program(SIDECAR))


def stop(runtime: Runtime, places: DemoPlaces) -> bool:
    """Stop the demo's programs; tell whether any was running."""
    sidecar = stop_sidecar(runtime, places)
    odoo = odoo_server.stop_demo(runtime)
    return background.stop(runtime.places, places.program(MAILBOX)) or odoo or sidecar


def _write_settings(places: DemoPlaces, server: OdooServer) -> None:
    common = {"url": server.url, "database": places.database, "key": places.api_key}
    main = SETTINGS.format(**common, name="demo", root=places.exchange)
    jobs = SETTINGS.format(**common, name="demo-jobs", root=places.exchange / "none")
    write_whole(places.settings, main + CHANNEL)
    write_whole(places.jobs_settings, jobs)


def _sidecar(runtime: Runtime) -> Path:
    return runtime.python.parent / "arrears-sidecar"
