"""A thousand units as an old system hands them over, with default settings: who is left alone?"""

import logging
from collections import Counter

from odoo.tests import tagged

from .collection_case import TODAY
from .golive_case import GoliveCase
from .golive_estate import estate_of

UNITS = 1000
_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestStopsImported(GoliveCase):
    """What a firm finds on its first morning: most cards act, and each that rests says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.imported, cls.change = cls.change_over("千户里", "QH")

    def import_all(self):
        made = estate_of(UNITS)
        self.upload("unit", *made.units, golive=self.change)
        self.settle()
        self.upload("open_item", *made.items, golive=self.change)
        self.settle()
        return self.env["arrears.case"].search([("estate_id", "=", self.imported.id)], order="id")

    def plant(self, cases):
        """What any estate has besides: a few people for each ground to leave them alone.

        :return: ``{case: code of its stop}``
        """
        bank = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": 1, "date": "2026-09-14", "payment_ref": "转账"}
        )
        self.assertTrue(bank)
        grounds = {}
        workable = cases.filtered("amount_pursued")
        for number, case in enumerate(workable[:60]):
            kind = ("promise", "dispute", "hardship", "represented", "do_not_contact", "manual",
                    "paid", "complaint", "extension", "plan")[number % 10]  # fmt: skip
            if kind == "paid":
                self.env["arrears.payment.claim"].create(
                    {"case_id": case.id, "amount": case.amount_pursued, "paid_on": TODAY}
                )
            elif kind == "complaint":
                self.env["arrears.grievance"].create({"case_id": case.id, "subject": "电梯"})
            else:
                self.env["arrears.hold"].create(
                    {"case_id": case.id, "type": kind, "date_until": self.later(5)}
                )
            code = {"paid": "payment_claim", "complaint": "grievance", "hardship": "paused"}
            grounds[case] = f"hold_{code.get(kind, kind)}"
        return grounds

    def owing_with_ground(self):
        """Cards with an overdue fee that has a price basis and is not time-barred."""
        charges = self.env["arrears.charge"].search(
            [
                ("estate_id", "=", self.imported.id), ("state", "=", "open"),
                ("due_date", "<", TODAY), ("time_barred", "=", False),
                ("price_basis", "!=", False), ("kind", "=", "principal"),
            ]
        )  # fmt: skip
        keys = {(charge.debtor_id, charge.unit_id) for charge in charges}
        cases = self.env["arrears.case"].search([("estate_id", "=", self.imported.id)])
        return cases.filtered(lambda case: (case.debtor_id, case.unit_id) in keys)

    def test_nine_in_ten_of_those_that_should_be_acted_on_are(self):
        cases = self.import_all()
        self.assertGreater(len(cases), UNITS / 2)
        planted = self.plant(cases)
        self.imported.with_user(self.manager).action_preview_first_run()
        lines = self.imported.preview_run_id.line_ids
        self.assertEqual(set(lines.case_id.ids), set(cases.ids), "every card has its line")
        found = {line.case_id: [reason["code"] for reason in line.reasons or ()] for line in lines}
        stopped = lines.filtered(lambda line: line.outcome == "stopped")
        refused = Counter(code for line in stopped for code in found[line.case_id])
        _logger.info(
            "%s cards of %s units, outcomes %s, refused by %s",
            len(lines), UNITS, dict(Counter(lines.mapped("outcome"))), dict(refused),
        )  # fmt: skip
        for case, code in planted.items():
            self.assertIn(code, found[case])
        wanted = self.owing_with_ground() - cases.browse(case.id for case in planted)
        should_act = lines.filtered(lambda line: line.case_id in wanted)
        for line in lines.filtered(lambda line: line.outcome in ("step", "named")):
            self.assertIn(line.case_id, wanted, "nobody who should be left alone")
        acted = should_act.filtered(lambda line: line.outcome in ("step", "named"))
        self.assertGreaterEqual(len(acted) * 10, len(should_act) * 9)
        self.assertGreater(len(acted), UNITS / 2)
        self.assertTrue(all(line.reason_text for line in lines), "each says why")
