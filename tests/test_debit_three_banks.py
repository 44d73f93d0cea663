"""A small month with three banks: one by folder, one by its web page, one keyed from paper."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .debit_case import DebitCase
from .ledger_case import TODAY

FIRST, SECOND = TODAY + timedelta(days=3), TODAY + timedelta(days=10)
BACK = TODAY + timedelta(days=21)
# What each payer owes. The last one of each bank has no money on the first run.
AMOUNTS = {"folder": (100, 200, 300), "browser": (110, 220, 330), "paper": (120, 240, 360)}
KEPT = {"folder": 0, "browser": 2, "paper": 1}
# In the layouts of the banks; the answers on paper are in none.
BANKS = {
    "browser": {"profile": "icbc_own", "exchange": "browser"},
    "paper": {
        "profile": "generic_delimited", "exchange": "browser", "encoding": "gb18030",
        "silence": "collected", "notice_days": 2,
    },
}  # fmt: skip


@dataclass
class Bank:
    """A channel, what it clears and its batches, first and second run."""

    name: str
    channel: object
    clearing: object
    bills: list
    batches: list = field(default_factory=list)


@tagged("post_install", "-at_install")
class TestDebitThreeBanks(DebitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, login="three-accountant", groups="property_arrears.group_accountant",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )  # fmt: skip
        cls.fees = cls.account("expense")
        cls.channel.write({"first_run_day": FIRST.day, "second_run_day": SECOND.day})

    def setUp(self):
        super().setUp()
        self.banks = [self.bank_of("folder", self.channel, self.clearing, self.estate)]
        for number, (name, values) in enumerate(BANKS.items(), start=2):
            self.banks.append(self.new_bank(number, name, values))
        self.end_transaction()

    def new_bank(self, number, name, values):
        """Another bank with a journal, a clearing account and an estate of its own."""
        clearing = self.env["account.account"].create(
            {"name": f"Under way: {name}", "code": f"10990{number}", "reconcile": True,
             "account_type": "asset_current", "company_ids": [Command.set(self.company.ids)]}
        )  # fmt: skip
        journal = self.env["account.journal"].create(
            {"name": f"Bank {name}", "type": "bank", "code": f"BK{number}",
             "company_id": self.company.id}
        )  # fmt: skip
        estate = self.env["arrears.estate"].create(
            {"name": f"Estate {name}", "code": f"E{number}", "company_id": self.company.id,
             "jurisdiction_id": self.estate.jurisdiction_id.id}
        )  # fmt: skip
        channel = self.env["arrears.bank.channel"].create(
            {
                "name": f"Bank {name}", "code": f"bank_{name}", "company_id": self.company.id,
                "journal_id": journal.id, "clearing_account_id": clearing.id,
                "estate_ids": [Command.set(estate.ids)], "summary": "物业费",
                "first_run_day": FIRST.day, "second_run_day": SECOND.day, **values,
            }
        )  # fmt: skip
        return self.bank_of(name, channel, clearing, estate)

    def bank_of(self, name, channel, clearing, estate):
        """A bank with its payers: each owns a flat and owes one bill."""
        bills = []
        for number, amount in enumerate(AMOUNTS[name], start=1):
            unit = self.env["arrears.unit"].create(
                {"estate_id": estate.id, "number": str(number), "area": 90}
            )
            debtor = self.partner(f"Owner {name} {number}")
            account = f"62270000{len(name)}{number:010d}"
            self.mandate(debtor, unit, account=account, channel_id=channel.id)
            bills.append(
                self.invoice(self.line(amount), partner_id=debtor.id, arrears_unit_id=unit.id)
            )
        return Bank(name, channel, clearing, bills)

    # ------------------------------------------------------------------
    # One day after the other
    # ------------------------------------------------------------------

    def at(self, day):
        """The clock goes on."""
        self.env = self.env(context={**self.env.context, "arrears_today": day})
        for bank in self.banks:
            bank.channel = bank.channel.with_env(self.env)
            bank.batches = [batch.with_env(self.env) for batch in bank.batches]

    def run_of(self, bank):
        """The first batch of a bank, or what failed in it on the bank's next day."""
        batches = self.env["arrears.debit.batch"].with_user(self.treasurer)
        if bank.batches:
            first = bank.batches[0].with_user(self.treasurer)
            batch = batches.browse(first.action_second_run()["res_id"])
        else:
            self.end_transaction()
            batch = batches.create({"channel_id": bank.channel.id})
            batch.action_collect_lines()
        bank.batches.append(batch.with_env(self.env))
        return bank.batches[-1]

    def approve(self, bank, batch):
        """Announced where the bank asks for it; another person than the maker approves."""
        if bank.channel.notice_days:
            self.assertEqual(batch.unannounced_count, batch.line_count)
            self.env["arrears.debit.announce"].with_user(self.treasurer).create(
                {"batch_id": batch.id, "told_on": self.company._arrears_today(), "way": "bill"}
            ).action_record()
        with self.refused(UserError, "another person approves"):
            batch.with_user(self.treasurer).action_approve()
        batch.with_user(self.second).action_approve()
        self.assertTrue(batch.line_ids, "announced in time: nothing was left out")

    def hand_in(self, bank, batch):
        """The sidecar makes the file, for a folder at once and else when somebody asks for it."""
        asked = self.seam.batches_to_export(sidecar="test")
        if bank.name != "folder":
            self.assertFalse(asked)
            self.assertFalse(self.seam.renders_wanted(sidecar="test"))
            batch.with_user(self.treasurer).action_download()
            asked = self.seam.renders_wanted(sidecar="test")
        [summary] = asked
        self.assertEqual((summary["batch_id"], summary["channel"]), (batch.id, bank.channel.code))
        rows = self.seam.batch_rows(batch_id=batch.id)["rows"]
        self.assertEqual(sum(row["amount"] for row in rows), summary["total"])
        content = repr(rows).encode()
        done = self.seam.confirm_export(
            batch_id=batch.id, sidecar="test", name=f"{batch.name}.txt",
            sha256=hashlib.sha256(content).hexdigest(), row_count=len(rows),
            total=summary["total"], content_base64=base64.b64encode(content).decode(),
        )  # fmt: skip
        self.assertEqual(done["state"], "exported")
        if bank.name != "folder":
            url = batch.with_user(self.treasurer).action_download()["url"]
            self.assertEqual(url, f"/property_arrears/bank_file/{batch.file_out_id.id}")
        batch.with_user(self.treasurer).action_hand_in()

    # ------------------------------------------------------------------
    # Three ways of answering
    # ------------------------------------------------------------------

    def answer(self, bank, batch, failed):
        """What the bank says: these instructions failed for want of money, the others succeeded."""
        getattr(self, f"answer_by_{bank.name}")(bank, batch, failed)
        self.book()
        self.end_transaction()
        self.assertEqual(batch.state, "closed")

    def rows_of(self, batch, failed, day):
        told = {line.reference: "funds" for line in failed}
        rows = self.answer_rows(batch, **told)
        return [{**row, "value_date": day if row["settled"] else None} for row in rows]

    def seal_rows(self, file_id, batch, rows):
        self.seam.stage_rows(file_id=file_id, rows=rows)
        verdict = self.seam.seal_file(
            file_id=file_id, row_count=len(rows),
            total_offered=sum(row["offered"] for row in rows),
            total_settled=sum(row["settled"] for row in rows), batch_reference=batch.name,
        )  # fmt: skip
        self.assertEqual(verdict["state"], "sealed", verdict)

    def answer_by_folder(self, bank, batch, failed):
        """The sidecar finds the answer in the folder."""
        rows = self.rows_of(batch, failed, batch.collection_date.isoformat())
        self.seal_rows(self.open_answer(batch), batch, rows)

    def answer_by_browser(self, bank, batch, failed):
        """The treasurer uploads what she downloaded at the bank; it names no day."""
        window = batch.with_user(self.treasurer).action_upload_answer()
        content = f"answer of the page to {batch.name}".encode()
        uploads = self.env[window["res_model"]].with_user(self.treasurer)
        uploads.with_context(**window["context"]).create(
            {"name": f"{batch.name}_R1.xlsx", "content": base64.b64encode(content)}
        ).action_upload()
        [waiting] = self.seam.files_to_parse(sidecar="test")
        kept = self.seam.file_content(file_id=waiting["file_id"])["content_base64"]
        self.assertEqual(base64.b64decode(kept), content)
        self.seal_rows(
            waiting["file_id"], batch,
            self.rows_of(batch, failed, batch.collection_date.isoformat()),
        )  # fmt: skip

    def answer_by_paper(self, bank, batch, failed):
        """The treasurer keys failures, number and total; another person confirms them."""
        moved = (batch.line_ids - failed).mapped("amount")
        answer = self.env["arrears.keyed.answer"].with_user(self.treasurer).create(
            {
                "batch_id": batch.id, "value_date": batch.collection_date,
                "moved_count": len(moved), "moved_total": sum(moved), "source": "Slip of the bank",
                "line_ids": [
                    Command.create({"debit_line_id": line.id, "outcome": "funds"})
                    for line in failed
                ],
            }
        )  # fmt: skip
        answer.action_done_keying()
        with self.refused(UserError, "another person"):
            answer.action_confirm()
        answer.with_user(self.second).action_confirm()

    # ------------------------------------------------------------------
    # The statement
    # ------------------------------------------------------------------

    def arrives(self, bank, batch, amount):
        """The lump sum less what the bank kept, or what it took back; the accountant claims it."""
        kept = KEPT[bank.name] if amount > 0 else 0
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": bank.channel.journal_id.id, "amount": amount - kept,
             "date": self.company._arrears_today(), "payment_ref": f"代扣 {batch.name}"}
        )  # fmt: skip
        self.end_transaction()
        claim = self.env["arrears.claim"]._make_for(line).sudo(False).with_user(self.accountant)
        if amount < 0:
            claim.write({"kind": "debit_batch", "batch_ids": [Command.set(batch.ids)]})
            claim.action_take_batches()
        self.assertEqual((claim.kind, claim.batch_ids), ("debit_batch", batch))
        self.assertEqual((claim.fee_amount, claim.amount_left), (kept, 0))
        if kept:
            claim.fee_account_id = self.fees
        claim.action_confirm()
        self.end_transaction()

    def open_on_clearing(self, bank):
        """What journal items leave open on a clearing account, and what they come to."""
        items = self.env["account.move.line"].search(
            [("account_id", "=", bank.clearing.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("amount_residual")), sum(items.mapped("balance"))

    def take_back(self, bank, line):
        """A report of returns: three weeks later the bank takes the money of one debit back."""
        row = {
            "line": 1, "reference": line.reference, "outcome": "funds",
            "offered": round(line.amount * 100), "settled": -round(line.amount * 100),
            "value_date": BACK.isoformat(), "code": "AM04", "text": "no funds", "raw": "",
        }  # fmt: skip
        verdict, __ = self.seal(line.batch_id, [row], "back", batch_reference="")
        self.assertEqual(verdict["state"], "sealed", verdict)
        self.book()
        self.end_transaction()

    # ------------------------------------------------------------------
    # The month
    # ------------------------------------------------------------------

    def one_run(self, day, failing=0):
        """All banks from the selection to the money on the statement.

        :param failing: how many payers of each bank have no money, the last ones
        """
        for bank in self.banks:
            batch = self.run_of(bank)
            self.assertEqual(batch.collection_date, day)
            self.approve(bank, batch)
            self.hand_in(bank, batch)
        self.at(day + timedelta(days=1))
        for bank in self.banks:
            batch = bank.batches[-1]
            short = AMOUNTS[bank.name][len(AMOUNTS[bank.name]) - failing :]
            failed = batch.line_ids.filtered(lambda line, short=short: line.amount in short)
            self.answer(bank, batch, failed)
            collected = sum((batch.line_ids - failed).mapped("amount"))
            self.assertEqual(self.open_on_clearing(bank), (collected, collected))
            self.arrives(bank, batch, collected)
            self.assertEqual(self.open_on_clearing(bank), (0, 0))

    def test_first_run_second_run_a_return_and_every_clearing_account_at_zero(self):
        self.month()
        for bank in self.banks:
            with self.subTest(bank.name):
                self.assertEqual(self.open_on_clearing(bank), (0, 0))
                first, again = bank.batches
                self.assertEqual(first.amount_settled + again.amount_settled,
                                 sum(AMOUNTS[bank.name]) - self.back_of(bank))  # fmt: skip
                self.assertEqual((first.failed_count, again.failed_count), (1, 0))
                self.assertEqual(
                    [bill.amount_residual for bill in bank.bills],
                    [self.back_of(bank), 0, 0],
                )
        self.check_books()

    def month(self):
        self.one_run(FIRST, failing=1)
        self.one_run(SECOND)
        self.at(BACK)
        folder = self.banks[0]
        line = folder.batches[0].line_ids.filtered(lambda one: one.amount == AMOUNTS["folder"][0])
        self.take_back(folder, line)
        self.assertEqual(self.open_on_clearing(folder), (-line.amount, -line.amount))
        self.arrives(folder, folder.batches[0], -line.amount)

    def back_of(self, bank):
        """What was taken back from a bank's payers."""
        return AMOUNTS["folder"][0] if bank.name == "folder" else 0

    def check_books(self):
        """What is owed is that of the journal items to the cent, and what banks kept is a cost."""
        found = self.env["arrears.tie.out"]._compute_for(self.company, BACK)
        self.assertEqual((found.unexplained, found.lines_off_count), (0, 0))
        self.assertEqual(found.ledger_balance, AMOUNTS["folder"][0])
        kept = self.env["account.move.line"].search(
            [("account_id", "=", self.fees.id), ("parent_state", "=", "posted"),
             ("move_id.statement_line_id", "!=", False)]
        )  # fmt: skip
        self.assertEqual(sum(kept.mapped("balance")), 2 * (KEPT["browser"] + KEPT["paper"]))
