"""A thousand debits and their answer, on a PostgreSQL of their own, with a gun at both servers.

Odoo runs as in production, with workers, a clock and a service manager that starts it again:
without workers the clock of its scheduled actions ends with the first connection it loses, and Odoo
goes on without it. The sidecar runs as a service and is left alone: it has to find back by itself.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from live import FOLDER_CHANNEL, Live
from shots import Shot, watching
from thousand_books import Books, books_of

from arrears_sidecar.profiles.registry import BUILT_IN
from bench.debit_books import outcomes
from tools import background, databases, odoo_server
from tools.bank_simulator import BankSimulator, Row, answer_row, read_request, written
from tools.odoo_server import OdooServer
from tools.postgres_apart import ServerApart

RETURNING = "seam_returns"
PATIENCE = 180.0
# The bank says nothing of these places of the batch, from 1.
SILENT = (7, 211, 433, 655, 877)
# Of the earlier batch the bank takes these back, the last one in part.
TAKEN_BACK, CODES = 6, ("AM04", "AC04", "MD06")
WORDS = {"account": "closed"}

RETURN = """
<Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><ValDt><Dt>{day}</Dt></ValDt>
<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy="CNY">{amount}</Amt>
<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>"""
REPORT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
    "<Ntfctn>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n"
)
SETTINGS = """
[odoo]
url = "http://127.0.0.1:{port}"
database = "{database}"
login = "{login}"
api_key_file = "key"
[sidecar]
name = "thousand"
page_size = 50
[exchange]
settle_seconds = 0
profiles = "profiles"
[schedule]
import_seconds = 1
[[channel]]
code = "{channel}"
[[channel]]
code = "{returning}"
"""


class ThousandLive(Live):
    """The same Odoo, sidecar and folders; with two channels, and a database no crash may harm."""

    def start_over(self, folder: Path) -> None:
        """The first moment again. What PostgreSQL has confirmed is on the disk.

        A sequence writes ahead in the log once for 32 numbers. Its copy believes that this was
        done, and after a crash goes back to where it was copied, unless a checkpoint lies between:
        a database is older than its last checkpoint, but for this one.
        """
        databases.copy(self.runtime, self.scene, self.running, throwaway=False)
        self.runtime.server.query("CHECKPOINT", user="postgres")
        self.folder = folder
        folder.mkdir(parents=True)
        self.__dict__.pop("admin", None)
        self.write_settings()

    def write_settings(self, **_odoo: object) -> Path:
        """Settings with both channels, and a layout for returns in the firm's currency."""
        key = self.folder / "key"
        key.touch(0o600)
        key.write_text(self.known["key"])
        profiles = self.folder / "profiles"
        profiles.mkdir()
        sepa = (BUILT_IN / "sepa_core.toml").read_text("utf-8")
        own = sepa.replace('"sepa_core"', f'"{RETURNING}"').replace('"EUR"', '"CNY"')
        (profiles / f"{RETURNING}.toml").write_text(own, "utf-8")
        path = self.folder / "sidecar.toml"
        path.write_text(
            SETTINGS.format(
                port=self.port,
                database=self.running,
                login=self.known["login"],
                channel=FOLDER_CHANNEL,
                returning=RETURNING,
            )
        )
        return path


