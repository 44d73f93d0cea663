"""A real Odoo, a real sidecar process and a simulated bank, put back to the start at will."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import odoorpc

from tools import databases
from tools.bank_simulator import BankSimulator
from tools.runtime import Runtime

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER_CHANNEL, BROWSER_CHANNEL = "seam_ccb", "seam_web"


@dataclass(frozen=True)
class Ended:
    """How a sidecar process ended. `operations` is 0 when it was killed."""

    code: int
    output: str
    operations: int

    @property
    def was_killed(self) -> bool:
        """Whether it was shot, not finished."""
        return self.code == -9


@dataclass
class Live:
    """One Odoo on the database `running`, which can be made anew from the database `scene`."""

    runtime: Runtime
    scene: str
    running: str
    port: int
    known: dict[str, Any]
    folder: Path

    def start_over(self, folder: Path) -> None:
        """The first moment again: books as the scene made them, empty folders."""
        databases.copy(self.runtime, self.scene, self.running)
        self.folder = folder
        folder.mkdir(parents=True)
        self.__dict__.pop("admin", None)
        self.write_settings()

    # The sidecar

    @property
    def channel_folder(self) -> Path:
        """Folders of the channel that exchanges by folder."""
        return self.folder / "exchange" / FOLDER_CHANNEL

    def write_settings(self, **odoo: Any) -> Path:
        """The sidecar's settings, with the scene's key; `odoo` replaces values of that table."""
        values = {
            "url": f"http://127.0.0.1:{self.port}",
            "database": self.running,
            "login": self.known["login"],
            "api_key_file": "key",
            "wait_seconds": 5,
            **odoo,
        }
        lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
        key = self.folder / "key"
        key.touch(0o600)
        key.write_text(self.known["key"])
        path = self.folder / "sidecar.toml"
        path.write_text(
            f"[odoo]\n{lines}\n[sidecar]\nname = 'seam'\npage_size = 2\n"
            f"[exchange]\nsettle_seconds = 0\n[[channel]]\ncode = '{FOLDER_CHANNEL}'\n"
        )
        return path

    def sidecar(self, *jobs: str, at: int = 0, when: str = "before") -> Ended:
        """Run jobs in a process with a gun at its head; `at` 0 leaves it alone."""
        count = self.folder / "count"
        count.unlink(missing_ok=True)
        command = [sys.executable, str(HERE / "launcher.py"), str(self.folder / "sidecar.toml")]
        paths = [ROOT / "sidecar" / "src", ROOT / "tests" / "sidecar"]
        ended = run(
            [*command, str(count), str(at), when, *jobs],
            PYTHONPATH=os.pathsep.join(map(str, paths)),
        )
        if ended.code == 0:
            return Ended(0, ended.output, int(count.read_text()))
        return ended

    def command(self, *words: str, **variables: str) -> Ended:
        """The sidecar's own command."""
        return run(self.script(*words), **variables)

    def script(self, *words: str) -> list[str]:
        """The command line of the sidecar with the test's settings."""
        script = Path(sys.executable).with_name("arrears-sidecar")
        return [str(script), *words, "--config", str(self.folder / "sidecar.toml")]

    # The bank and Odoo's own work

    @cached_property
    def day(self) -> date:
        """Today in Odoo."""
        return date.fromisoformat(self.known["today"])

    @property
    def bank(self) -> BankSimulator:
        """The bank behind the folder channel."""
        return BankSimulator(self.channel_folder, self.day)

    @cached_property
    def admin(self) -> odoorpc.ODOO:
        """Odoo as its administrator; the scheduled actions of the test run through it."""
        return self.log_in("admin", "admin")

    def log_in(self, login: str, password: str) -> odoorpc.ODOO:
        """Odoo as some user."""
        odoo = odoorpc.ODOO("127.0.0.1", port=self.port)
        odoo.login(self.running, login, password)
        return odoo

    def book(self) -> None:
        """Odoo's own job for accepted answers."""
        self.admin.execute_kw("ir.cron", "method_direct_trigger", [[self.known["cron"]]])

    def upload(self, name: str, content: str) -> None:
        """A treasurer uploads an answer (base64) on the form."""
        treasurer = self.log_in("seam-treasurer", self.known["password"])
        values = {
            "channel_id": self.known["channels"][BROWSER_CHANNEL],
            "name": name,
            "content": content,
        }
        model = "arrears.bank.file.upload"
        number = treasurer.execute_kw(model, "create", [[values]])
        treasurer.execute_kw(model, "action_upload", [number])

    def query(self, statement: str) -> list[Any]:
        """Rows of a statement as dictionaries."""
        wrapped = f"SELECT COALESCE(json_agg(q), '[]') FROM ({statement}) q"
        return json.loads("\n".join(self.runtime.server.query(wrapped, self.running)))

    # What there is to compare

    def books(self) -> dict[str, list[Any]]:
        """All that counts in Odoo, without ids: numbers burnt by a repeated call do not count."""
        return {name: self.query(statement) for name, statement in BOOKS.items()}

    def files(self) -> dict[str, bytes]:
        """All files of the channel by relative path."""
        root = self.channel_folder
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    def reason_of(self, name: str) -> str:
        """Why a file lies in quarantine; the first line begins with its name."""
        reasons = (self.channel_folder / "quarantine").glob("*.reason.txt")
        (found,) = (
            text for text in (one.read_text("utf-8") for one in reasons) if text.startswith(name)
        )
        return found


