"""`./dev demo`: a property firm in Odoo, the sidecar, a bank and a mailbox, and one whole turn.

--stop ends its programs · --reset makes everything anew · started again, it runs the turn again
and shows that nothing changed.
"""

import argparse
import shutil

from tools import demo_figures, demo_people, demo_servers, demo_settings
from tools.demo_odoo import Session
from tools.demo_places import DemoPlaces, Ports, demo_places
from tools.demo_turn import Turn
from tools.files import lock
from tools.mailbox import Mailbox
from tools.odoo_server import OdooServer
from tools.progress import heading, say, step
from tools.runtime import Runtime


def main(runtime: Runtime, words: list[str]) -> int:
    """Run the demo; the programs go on when this command ends."""
    options = _options(words)
    places = demo_places(runtime.places)
    with lock(runtime.places.locks / "demo", "it runs the demo"):
        if options.stop:
            say("Stopped." if demo_servers.stop(runtime, places) else "Nothing was running.")
            return 0
        if options.reset:
            demo_servers.stop(runtime, places)
            shutil.rmtree(places.root, ignore_errors=True)
            places = demo_places(runtime.places)
        demo_servers.hand_out_key(places)
        heading("The firm")
        if options.reset or not demo_servers.is_built(runtime, places):
            demo_servers.stop(runtime, places)
            demo_servers.build(runtime, places)
        demo_servers.update_if_changed(runtime, places)
        return _show(runtime, places)


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__)
    parser.add_argument("--stop", action="store_true", help="stop the demo's programs")
    parser.add_argument("--reset", action="store_true", help="make the firm anew")
    parser.add_argument("--again", action="store_true", help="run the turn again (as without it)")
    return parser.parse_args(words)


def _show(runtime: Runtime, places: DemoPlaces) -> int:
    """Start the programs, run the turn, and say what it did and where to look."""
    ports, mailbox = places.ports(), Mailbox(places.mailbox)
    demo_servers.start_mailbox(runtime, places, ports)
    server = demo_servers.start_odoo(runtime, places, ports)
    admin = Session(server.url, server.database, "admin", "admin")
    demo_settings.settle_in(admin, ports, server)
    before = demo_figures.take(admin, mailbox)
    with step("Starting the sidecar"):
        demo_servers.start_sidecar(runtime, places, server)
    heading("One whole turn")
    turn = Turn(runtime, places, server)
    turn.run()
    after = demo_figures.take(admin, mailbox)
    heading("What the turn did")
    for line in demo_figures.table(before, after):
        say(line)
    _say_tie_out(turn.tie_out)
    if before == after:
        say("Nothing changed: everything had been done already.")
    _say_where(admin, server, ports, runtime)
    return 0


def _say_tie_out(found: dict) -> None:
    say(
        f"Tie-out of {found['date']}: ledger ¥{found['ledger_balance']:,.2f}, explained "
        f"¥{found['explained']:,.2f}, unexplained ¥{found['unexplained']:,.2f}, "
        f"receivables off {found['lines_off_count']}"
    )


def _say_where(admin: Session, server: OdooServer, ports: Ports, runtime: Runtime) -> None:
    heading("Debtors of every kind")
    rows = list(demo_people.debtors(admin))
    for line in demo_figures.aligned(rows):
        say(line)
    heading("Look around")
    say(f"Odoo       {server.url}/odoo   (database {server.database})")
    say(f"What left  http://127.0.0.1:{ports.page}")
    say(f"Logs       {runtime.places.logs}")
    for login, what in demo_people.LOGINS:
        say(f"  {login:<20}{what}")
    say("Odoo, the sidecar and the mailbox go on running; ./dev demo --stop ends them.")