@dataclass
class Thousand:
    """The world of the test: `turn` makes it anew, answers, shoots, and waits until all is done."""

    live: ThousandLive
    apart: ServerApart
    request: bytes = b""

    @property
    def answer_name(self) -> str:
        """The bank's answer to the thousand."""
        return f"{self.live.known['batch']}_R1.txt"

    def hand_in(self, folder: Path) -> None:
        """Let the sidecar make the request, once for all turns; the scene is then `exported`."""
        live = self.live
        live.start_over(folder)
        with self._odoo():
            ended = live.command("once", "export")
        assert ended.code == 0, ended.output
        (path,) = live.bank.collect()
        self.request = path.read_bytes()
        databases.copy(live.runtime, live.running, live.scene, throwaway=False)

    def turn(self, folder: Path, shot: Shot | None = None) -> Books:
        """Both answers come in and are booked, with a shot on the way; gives the books."""
        live = self.live
        live.start_over(folder)
        self._deliver()
        with Kept(self._odoo) as odoo, self._service():
            if shot:
                self._fire(shot, odoo)
            self._wait_until_booked(f"{shot}" if shot else "undisturbed", odoo)
            live.admin.execute_kw("ir.cron", "method_direct_trigger", [[live.known["judge"]]])
        return books_of(live)

    # The bank

    def rows(self) -> list[Row]:
        """The bank's answer to the thousand: every outcome there is, and silence about some."""
        return [
            answer_row(request, _what(place), self.live.day - timedelta(days=place % 2))
            for place, request in enumerate(read_request(self.request), start=1)
            if place not in SILENT
        ]

    def _deliver(self) -> None:
        """The answer to the thousand, and a report of money taken back of the earlier batch."""
        self.live.bank.deliver(self.answer_name, written(self.rows()))
        returning = BankSimulator(self.live.folder / "exchange" / RETURNING, self.live.day)
        returning.deliver("returns.xml", self._report().encode())

    def _report(self) -> str:
        taken = self.live.known["collected"][:TAKEN_BACK]
        entries = [
            RETURN.format(
                reference=reference,
                amount=f"{(fen // 2 if number == TAKEN_BACK else fen) / 100:.2f}",
                day=self.live.known["today"],
                code=CODES[number % len(CODES)],
            )
            for number, (reference, fen) in enumerate(taken, start=1)
        ]
        return REPORT.format(entries="".join(entries))

    # The servers

    def _odoo(self) -> AbstractContextManager[OdooServer]:
        """Odoo as in production: processes for requests, and one for the clock."""
        live = self.live
        return odoo_server.running(live.runtime, live.running, port=live.port, crons=1, workers=2)

    @contextmanager
    def _service(self) -> Iterator[subprocess.Popen]:
        """The sidecar as a service manager runs it; it is told to stop at the end."""
        with (self.live.folder / "log").open("wb") as log:
            process = subprocess.Popen(self.live.script("run"), stderr=log, env=os.environ)
            try:
                yield process
                assert process.poll() is None, "the sidecar did not live through it"
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)

    def _fire(self, shot: Shot, odoo: "Kept") -> None:
        """Wait for the moment, kill -9, and see that it came in the middle."""
        with watching(self.apart.server, self.live.running) as watch:
            watch.wait_for(shot, self.answer_name)
            if shot.target == "Odoo":
                odoo.kill()
            else:
                self.apart.kill()
        if shot.target == "PostgreSQL":
            time.sleep(1.5)  # Odoo and the sidecar knock at a closed door meanwhile
            self.apart.start()
        self._check_middle(shot)

    def _check_middle(self, shot: Shot) -> None:
        """A shot after the last commit would prove nothing."""
        (file,) = self.live.query(
            f"SELECT state FROM arrears_bank_file WHERE name = '{self.answer_name}'"
        )
        wanted = {"staging": ("received", "staged"), "booking": ("sealed",)}[shot.work]
        assert file["state"] in wanted, f"{shot}: too late, the answer is {file['state']}"

    def _wait_until_booked(self, told: str, odoo: "Kept") -> None:
        """Until both answers are booked. Odoo looks by itself once a minute; a notice such as any
        new work gives it spares the test that minute, and starts nothing that was not asked for."""
        live, until = self.live, time.monotonic() + PATIENCE
        notice = f"SELECT pg_notify('cron_trigger', '{live.running}')"
        while True:
            odoo.look()
            files = live.query(
                "SELECT name, state, booking_error, error_code FROM arrears_bank_file"
                " WHERE direction = 'in'"
            )
            if len(files) == 3 and {file["state"] for file in files} == {"booked"}:
                return
            assert not any(file["state"] == "quarantined" for file in files), (told, files)
            assert time.monotonic() < until, f"{told}: never booked: {files}"
            live.runtime.server.query(notice)
            time.sleep(0.5)


class Kept(AbstractContextManager):
    """Odoo under a service manager: once it has ended it is started again.

    With workers it ends by itself when it loses the database.
    """

    def __init__(self, start: Callable[[], AbstractContextManager[OdooServer]]) -> None:
        self._start = start
        self._stack = ExitStack()
        self._process = 0

    def __enter__(self) -> "Kept":
        self._process = self._stack.enter_context(self._start()).process
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def kill(self) -> None:
        """kill -9 of all its processes."""
        os.killpg(self._process, signal.SIGKILL)
        background.end_group(self._process)

    def look(self) -> None:
        """Start it again if it has ended."""
        with suppress(ChildProcessError):  # it ended, and somebody has heard of it
            if os.waitpid(self._process, os.WNOHANG) == (0, 0):
                return
        background.end_group(self._process)
        self.__enter__()


def _what(place: int) -> str:
    """What the bank does with the row at a place."""
    told = outcomes()[place - 1]
    return WORDS.get(told, told)
