"""A receiving account with its source, and statements as the sidecar hands them over."""

import base64
import hashlib

from .debit_case import DebitCase

OWN = "33050161234500000688"
PAYER = "6217001234567890123"


class StatementCase(DebitCase):
    """Amounts in minor units at the seam; the clock stands at ``TODAY``, 15 September 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank.bank_account_id = cls.env["res.partner.bank"].create(
            {"acc_number": OWN, "partner_id": cls.company.partner_id.id}
        )
        cls.source = cls.env["arrears.statement.source"].create(
            {
                "name": "Main account",
                "code": "st-main",
                "company_id": cls.company.id,
                "journal_id": cls.bank.id,
                "profile": "ccb_statement",
            }
        )
        cls.accountant = cls.user("accountant")

    def rows(self, *amounts, day="2026-09-14", opening=100000, first=1, **changes):
        """Movements with a running balance and references; ``changes`` hold for each."""
        found, balance = [], opening
        for number, amount in enumerate(amounts, start=first):
            balance += amount
            found.append(
                {
                    "position": number - first + 1,
                    "line": number + 4,
                    "date": day,
                    "value_date": day,
                    "amount": amount,
                    "balance": balance,
                    "reference": f"R{number}",
                    "payer_name": f"Payer {number}",
                    "payer_account": PAYER,
                    "remark": f"3-2-{1500 + number}",
                    **changes,
                }
            )
        return found

    def open_statement(self, content=b"statement", name="st.xlsx", source="st-main", profile=None):
        return self.seam.open_statement(
            sidecar="test",
            source=source,
            profile=profile or "ccb_statement",
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            content_base64=base64.b64encode(content).decode(),
        )["file_id"]

    def seal_statement(self, rows, content=None, profile=None, **changes):
        """Stage and seal a statement; gives what the seam answered, with the file."""
        content = content or repr((rows, profile)).encode()
        file_id = self.open_statement(content, profile=profile)
        self.seam.stage_statement_rows(file_id=file_id, rows=rows)
        moved = [row["amount"] for row in rows]
        opening = rows[0]["balance"] and rows[0]["balance"] - rows[0]["amount"]
        told = {
            "row_count": len(rows),
            "total_in": sum(one for one in moved if one > 0),
            "total_out": -sum(one for one in moved if one < 0),
            "opening": opening,
            "closing": rows[-1]["balance"],
            "account": OWN,
            "currency": self.company.currency_id.name,
            "profile": profile,
            **changes,
        }
        answer = self.seam.seal_statement(file_id=file_id, **told)
        return answer, self.env["arrears.statement.file"].browse(file_id)

    def book_statements(self, runs=5):
        """What Odoo's own job does with accepted statements, and the end of its transaction."""
        self.env.flush_all()
        job = self.env.ref("property_arrears.cron_book_statements").sudo()
        waiting = [("state", "=", "staged"), ("file_id.state", "=", "sealed")]
        # On a slow machine one run has no time for all; the next goes on.
        for _run in range(runs):
            with self.enter_registry_test_mode():
                job.method_direct_trigger()
            self.env.invalidate_all()
            left = self.env["arrears.statement.row"].search_count(waiting, limit=1)
            if not left:
                return

    def booked_statement(self, rows, **changes):
        """A statement that was accepted and booked; gives the file."""
        answer, file = self.seal_statement(rows, **changes)
        self.assertEqual(answer["state"], "sealed", answer)
        self.book_statements()
        return file

    def bank_lines(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.bank.id)], order="internal_index"
        )
