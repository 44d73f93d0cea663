"""The main job, done on the demo firm by its people, the sidecar and the bank.

Every step can be repeated: the second time it finds its work done.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from tools import demo_servers
from tools.bank_simulator import BankSimulator
from tools.demo_odoo import OdooRefused, Session
from tools.demo_places import DemoPlaces
from tools.failure import Failure
from tools.odoo_server import OdooServer
from tools.progress import say, step
from tools.runtime import Runtime

CHANNEL = "ccb"
ESTATE = "YX"
PATIENCE = 90.0
CRON = "property_arrears.cron_"


class Turn:
    """The steps of the turn, with the people who take them."""

    def __init__(self, runtime: Runtime, places: DemoPlaces, server: OdooServer) -> None:
        self._runtime = runtime
        self._places = places
        self._server = server
        self._admin = self.person("admin", "admin")
        self._treasurer = self.person("treasurer")
        self._manager = self.person("manager")
        self._bank = BankSimulator(places.exchange / CHANNEL, date.today())
        self.tie_out: dict[str, Any] = {}

    def person(self, login: str, password: str = "demo") -> Session:
        """Somebody at the firm, logged in."""
        return Session(self._server.url, self._server.database, login, password)

    def run(self) -> None:
        """The whole turn, in the order of a working day."""
        for title, work in (
            ("Charges and cards are brought up to the ledger (scheduled action)", self._refresh),
            ("The treasurer prepares a debit batch, the manager approves it", self._debit_batch),
            ("The manager previews escalation and switches it on for one estate", self._switch_on),
            ("The nightly run decides the next steps; reminders leave (scheduled)", self._nightly),
            ("The bank answers; the sidecar stages, Odoo's job books", self._bank_answers),
            ("The month's bank statement is read; the accountant claims", self._statement),
            ("The sidecar finds who paid on time and asks for their rewards", self._rewards),
            ("The next bills are posted, with the rewards on them", self._next_bills),
            ("The sidecar applies the approved hardship waiver", self._waivers),
            ("The accountant ties out with the ledger", self._tie_out),
        ):
            with step(title):
                work()

    # Steps

    def _refresh(self) -> None:
        self._admin.run_cron(f"{CRON}refresh")

    def _debit_batch(self) -> None:
        [channel] = self._treasurer.find("arrears.bank.channel", [["code", "=", CHANNEL]], [])
        batches = "arrears.debit.batch"
        [batch] = self._treasurer.call(batches, "create", [{"channel_id": channel["id"]}])
        self._treasurer.call(batches, "action_collect_lines", [batch])
        [found] = self._treasurer.call(
            batches, "read", [batch], ["name", "line_count", "omission_count"]
        )
        if not found["line_count"]:
            say(f"  nothing to collect ({found['omission_count']} left out): the draft is deleted")
            self._treasurer.call(batches, "unlink", [batch])
            return
        say(f"  {found['name']}: {found['line_count']} instructions")
        self._manager.call(batches, "action_approve", [batch])
        self._wait_for(batches, batch, ("exported",), "the sidecar to make the bank's file")
        self._treasurer.call(batches, "action_hand_in", [batch])

    def _switch_on(self) -> None:
        [estate] = self._manager.find(
            "arrears.estate", [["code", "=", ESTATE]], ["name", "escalation_enabled"]
        )
        if estate["escalation_enabled"]:
            say(f"  {estate['name']} is switched on already")
            return
        action = self._manager.call("arrears.estate", "action_preview_first_run", [estate["id"]])
        self._say_run(action["res_id"], "preview")
        self._manager.call("arrears.estate", "action_switch_on", [estate["id"]])

    def _nightly(self) -> None:
        self._admin.run_cron(f"{CRON}arrears_run")
        [run] = self._admin.find("arrears.run", [["nightly", "=", True]], [], limit=1)
        self._say_run(run["id"], "run")
        self._admin.run_cron(f"{CRON}arrears_send")

    def _say_run(self, number: int, what: str) -> None:
        counts = {
            "case_count": "cards",
            "message_count": "messages",
            "task_count": "tasks",
            "waiting_count": "waiting",
            "stopped_count": "stopped",
        }
        [run] = self._admin.call("arrears.run", "read", [number], list(counts))
        said = ", ".join(f"{run[name]} {words}" for name, words in counts.items())
        say(f"  {what}: {said}")

    def _bank_answers(self) -> None:
        answers = self._bank.answer_all()
        for answer in answers:
            file = self._file_of(answer.name)
            say(f"  {answer.name}: staged and sealed")
            self._book()
            self._wait_for("arrears.bank.file", file, ("booked",), "the answer to be booked")
        if not answers:
            say("  nothing is at the bank")

    def _file_of(self, name: str) -> int:
        """The number of an answer in Odoo, once the sidecar has sealed it."""

        def sealed() -> int | None:
            domain = [["name", "=", name], ["direction", "=", "in"]]
            for file in self._admin.find("arrears.bank.file", domain, ["state", "error_message"]):
                if file["state"] == "quarantined":
                    raise Failure(f"{name} was set aside: {file['error_message']}")
                if file["state"] in ("sealed", "booked"):
                    return file["id"]
            return None

        return self._wait(sealed, "the sidecar to read the bank's answer")

    def _book(self, job: str = "book_sealed_files") -> None:
        """Run a job of Odoo's; Odoo's own scheduler may be at it already."""
        try:
            self._admin.run_cron(f"{CRON}{job}")
        except OdooRefused as refusal:
            say(f"  (Odoo's scheduler is at it: {refusal.cause})")

    def _statement(self) -> None:
        """From the bank's file to claims; once a firm."""
        folder = self._places.exchange / "statements"
        demo_servers.shell(self._runtime, self._places, f"write_statement(env, {str(folder)!r})")
        if not any(folder.rglob("*.xlsx")):
            say("  this firm was made before it had statements: ./dev demo --reset")
            return
        self._wait(lambda: self._read_statements() or None, "the sidecar to read the statement")
        self._book("book_statements")
        for file in self._read_statements():
            self._wait_for("arrears.statement.file", file, ("booked",), "its movements")
        self._book("claim_propose")
        demo_servers.shell(self._runtime, self._places, "claim_month(env)")

    def _read_statements(self) -> list[int]:
        """Statements that the sidecar has read; one that was set aside stops the turn."""
        found = self._admin.find("arrears.statement.file", [], ["name", "state", "error_message"])
        for file in found:
            if file["state"] == "quarantined":
                raise Failure(f"{file['name']} was set aside: {file['error_message']}")
        return [file["id"] for file in found if file["state"] in ("sealed", "booked")]

    def _rewards(self) -> None:
        demo_servers.once(self._runtime, self._places, "incentives")

    def _next_bills(self) -> None:
        demo_servers.shell(self._runtime, self._places, "bill_ahead(env)")
        # Money in advance that was claimed pays the new bills, and may earn a reward at once.
        self._rewards()

    def _waivers(self) -> None:
        demo_servers.once(self._runtime, self._places, "waivers")

    def _tie_out(self) -> None:
        accountant = self.person("accountant")
        action = accountant.call("arrears.tie.out", "action_tie_out_now", [])
        fields = ["date", "ledger_balance", "explained", "unexplained", "lines_off_count"]
        [self.tie_out] = accountant.call("arrears.tie.out", "read", [action["res_id"]], fields)

    # Waiting

    def _wait_for(self, model: str, number: int, states: tuple[str, ...], what: str) -> None:
        def reached() -> bool:
            [found] = self._admin.call(model, "read", [number], ["state"])
            return found["state"] in states

        self._wait(reached, what)

    def _wait(self, reached: Callable[[], Any], what: str) -> Any:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = reached()
            if found:
                return found
            time.sleep(0.3)
        raise Failure(
            f"waited {PATIENCE:.0f} s for {what}",
            f"read the logs in {self._runtime.places.logs}, then ./dev demo again",
        )
