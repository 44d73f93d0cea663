"""A company with a bank channel, units and mandates, and a bank that answers as told."""

import base64
import hashlib
import os
from contextlib import contextmanager

from cryptography.fernet import Fernet
from odoo import Command
from odoo.tests import new_test_user

from .ledger_case import TODAY, LedgerCase

KEY = Fernet.generate_key().decode()
CONTENT = "1|****|张三|123.45|\n".encode("gbk")


class DebitCase(LedgerCase):
    """Amounts in the company's currency; the clock stands at ``TODAY``."""

    @classmethod
    def setUpClass(cls):
        cls.use_key(KEY)
        super().setUpClass()
        cls.clearing = cls.env["account.account"].create(
            {
                "name": "Debits under way",
                "code": "109901",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.channel = cls.env["arrears.bank.channel"].create(
            {
                "name": "CCB",
                "code": "ccb_test",
                "profile": "ccb_batch",
                "company_id": cls.company.id,
                "journal_id": cls.bank.id,
                "clearing_account_id": cls.clearing.id,
                "estate_ids": [Command.set(cls.estate.ids)],
                "summary": "物业费",
            }
        )
        cls.treasurer = cls.user("treasurer")
        cls.second = cls.user("treasurer", login="second")
        cls.manager = cls.user("manager")
        cls.sidecar_user = cls.user("sidecar")

    @classmethod
    def use_key(cls, key):
        """Set the key for accounts until the class is done."""
        before = os.environ.get("ARREARS_ACCOUNT_KEY", "")
        os.environ["ARREARS_ACCOUNT_KEY"] = key
        cls.addClassCleanup(os.environ.__setitem__, "ARREARS_ACCOUNT_KEY", before)

    @contextmanager
    def refused(self, exception, words=""):
        """Expect a refusal that says ``words``, and take back what was done before it."""
        with self.assertRaisesRegex(exception, words), self.env.cr.savepoint():
            yield

    @classmethod
    def user(cls, role, login=None):
        """A user with one group of the addon, in the test's company."""
        return new_test_user(
            cls.env,
            login=f"debit-{login or role}",
            groups=f"property_arrears.group_{role}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    # Mandates and batches

    def mandate(
        self, debtor=None, units=None, activate=True, account="6227000012345678901", **values
    ):
        """An active mandate of a debtor for the flat, unless said otherwise."""
        debtor = debtor or self.owner
        mandate = self.env["arrears.mandate"].create(
            {
                "debtor_id": debtor.id,
                "holder_name": debtor.name,
                "channel_id": self.channel.id,
                "company_id": self.company.id,
                "unit_ids": [Command.set((units or self.flat).ids)],
                "account_entry": account,
                "signed_date": "2026-01-05",
                **values,
            }
        )
        if activate:
            mandate.action_activate()
        return mandate

    def household(self, number, amount=100, **values):
        """A flat with an owner, a mandate and one overdue bill.

        :return: (mandate, invoice)
        """
        unit = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "number": number, "area": 90}
        )
        debtor = self.partner(f"Owner {number}")
        mandate = self.mandate(debtor, unit, account=f"6227000012345{number.zfill(6)}", **values)
        bill = self.invoice(self.line(amount), partner_id=debtor.id, arrears_unit_id=unit.id)
        return mandate, bill

    def batch(self, collect=True, **values):
        """A batch of the treasurer with what is due today."""
        self.end_transaction()
        batch = (
            self.env["arrears.debit.batch"]
            .with_user(self.treasurer)
            .create({"channel_id": self.channel.id, **values})
        )
        if collect:
            batch.action_collect_lines()
        return batch.with_env(self.env)

    def exported(self, **values):
        """A batch that was approved and whose file was made."""
        batch = self.batch(**values)
        batch.with_user(self.second).action_approve()
        self.export(batch)
        return batch

    def export(self, batch, content=CONTENT):
        """What the sidecar does to hand over the file of a batch."""
        content = content + batch.name.encode()
        summary = batch._seam_summary()
        return self.seam.confirm_export(
            batch_id=batch.id,
            sidecar="test",
            name=f"{batch.name}.txt",
            sha256=hashlib.sha256(content).hexdigest(),
            row_count=summary["row_count"],
            total=summary["total"],
            content_base64=base64.b64encode(content).decode(),
        )

    # The bank's answers

    @property
    def seam(self):
        """The seam as the sidecar's technical user reaches it."""
        return self.env["arrears.sidecar"].with_user(self.sidecar_user)

    def answer_rows(self, batch, **outcomes):
        """Rows of an answer: success for all lines, unless a reference says otherwise.

        :param outcomes: ``{reference: outcome or (outcome, settled minor units)}``
        """
        rows = []
        for number, line in enumerate(batch.line_ids.sorted("sequence"), start=1):
            told = outcomes.get(line.reference, "success")
            outcome, settled = told if isinstance(told, tuple) else (told, None)
            asked = round(line.amount * 100)
            if settled is None:
                settled = asked if outcome == "success" else 0
            rows.append(
                {
                    "line": number,
                    "reference": line.reference,
                    "outcome": outcome,
                    "offered": asked,
                    "settled": settled,
                    "value_date": TODAY.isoformat() if settled else None,
                    "code": "",
                    "text": outcome,
                    "raw": f"{number}|6227000012345678901|{line.holder_name}|{line.amount}",
                }
            )
        return rows

    def open_answer(self, batch, number=1, content=None):
        """Register the bytes of an answer; gives the file's id."""
        content = content or f"answer {number} of {batch.name}".encode()
        return self.seam.open_file(
            sidecar="test",
            channel=batch.channel_id.code,
            profile="ccb_batch",
            name=f"{batch.name}_R{number}.txt",
            sha256=hashlib.sha256(content).hexdigest(),
            content_base64=base64.b64encode(content).decode(),
        )["file_id"]

    def seal(self, batch, rows, number=1, **changes):
        """Stage rows and seal the file; gives what the seam answered, with the file."""
        file_id = self.open_answer(batch, number)
        self.seam.stage_rows(file_id=file_id, rows=rows)
        totals = {
            "row_count": len(rows),
            "total_offered": sum(row["offered"] for row in rows),
            "total_settled": sum(row["settled"] for row in rows),
            "batch_reference": batch.name,
            **changes,
        }
        answer = self.seam.seal_file(file_id=file_id, **totals)
        return answer, self.env["arrears.bank.file"].browse(file_id)

    def book(self):
        """What Odoo's own job does with accepted answers, and the end of its transaction."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("property_arrears.cron_book_sealed_files").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def answered(self, batch, number=1, **outcomes):
        """A batch whose answer was accepted and booked; gives the file."""
        verdict, file = self.seal(batch, self.answer_rows(batch, **outcomes), number)
        self.assertEqual(verdict["state"], "sealed", verdict)
        self.book()
        return file
