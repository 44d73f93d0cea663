"""Bills of an estate in China, people who ask for fapiao, and lists that go out and come back."""

import base64
import io

from odoo import Command
from openpyxl import load_workbook

from .relief_scene import ReliefScene

NUMBER = "24332000000012345678"
CREDIT_CODE = "91110000600037341L"


class FapiaoCase(ReliefScene):
    """The firm of the relief tests; the accountant is the only one in finance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls.user("cashier", "cashier")
        cls.estate.collector_ids = cls.collector
        cls.estate.default_collector_id = cls.collector

    def bill(self, amount=100, **values):
        """A posted bill of the service fee with 6 % tax on top, overdue; its one charge."""
        move = self.invoice(self.taxed(amount, arrears_price_basis="Contract"), **values)
        self.end_transaction()
        return move, self.charges(move)

    def ask(self, charges, **values):
        """Ask as the accountant."""
        fapiao = self.env["arrears.fapiao"].with_user(self.accountant)
        return fapiao._ask(charges, **values).with_user(self.accountant).sudo(False)

    def issued(self, charges, number=NUMBER, **values):
        """A fapiao over charges, issued on the first of September."""
        fapiao = self.ask(charges, **values)
        fapiao.write({"number": number, "issued_on": "2026-09-01"})
        fapiao.action_issue()
        return fapiao

    def credit(self, move, amount, reconcile=True, kind="principal"):
        """A credit note over so much before tax that answers to a bill."""
        note = self.invoice(
            self.taxed(amount, kind), move_type="out_refund", reversed_entry_id=move.id
        )
        receivables = self.receivables(move, note)
        if reconcile and not any(receivables.mapped("reconciled")):
            receivables.reconcile()
        self.end_transaction()
        return note

    def red_letters(self, fapiao):
        return fapiao.red_ids.filtered(lambda red: red.state != "withdrawn")

    def listed(self, fapiao):
        """A list with these requests, made by the accountant."""
        return self.env["arrears.fapiao.export"].with_user(self.accountant)._take(fapiao)

    def workbook(self, export):
        """The list as openpyxl sees it, and the place of each heading."""
        content = self.env["arrears.fapiao.sheet"].with_user(self.accountant)._workbook(export)
        book = load_workbook(io.BytesIO(content))
        sheet = book.active
        for row in sheet.iter_rows():
            texts = [cell.value for cell in row]
            if "Our key" in texts:
                return book, {text: place for place, text in enumerate(texts, 1)}, row[0].row
        raise AssertionError("no headings")

    def filled(self, export, values):
        """The bytes of the list with numbers filled in.

        :param values: ``{our key: {heading: value}}``
        """
        book, places, heading = self.workbook(export)
        sheet = book.active
        for row in range(heading + 1, sheet.max_row + 1):
            key = sheet.cell(row, places["Our key"]).value
            for name, value in values.get(key, {}).items():
                sheet.cell(row, places[name]).value = value
        return self.saved(book)

    def saved(self, book):
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def came_back(self, content, record=False):
        """The list that came back, read by the accountant."""
        answers = self.env["arrears.fapiao.answer"].with_user(self.accountant)
        answer = answers.create(
            {"company_id": self.company.id, "file_name": "list.xlsx",
             "content": base64.b64encode(content)}
        )  # fmt: skip
        answer.action_read()
        if record:
            answer.action_record()
        return answer

    def verdicts(self, answer):
        return {row.key: (row.verdict, [one["code"] for one in row.reasons or ()])
                for row in answer.row_ids}  # fmt: skip


__all__ = ["CREDIT_CODE", "NUMBER", "Command", "FapiaoCase"]