def run(command: list[str], **variables: str) -> Ended:
    """Run a process to its end."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **variables},
    )
    return Ended(done.returncode, done.stdout + done.stderr, 0)


BOOKS = {
    "items": """
        SELECT m.name, m.date, m.state, m.payment_state, a.code_store, p.name AS partner,
               l.debit, l.credit, l.amount_residual, l.full_reconcile_id IS NOT NULL AS closed,
               l.arrears_value_date
          FROM account_move_line l JOIN account_move m ON m.id = l.move_id
          JOIN account_account a ON a.id = l.account_id
     LEFT JOIN res_partner p ON p.id = l.partner_id
      ORDER BY m.name, a.code_store::text, p.name, l.debit, l.credit""",
    "partials": """
        SELECT d.name AS debit, c.name AS credit, r.amount
          FROM account_partial_reconcile r
          JOIN account_move_line dl ON dl.id = r.debit_move_id
          JOIN account_move d ON d.id = dl.move_id
          JOIN account_move_line cl ON cl.id = r.credit_move_id
          JOIN account_move c ON c.id = cl.move_id
      ORDER BY d.name, c.name, r.amount""",
    "batches": "SELECT name, state, exported_on FROM arrears_debit_batch ORDER BY name",
    "instructions": """
        SELECT reference, state, amount, amount_settled
          FROM arrears_debit_line ORDER BY reference""",
    "results": """
        SELECT l.reference, r.event_key, r.outcome, r.amount_settled
          FROM arrears_debit_result r JOIN arrears_debit_line l ON l.id = r.line_id
      ORDER BY l.reference, r.event_key""",
    "bank files": """
        SELECT f.name, f.direction, f.state, f.sha256, f.error_code, f.error_line, f.row_count,
               (SELECT count(*) FROM arrears_bank_file_row r WHERE r.file_id = f.id) AS rows
          FROM arrears_bank_file f ORDER BY f.direction, f.name, f.sha256""",
    "charges": """
        SELECT m.name, c.kind, c.state, c.amount_remaining, c.amount_allocated, c.amount_credited
          FROM arrears_charge c JOIN account_move m ON m.id = c.move_id ORDER BY m.name, c.kind""",
    "cases": """
        SELECT p.name, k.state, k.amount_overdue
          FROM arrears_case k JOIN res_partner p ON p.id = k.debtor_id
      ORDER BY p.name, k.amount_overdue""",
    "awards": "SELECT cause, amount, state FROM arrears_incentive_award ORDER BY cause",
    "waivers": "SELECT name, state, amount_before, amount_after FROM arrears_waiver ORDER BY name",
    "mandates": "SELECT name, state, problem FROM arrears_mandate ORDER BY name",
    "tasks": """
        SELECT res_model, summary, count(*) FROM mail_activity
      GROUP BY res_model, summary ORDER BY res_model, summary""",
}
"""What two worlds must have in common, as statements."""
