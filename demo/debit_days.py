"""The days on which a month of debits is lived: clock, people, files and their dates."""

import base64
import hashlib
from datetime import datetime, time

from odoo.tools import SQL

from . import bank_files
from .bank_files import Fate

REQUESTS = {
    "ccb": (bank_files.ccb_request, "txt"),
    "icbc": (bank_files.icbc_request, "xlsx"),
    "rural": (bank_files.rural_request, "csv"),
}
ANSWERS = {
    "ccb": (bank_files.ccb_answer, "txt"),
    "icbc": (bank_files.icbc_answer, "xlsx"),
}
# Two in the morning of UTC is ten at the firm.
MORNING = time(2)


class Days:
    """A channel's work, seen on one day after the other."""

    def __init__(self, firm, channel):
        self.firm, self.channel, self.env = firm, channel, channel.env
        self.today, self._told = None, 0
        self._requests = {}

    # The clock and the people

    def at(self, day):
        """It is that day from now on."""
        self.today = day
        [(self._told,)] = self.env.execute_query(SQL("SELECT MAX(id) FROM mail_message"))

    def all(self, model):
        """A model on this day, with the system's rights."""
        return self.env[model].with_context(arrears_today=self.today).sudo()

    def of(self, login, model):
        """A model as one of the staff sees it on this day."""
        return self.seen_by(login, self.env[model])

    def seen_by(self, login, records):
        """Records as one of the staff sees them on this day."""
        moved = records.with_context(arrears_today=self.today)
        return moved.with_user(self.firm.staff[login]).sudo(False)

    def did(self, record, *fields):
        """Write this day where Odoo wrote the moment of making the demonstration."""
        record.flush_recordset()
        moment = datetime.combine(self.today, MORNING)
        values = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), moment) for name in fields)
        table = SQL.identifier(record._table)
        self.env.cr.execute(
            SQL("UPDATE %s SET %s WHERE id IN %s", table, values, tuple(record.ids))
        )
        record.invalidate_recordset()
        self.told(record)

    def told(self, record):
        """The same for what was noted in the thread of a record since this day began."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET date = %s WHERE model = %s AND res_id = ANY(%s) "
                "AND id > %s",
                datetime.combine(self.today, MORNING), record._name, record.ids, self._told or 0,
            )
        )  # fmt: skip

    # Files

    def make_file(self, batch):
        """What the sidecar does for an approved batch."""
        moved = self.all("arrears.debit.batch").browse(batch.id)
        rows = moved._seam_rows(0, 5000)["rows"]
        self._requests[batch.id] = {row["reference"]: row for row in rows}
        write, ending = REQUESTS[self.channel.code]
        content = write(rows)
        moved._seam_confirm_export(
            name=f"{batch.name}.{ending}",
            sha256=hashlib.sha256(content).hexdigest(),
            row_count=len(rows),
            total=sum(row["amount"] for row in rows),
            content_base64=base64.b64encode(content).decode(),
        )
        self.did(moved.file_out_ids, "create_date")
        self.env.cr.flush()

    def take_answer(self, batch, told, number):
        """An answer of the bank, uploaded by the treasurer and read as the sidecar reads it.

        :param told: list of (instruction, outcome, fen collected)
        :return: the file, accepted or set aside
        """
        day = batch.collection_date.isoformat()
        fates = [
            Fate(self._requests[batch.id][line.reference], outcome, fen, day if fen else "")
            for line, outcome, fen in told
        ]
        write, ending = ANSWERS[self.channel.code]
        content = base64.b64encode(write(fates)).decode()
        files = self.seen_by("treasurer", self.env["arrears.bank.file"]).sudo()
        file = files._receive(
            self.channel, f"{batch.name}_R{number}.{ending}", content, uploaded=True
        )
        rows = [self._staged(number, fate) for number, fate in enumerate(fates, start=2)]
        file._stage(rows)
        offered = sum(row["offered"] for row in rows)
        file._seal(len(rows), offered, sum(row["settled"] for row in rows), batch.name)
        self.did(file, "create_date")
        return file

    def take_stray(self):
        """An answer to instructions that are not ours, uploaded by the treasurer and set aside."""
        row = {
            "account_number": "6222020000990001", "holder_name": "某某科技有限公司",
            "amount": 88_000, "reference": "HT20250017",
        }  # fmt: skip
        fate = Fate(row, "success", row["amount"])
        content = base64.b64encode(bank_files.icbc_answer([fate])).decode()
        files = self.seen_by("treasurer", self.env["arrears.bank.file"]).sudo()
        file = files._receive(self.channel, "代扣结果.xlsx", content, uploaded=True)
        file._stage([self._staged(2, fate)])
        file._seal(1, row["amount"], row["amount"], "")
        self.did(file, "create_date")

    def _staged(self, number, fate):
        """A row as the sidecar hands it over; ICBC's answer names no day."""
        return {
            "line": number,
            "reference": fate.row["reference"],
            "outcome": fate.outcome,
            "offered": fate.row["amount"],
            "settled": fate.settled,
            "value_date": fate.day if self.channel.code == "ccb" and fate.day else None,
            "code": "",
            "text": self._words(fate),
            "raw": "",
        }

    def _words(self, fate):
        if self.channel.code == "icbc":
            return bank_files.ICBC_WORDS[fate.outcome]
        result, reason = bank_files.CCB_WORDS[fate.outcome]
        return reason or result

    def book(self, file):
        """What Odoo's own job does, without committing: the demonstration is one transaction."""
        file = self.all("arrears.bank.file").browse(file.id)
        stuck = set()
        while rows := file._next_rows(stuck):
            file._book_rows(rows, stuck)
        file._end_booking(stuck)
        self.env.cr.flush()
        self.env.invalidate_all()
        self.did(file, "booked_on")
        self.told(file.batch_id)
        self._date_results(file)

    def _date_results(self, file):
        moment = datetime.combine(self.today, MORNING)
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_debit_result SET recorded_at = %s WHERE file_id = %s",
                moment, file.id,
            )
        )  # fmt: skip
        self.env["arrears.debit.result"].invalidate_model()

    def watch_answers(self):
        """The morning's look at answers that are due."""
        self.all("arrears.debit.batch")._cron_watch_answers()
