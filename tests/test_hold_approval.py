"""Row 117: no exception that one person makes for long; a hold beyond its days is approved."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .collection_case import TODAY
from .stops_case import StopsCase


@tagged("post_install", "-at_install")
class TestHoldApproval(StopsCase):
    def hold(self, days, user=None, **values):
        holds = self.env["arrears.hold"].with_user(user or self.collector)
        return holds.create(
            {"case_id": self.case.id, "type": "manual", "date_from": TODAY,
             "date_until": self.later(days), **values}
        )  # fmt: skip

    def test_as_long_as_one_person_may_it_runs_at_once(self):
        hold = self.hold(30)
        self.assertEqual((hold.date_until, hold.wanted_until), (self.later(30), False))

    def test_beyond_that_it_runs_for_the_free_days_and_asks_a_manager(self):
        hold = self.hold(50)
        self.assertEqual((hold.date_until, hold.wanted_until), (self.later(30), self.later(50)))
        self.assertTrue(hold.waits_for_approval)
        self.assertEqual(self.case.state, "held")
        task = self.tasks(self.case).filtered(lambda one: "length" in one.summary)
        self.assertTrue(task.user_id.has_group("property_arrears.group_manager"))
        with self.assertRaises(AccessError):
            hold.action_approve_length()
        hold.with_user(self.manager).action_approve_length()
        self.assertEqual((hold.date_until, hold.approved_by_id, hold.approved_on),
                         (self.later(50), self.manager, TODAY))  # fmt: skip
        with self.assertRaisesRegex(UserError, "nobody's approval"):
            hold.with_user(self.manager).action_approve_length()

    def test_a_manager_too_needs_another(self):
        hold = self.hold(50, self.manager)
        self.assertEqual(hold.date_until, self.later(30))
        with self.assertRaisesRegex(AccessError, "Another manager"):
            hold.with_user(self.manager).action_approve_length()
        hold.with_user(self.second_manager).action_approve_length()
        self.assertEqual(hold.date_until, self.later(50))

    def test_making_it_longer_afterwards_asks_as_well(self):
        hold = self.hold(10)
        hold.date_until = self.later(45)
        self.assertEqual((hold.date_until, hold.wanted_until), (self.later(30), self.later(45)))
        hold.with_user(self.manager).action_approve_length()
        hold.date_until = self.later(40)
        self.assertEqual(hold.date_until, self.later(40), "shorter needs nobody")
        hold.date_until = self.later(60)
        self.assertEqual((hold.date_until, hold.approved_on), (self.later(30), False))

    def test_nobody_writes_an_approval(self):
        for values in ({"approved_on": TODAY}, {"wanted_until": TODAY},
                       {"approved_by_id": self.manager.id}):  # fmt: skip
            with self.assertRaisesRegex(UserError, "by its button"):
                self.hold(5).write(values)
            with self.assertRaisesRegex(UserError, "by its button"):
                self.hold(5, **values)

    def test_what_an_owner_asks_for_needs_no_leave(self):
        hold = self.hold(300, type="represented")
        self.assertEqual((hold.date_until, hold.wanted_until), (self.later(300), False))
