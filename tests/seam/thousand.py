"""The story of a thousand debits: two answers that overlap, then returns; with accidents or not.

The sidecar runs as a service, Odoo's own job books, and nobody helps: what was shot is started
again, that is all. Each answer comes once the one before it is booked, as on different days, so
that two lives of the story can be compared to the last journal item.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from cutting import LosingDoor
from live import BOOKS, FOLDER_CHANNEL, Live
from mortal import Mortals

from arrears_sidecar import profiles
from tools.bank_simulator import ENCODING, Row, yuan

PAGE = 50
PATIENCE = 600
FIRST_UNTIL, SECOND_FROM = 650, 500
"""The first answer has the instructions before the one, the second those from the other on."""
FAILURES = {
    3: ("失败", "余额不足"),
    5: ("失败", "超限额"),
    7: ("失败", "账户已销户"),
    9: ("失败", "未签约"),
    11: ("失败", "客户拒付"),
    13: ("失败", "客户已死亡"),
    15: ("失败", "重复提交"),
    19: ("失败", "系统异常"),
}
"""Number of the instruction modulo 20 → a failure of each class."""
PARTIAL, UNKNOWN = 2, 4
RETURNED = {41: "AM04", 50: "AC04", 81: "MD06"}
"""Number modulo 100 → why the bank takes the money back, three weeks or so later."""

STAGING, SEALING, BOOKING = "staging", "sealing", "booking"


@dataclass(frozen=True)
class Blow:
    """Where the plug is pulled.

    :param file: 0, 1 are the answers, 2 the returns.
    :param moment: while rows arrive, between the last row and the seal, or while Odoo books.
    :param at: at which page (staging), or after how many booked rows (booking).
    :param victim: which server.
    :param when: before, within or after the call (staging and sealing).
    """

    file: int
    moment: str
    at: int
    victim: str
    when: str = "within"


@dataclass
class Struck:
    """A blow that fell, and what stood in the database at that moment."""

    blow: Blow
    state: str
    staged: int
    booked: int
    writers: int


def words_of(number: int, again: bool) -> tuple[str, str]:
    """The bank's words for an instruction; what was unclear is clear the second time."""
    kind = number % 20
    if kind == UNKNOWN and not again:
        return "处理中", "X99"
    if kind == PARTIAL:
        return "部分成功", "余额不足"
    return FAILURES.get(kind, ("成功", ""))


