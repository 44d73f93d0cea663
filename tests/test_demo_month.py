"""A month of the demonstration's bank statements, from the file to books that tie out."""

import base64
import hashlib
import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import openpyxl
from cryptography.fernet import Fernet
from odoo.tests import TransactionCase, new_test_user, tagged

from ..demo import banking, claiming, command, month
from ..demo.firm import build
from ..demo.model import Scale
from ..engine.money import amount, minor_units
from .debit_case import DebitCase
from .statement_case import StatementCase

GOAL = 0.9
# Enough ordinary owners for a month.
SCALE = Scale(
    flats=36, shops=5, offices=6, old_flats=16, parking=4, developer_units=3, payers=7, years=1
)


@tagged("post_install", "-at_install")
class TestDemoMonth(TransactionCase):
    """The file is the one that `./dev demo` gives the sidecar; here its rows go in by the seam."""

    seam = DebitCase.seam
    export, answer_rows, open_answer, seal = (
        DebitCase.export, DebitCase.answer_rows, DebitCase.open_answer, DebitCase.seal,
    )  # fmt: skip
    seal_statement = StatementCase.seal_statement

    def setUp(self):
        super().setUp()
        key = {"ARREARS_ACCOUNT_KEY": Fernet.generate_key().decode()}
        self.enterContext(patch.dict(os.environ, key))
        self.enterContext(
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99)
        )
        company = self.env["res.company"].create({"name": "Firm of the demonstration"})
        self.firm = build(self.env, company=company, scale=SCALE)
        self.company = self.firm.books.company
        self.env, self.today = self.company.env, self.firm.roster.today
        self.sidecar_user = new_test_user(
            self.env, login="month-sidecar", groups="property_arrears.group_sidecar",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        self.flush()

    def open_statement(self, content, **values):
        """The sidecar registers the bytes of the demonstration's source."""
        return StatementCase.open_statement(
            self, content, **{**values, "source": banking.SOURCE, "profile": banking.LAYOUT}
        )

    def flush(self):
        """The end of a transaction."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def of(self, login, model):
        return self.env[model].with_user(self.firm.staff[login])

    # ------------------------------------------------------------------
    # Getting there
    # ------------------------------------------------------------------

    def debit_batch(self):
        """The treasurer's batch, collected and booked."""
        batch = self.of("treasurer", "arrears.debit.batch").create(
            {"channel_id": self.env["arrears.bank.channel"].search(
                [("company_id", "=", self.company.id), ("code", "=", "ccb")]).id}
        )  # fmt: skip
        batch.action_collect_lines()
        batch.with_user(self.firm.staff["manager"]).action_approve()
        batch = batch.with_env(self.env)
        self.export(batch)
        rows = [
            {**row, "value_date": row["value_date"] and self.today.isoformat()}
            for row in self.answer_rows(batch)
        ]
        answer, __ = self.seal(batch, rows)
        self.assertEqual(answer["state"], "sealed", answer)
        self.env["arrears.bank.file"]._cron_book_sealed_files()
        self.flush()
        return batch

    def read_month(self):
        """Write the file, hand its rows over, book them and propose; gives the movements told."""
        told = month.movements(self.company, self.today)
        with (
            TemporaryDirectory() as root,
            patch.object(command, "_firm", lambda _env: self.company),
            patch.object(command, "_say"),
        ):
            for _twice in range(2):
                command.write_statement(self.env, root)
            [file] = Path(root).rglob("*.xlsx")
            content = file.read_bytes()
        answer, kept = self.seal_statement(
            self.rows_of(content), content, account=banking.OWN_ACCOUNT, currency="CNY"
        )
        self.assertEqual(answer["state"], "sealed", answer)
        self.env["arrears.statement.file"]._cron_book_statements()
        self.assertEqual((kept.state, kept.row_count), ("booked", len(told)))
        self.flush()
        self.env["arrears.claim"]._cron_propose()
        self.flush()
        return told

    @staticmethod
    def rows_of(content):
        """Rows of the workbook as the sidecar hands them over; its layout is tested there."""
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        found = []
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if not str(row[0]).isdigit() or row[8] is None:
                continue
            day = f"{row[0][:4]}-{row[0][4:6]}-{row[0][6:]}"
            went, came, balance = (minor_units((cell or "0").replace(",", "")) for cell in row[2:5])
            found.append(
                {
                    "position": len(found) + 1, "line": line, "date": day, "value_date": day,
                    "amount": came - went, "balance": balance, "reference": row[8],
                    "payer_name": row[6] or "", "payer_account": row[7] or "", "remark": row[9],
                }
            )  # fmt: skip
        return found

    def claims(self, *domain):
        return self.env["arrears.claim"].search([("company_id", "=", self.company.id), *domain])

    def one(self, *domain):
        [claim] = self.claims(*domain)
        return claim

    # ------------------------------------------------------------------
    # The month
    # ------------------------------------------------------------------

    def test_a_month_from_the_banks_file_to_books_that_tie_out(self):
        batch = self.debit_batch()
        told = self.read_month()
        self._check_same_file_again(told)
        self._check_first_proposals(told)
        done = claiming.claim_month(self.company, self.firm.staff, self.today)
        self.flush()
        self.assertFalse(claiming.claim_month(self.company, self.firm.staff, self.today))
        self.assertGreater(len(done), len(told) // 3)
        self.assertTrue(self.claims(("is_open", "=", True)), "some wait for tomorrow")
        self._check_special(batch)
        self._check_refund()
        self._check_sister()
        self._check_books()

    def _check_first_proposals(self, told):
        """Of the lines that carry a hint nine in ten have the right debtors first, and say why."""
        rows = self.env["arrears.statement.row"].search([], order="position")
        by_key = {(row.date, row.amount, row.remark, row.payer_name): row for row in rows}
        hinted, wrong = 0, []
        for one in told:
            if not one.meant or one.remark == "转账":
                continue
            row = by_key[one.day, amount(one.fen), one.remark, one.payer]
            claim = self.one(("statement_line_id", "=", row.statement_line_id.id))
            hinted += 1
            self.assertTrue(claim.why)
            if set(claim.proposal_ids[:1].debtor_ids.ids) != set(one.meant):
                wrong.append((one.payer, one.remark, claim.why))
        self.assertGreaterEqual(hinted, 10)
        self.assertGreaterEqual(1 - len(wrong) / hinted, GOAL, wrong)

    def _check_special(self, batch):
        """Each line was claimed by the right means."""
        family = self.one(("remark", "ilike", month.WHOLE_FAMILY))
        self.assertEqual(family.state, "confirmed")
        self.assertEqual(len(family.line_ids.unit_id), 3)
        self.assertIn("parking", family.line_ids.unit_id.mapped("usage"))
        self.assertEqual(sum(family.line_ids.mapped("charge_id.amount_remaining")), 0)
        court = self.one(("payer_name", "=", month.COURT))
        self.assertEqual((court.state, court.kind), ("confirmed", "court"))
        self.assertEqual(court.line_ids.debtor_id, month._Month(self.company, self.today).sued())
        self.assertEqual(minor_units(court.fee_amount), month.COURT_COSTS)
        code = self.one(("kind", "=", "merchant"))
        self.assertEqual(code.state, "confirmed")
        self.assertTrue(all(code.item_ids.mapped("reconciled")) and code.fee_amount)
        lump = self.one(("kind", "=", "debit_batch"), ("batch_ids", "in", batch.ids))
        self.assertEqual((lump.state, lump.batch_ids), ("confirmed", batch))
        self.assertTrue(all(lump.item_ids.mapped("reconciled")))
        nobody = self.one(("payer_name", "=", month.NOBODY))
        self.assertEqual((nobody.state, nobody.debtor_id.id), ("proposed", False))

    def _check_refund(self):
        """What was too much went back: asked for, approved and paid by three, and the bank line."""
        refund = self.env["arrears.refund"].search(
            [("company_id", "=", self.company.id), ("state", "!=", "draft")]
        )
        self.assertEqual((refund.state, minor_units(refund.amount)), ("paid", month.EXCESS))
        people = refund.requested_by_id | refund.approved_by_id | refund.paid_by_id
        self.assertEqual(len(people), 3)
        self.assertEqual(refund.account_last4, month.account_of(refund.debtor_id)[-4:])
        back = self.one(("remark", "=", month.GONE_BACK))
        self.assertEqual(back.state, "confirmed")
        waiting = refund.move_id.line_ids.filtered("credit")
        self.assertTrue(waiting.reconciled, "the bank's line met the payment")

    def _check_sister(self):
        """Two entries of one value date through the accounts between the companies."""
        claim = self.one(("kind", "=", "sister_company"))
        here, there = claim.move_id, claim.sister_move_id
        self.assertEqual(there.company_id, self.firm.sister)
        self.assertEqual(there.arrears_value_date, self.today - timedelta(days=8))
        self.assertEqual(here.arrears_value_date, there.arrears_value_date)
        for move, sign in ((here, -1), (there, 1)):
            account = move.company_id.arrears_intercompany_account_id
            item = move.line_ids.filtered(lambda one, account=account: one.account_id == account)
            self.assertEqual(minor_units(item.balance), sign * banking.SHOP_FEE)

    def _check_books(self):
        """Ledger, suspense and bank agree."""
        for company in (self.company, self.firm.sister):
            found = self.env["arrears.tie.out"]._compute_for(company, self.today)
            self.assertEqual((minor_units(found.unexplained), found.lines_off_count), (0, 0))
        journal = self.firm.books.journals["ccb"]
        waiting = self.env["arrears.unidentified.account"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_id", "=", journal.suspense_account_id.id),
            ]
        )
        self.assertEqual(set(waiting.mapped("difference")), {0})
        open_lines = self.claims(("is_open", "=", True)).mapped("amount")
        suspense = self.env["account.move.line"].search(
            [("account_id", "=", journal.suspense_account_id.id), ("parent_state", "=", "posted"),
             ("company_id", "=", self.company.id)]
        )  # fmt: skip
        self.assertEqual(
            -sum(map(minor_units, suspense.mapped("balance"))), sum(map(minor_units, open_lines))
        )
        adjustment = self.of("accountant", "arrears.bank.adjustment").create(
            {"journal_id": journal.id, "date": self.today}
        )
        adjustment.action_draw_up()
        self.assertEqual((adjustment.state, adjustment.difference), ("tied", 0))

    def _check_same_file_again(self, told):
        """Bytes that are known give the file that is there, and no line again."""
        [file] = self.env["arrears.statement.file"].search([("company_id", "=", self.company.id)])
        content = file._seam_content()["content_base64"]
        answer = self.seam.open_statement(
            sidecar="test", source=banking.SOURCE, profile=banking.LAYOUT, name="again.xlsx",
            sha256=hashlib.sha256(base64.b64decode(content)).hexdigest(), content_base64=content,
        )  # fmt: skip
        self.assertEqual((answer["file_id"], answer["state"]), (file.id, "booked"))
        self.env["arrears.statement.file"]._cron_book_statements()
        lines = self.env["account.bank.statement.line"].search_count(
            [("journal_id", "=", file.journal_id.id),
             ("date", ">=", self.today - timedelta(days=month.DAYS))]
        )  # fmt: skip
        self.assertEqual(lines, len(told))
