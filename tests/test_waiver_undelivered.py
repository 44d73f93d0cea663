"""The late fee on a bill that never came: the delivery log beside it, and the first level."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .late_fee_scene import LateFeeScene


@tagged("post_install", "-at_install")
class TestWaiverUndelivered(LateFeeScene):
    def setUp(self):
        super().setUp()
        self.bill = self.owing(100_000)
        self.fee = self.charges(self.charge_until())
        self.project, self.head = (self.user(name, "group_manager") for name in ("low", "high"))
        self.env["arrears.approval.rule"].create(
            [
                {"name": name, "company_id": self.company.id, "level": level,
                 "user_ids": [Command.set(user.ids)], **values}
                for name, level, user, values in (
                    ("Project", 1, self.project, {"limit_amount": 20}),
                    ("Head", 2, self.head, {"is_unlimited": True}),
                )
            ]
        )  # fmt: skip

    def asked(self, reason="undelivered"):
        waiver = self.env["arrears.waiver"].with_user(self.collector).create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "reason_code": reason,
             "line_ids": [Command.create({"charge_id": self.fee.id, "amount": 1000})]}
        )  # fmt: skip
        waiver.action_submit()
        return waiver.sudo()

    def reached(self, state, day="2026-05-10", **values):
        """A message that named the bill."""
        self.env["arrears.contact"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "email",
             "partner_id": self.owner.id, "state": state, "happened_at": f"{day} 03:00:00",
             "case_ids": [Command.set(self.case_of().ids)],
             "charge_ids": [Command.set(self.charges(self.bill).ids)], **values}
        )  # fmt: skip

    def test_the_first_level_decides_where_nothing_is_known_to_have_arrived(self):
        """Row 158: what was sent stands beside; that it was sent proves nothing."""
        self.reached("sent")
        waiver = self.asked()
        self.assertEqual(waiver.needed_level, 1)
        self.assertIn("E-mail · Sent", waiver.delivery_text)
        waiver.with_user(self.project).action_approve()
        self.assertEqual(waiver.state, "approved")

    def test_what_arrived_takes_it_to_the_level_of_its_amount(self):
        self.reached("delivered")
        self.assertEqual(self.asked().needed_level, 2)

    def test_what_arrived_after_the_time_of_the_fee_changes_nothing(self):
        self.reached("delivered", "2026-09-20")
        self.assertEqual(self.asked().needed_level, 1)

    def test_another_reason_goes_by_its_amount(self):
        waiver = self.asked("goodwill")
        self.assertEqual(waiver.needed_level, 2)
        self.assertFalse(waiver.delivery_text)

    def test_a_service_fee_is_not_given_up_for_it(self):
        with self.assertRaisesRegex(ValidationError, "not the service fee"):
            self.env["arrears.waiver"].with_user(self.collector).create(
                {"company_id": self.company.id, "debtor_id": self.owner.id,
                 "subject": "principal", "reason_code": "undelivered"}
            )  # fmt: skip