def taken(number: int, amount: int, again: bool) -> int:
    """How much the bank took, in fen."""
    result, _reason = words_of(number, again)
    return {"成功": amount, "部分成功": amount // 2}.get(result, 0)


@dataclass
class Bank:
    """What the bank writes about the instructions of the scene."""

    known: dict[str, Any]

    @property
    def today(self) -> date:
        """The day of the last answer."""
        return date.fromisoformat(self.known["today"])

    def files(self) -> list[tuple[str, bytes]]:
        """The three files by name, in the order in which they come."""
        batch, count = self.known["batch"], len(self.known["instructions"])
        return [
            (f"{batch}_R1.txt", self._answer(range(min(FIRST_UNTIL, count)), again=False)),
            (f"{batch}_R2.txt", self._answer(range(SECOND_FROM, count), again=True)),
            ("returns.xml", self._returns()),
        ]

    def _answer(self, numbers: range, again: bool) -> bytes:
        rows = [self._row(line, number, again) for line, number in enumerate(numbers, start=1)]
        return "".join(f"{row.line()}\r\n" for row in rows).encode(ENCODING)

    def _row(self, line: int, number: int, again: bool) -> Row:
        asked = self.known["instructions"][number]
        cells = [str(line), f"622700{number:013d}", f"业主{number + 1:04d}", yuan(asked["amount"]),
                 "0", "", "", "", asked["reference"], "物业费", ""]  # fmt: skip
        settled = taken(number, asked["amount"], again)
        # Of a row that repeats the first answer the day is that of the first.
        day = self.today - timedelta(
            days=number < FIRST_UNTIL and not (again and self._new(number))
        )
        told = day.strftime("%Y%m%d") if settled else ""
        return Row(tuple(cells), yuan(settled), told, *words_of(number, again))

    def _new(self, number: int) -> bool:
        """Whether the second answer says something else than the first."""
        return words_of(number, True) != words_of(number, False)

    def _returns(self) -> bytes:
        """A notification of what comes back, in the ISO form."""
        details = "".join(
            f"<TxDtls><Refs><EndToEndId>{one['reference']}</EndToEndId></Refs><AmtDtls><InstdAmt>"
            f'<Amt Ccy="CNY">{yuan(one["amount"])}</Amt></InstdAmt></AmtDtls>'
            f"<RtrInf><Rsn><Cd>{RETURNED[number % 100]}</Cd></Rsn></RtrInf></TxDtls>"
            for number, one in enumerate(self.known["instructions"])
            if number % 100 in RETURNED
        )
        return (
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">'
            '<BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><Amt Ccy="CNY">1.00</Amt>'
            f"<CdtDbtInd>DBIT</CdtDbtInd><ValDt><Dt>{self.today}</Dt></ValDt>"
            f"<NtryDtls>{details}</NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
        ).encode()


@dataclass
class Story:
    """One life of the story on a database of its own."""

    live: Live
    servers: Mortals
    folder: Path
    struck: list[Struck] = field(default_factory=list)
    restarts: int = 0
    door: LosingDoor | None = None
    _falling: list[Blow] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _one_at_a_time: Lock = field(default_factory=Lock)

    def live_through(self, blows: list[Blow]) -> None:
        """From the first answer to the last booking."""
        self.folder.mkdir(parents=True)
        self.servers.start()
        self.door = LosingDoor(self.servers.port)
        self.door.is_away = lambda: bool(self._falling)
        try:
            files = Bank(self.live.known).files()
            self._names = [name for name, _content in files]
            with self._sidecar("ccb_batch"):
                for number in (0, 1):
                    self._carry(number, *files[number], blows)
            with self._sidecar("returns_cny"):
                self._carry(2, *files[2], blows)
        finally:
            self.door.close()
            self.servers.end()

    @contextmanager
    def _sidecar(self, profile: str) -> Iterator[None]:
        """The service, stopped gracefully at the end."""
        self._write_settings(profile)
        with open(self.folder / "log", "ab") as log:
            command = self.live.script("run")
            with subprocess.Popen(command, stderr=log, env=os.environ) as process:
                try:
                    yield
                    assert process.poll() is None, self._log()
                finally:
                    process.send_signal(signal.SIGTERM)
                    process.wait(60)
        assert process.returncode == 0, self._log()

    def _write_settings(self, profile: str) -> None:
        """Settings of the service; the layout of returns is the SEPA one in another currency."""
        assert self.door
        key = self.folder / "key"
        key.touch(0o600)
        key.write_text(self.live.known["key"])
        layouts = self.folder / "layouts"
        layouts.mkdir(exist_ok=True)
        text = (Path(profiles.__file__).parent / "banks" / "sepa_core.toml").read_text("utf-8")
        text = text.replace('"sepa_core"', '"returns_cny"').replace('"EUR"', '"CNY"')
        (layouts / "returns_cny.toml").write_text(text, "utf-8")
        (self.folder / "sidecar.toml").write_text(
            f"[odoo]\nurl = 'http://127.0.0.1:{self.door.port}'\n"
            f"database = '{self.servers.database}'\nlogin = '{self.live.known['login']}'\n"
            f"api_key_file = 'key'\n[sidecar]\nname = 'seam'\npage_size = {PAGE}\n"
            "[exchange]\nsettle_seconds = 0\nprofiles = 'layouts'\n"
            f"[[channel]]\ncode = '{FOLDER_CHANNEL}'\nprofile = '{profile}'\n"
            "[schedule]\nimport_seconds = 1\nexport_seconds = 0\nstatements_seconds = 0\n"
            "incentives_seconds = 0\nwaivers_seconds = 0\n"
        )

    def _log(self) -> str:
        return (self.folder / "log").read_text()[-3000:]

    # One file, from the inbox to the books

    def _carry(self, number: int, name: str, content: bytes, blows: list[Blow]) -> None:
        """Deliver a file and wait until it is booked, pulling plugs on the way."""
        due = [blow for blow in blows if blow.file == number]
        for blow in due:
            self._arm(blow)
        waiting = [blow for blow in due if blow.moment == BOOKING]
        self.live.bank.deliver(name, content)
        until = time.monotonic() + PATIENCE * (1 + len(due))
        while True:
            if self._falling:
                self.servers.revive(self._falling[0].victim)
                self._falling.clear()
            elif self.servers.watch():
                self.restarts += 1
            state, _staged, booked = self._seen(name)
            if state == "booked" and not waiting:
                break
            assert time.monotonic() < until, f"{name} is {state}, {booked} booked\n{self._log()}"
            if waiting and self._is_time(waiting[0], state, booked):
                self._strike(waiting.pop(0))
            time.sleep(0.005)
        fallen = [one.blow for one in self.struck if one.blow.file == number]
        assert len(fallen) == len(due), f"of {due} fell {fallen}"

    def _is_time(self, blow: Blow, state: str, booked: int) -> bool:
        """Whether Odoo is in the middle of a transaction that books, as far as wanted."""
        if state == "booked":
            raise AssertionError(f"{blow} came too late")
        # Beside the job's own lock there is one more that writes.
        return state == "sealed" and booked >= blow.at and self.servers.writers() > 1

    def _arm(self, blow: Blow) -> None:
        """Let the door pull the plug at a call."""
        assert self.door
        method = {STAGING: "stage_rows", SEALING: "seal_file"}.get(blow.moment)
        if method:
            self.door.arm(method, blow.at, blow.when, lambda: self._strike(blow))

    def _strike(self, blow: Blow) -> None:
        """Pull the plug; when another one is out already, at the next call after it is back."""
        with self._one_at_a_time:
            if self._falling:
                self._arm(replace(blow, at=1))
                return
            state, staged, booked = self._seen(self._names[blow.file])
            self.struck.append(Struck(blow, state, staged, booked, self.servers.writers()))
            self.servers.shoot(blow.victim)
            self._falling.append(blow)

    def _seen(self, name: str) -> tuple[str, int, int]:
        """State of a file, rows that are there, rows that are booked."""
        rows = self.servers.look(
            "SELECT f.state, count(r.id), count(r.id) FILTER (WHERE r.state <> 'staged')"
            "  FROM arrears_bank_file f LEFT JOIN arrears_bank_file_row r ON r.file_id = f.id"
            " WHERE f.name = %s GROUP BY f.state",
            name,
        )
        return rows[0] if rows else ("", 0, 0)

    # What there is to compare

    def books(self) -> dict[str, list[Any]]:
        """All that counts, without ids and clocks."""
        return {name: self.live.query(text) for name, text in {**BOOKS, **MORE}.items()}

    def remove(self) -> None:
        """Its folder is of no use any more."""
        shutil.rmtree(self.folder, ignore_errors=True)


MORE = {
    "accounts": """
        SELECT a.code_store, count(*), sum(l.debit) AS debit, sum(l.credit) AS credit,
               sum(l.amount_residual) AS open
          FROM account_move_line l JOIN account_account a ON a.id = l.account_id
      GROUP BY a.id, a.code_store ORDER BY a.code_store::text""",
    "rows": """
        SELECT f.name, r.line_number, r.state, r.outcome, r.amount_settled
          FROM arrears_bank_file_row r JOIN arrears_bank_file f ON f.id = r.file_id
      ORDER BY f.name, r.line_number""",
    "splits": """
        SELECT l.reference, s.amount, s.amount_settled, s.is_open
          FROM arrears_debit_split s JOIN arrears_debit_line l ON l.id = s.line_id
      ORDER BY l.reference, s.id""",
    "excess": """
        SELECT l.reference, r.event_key, r.amount_excess, m.name
          FROM arrears_debit_result r JOIN arrears_debit_line l ON l.id = r.line_id
     LEFT JOIN account_move m ON m.id = r.move_id
      ORDER BY l.reference, r.event_key""",
    "credits": """
        SELECT p.name AS partner, l.name, l.amount_residual
          FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
         WHERE l.amount_residual < 0 ORDER BY p.name, l.name, l.amount_residual""",
    "refunds": """
        SELECT p.name AS debtor, r.state, r.reason_code, r.amount_total
          FROM arrears_refund r JOIN res_partner p ON p.id = r.debtor_id
      ORDER BY p.name, r.amount_total""",
    "promises": """
        SELECT p.name AS debtor, w.state, w.amount, w.amount_paid
          FROM arrears_promise w JOIN arrears_case k ON k.id = w.case_id
          JOIN res_partner p ON p.id = k.debtor_id ORDER BY p.name, w.id""",
    "holds": """
        SELECT p.name AS debtor, h.type, h.date_from, h.lifted_on IS NULL AS stands
          FROM arrears_hold h JOIN arrears_case k ON k.id = h.case_id
          JOIN res_partner p ON p.id = k.debtor_id ORDER BY p.name, h.type, h.id""",
    "contacts": """
        SELECT p.name AS debtor, c.state, c.channel, count(*)
          FROM arrears_contact c JOIN res_partner p ON p.id = c.debtor_id
      GROUP BY p.name, c.state, c.channel ORDER BY p.name, c.state, c.channel""",
    "people's tasks": """
        SELECT u.login, a.res_model, a.summary, count(*)
          FROM mail_activity a JOIN res_users u ON u.id = a.user_id
      GROUP BY u.login, a.res_model, a.summary ORDER BY u.login, a.res_model, a.summary""",
    "trouble": """
        SELECT name, booking_error FROM arrears_bank_file WHERE booking_error <> ''""",
}
"""What a batch of a thousand moves beyond the books of every seam test."""
