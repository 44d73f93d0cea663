"""After an application for relief: quiet days first, and then the first message is gentle."""

from odoo.tests import tagged

from .plan_case import PlanCase


@tagged("post_install", "-at_install")
class TestAfterRelief(PlanCase):
    def setUp(self):
        super().setUp()
        self.other = self.user("other reviewer", "group_reviewer")
        self.switch_on()

    def night(self, days):
        """A run so many days on, with its messages sent; the tones of what left."""
        day = self.later(days)
        self.refresh(day)
        before = self.contacts()
        self.run_on(day)
        self.send("11:00", day)
        return (self.contacts() - before).mapped("tone")

    def at_the_notice(self):
        """The card was written to, called, and has had the notice."""
        self.assertEqual([self.night(days) for days in (0, 3, 10)], [["gentle"], [], ["notice"]])

    def applied(self, days, decision="refuse", **values):
        """An application taken on a day and decided on the next."""
        application = self.on(
            self.later(days), self.env["arrears.hardship"].with_user(self.reviewer)
        ).create({"company_id": self.company.id, "debtor_id": self.owner.id})
        decided = self.on(self.later(days + 1), application.with_user(self.other))
        decided.write({"decision": decision, "decision_reason": "As agreed.", **values})
        decided.action_decide()
        return days + 1 + self.company.arrears_quiet_days

    def test_refused_or_not_the_first_message_afterwards_is_gentle_and_after_quiet_days(self):
        self.at_the_notice()
        last = self.applied(20)
        self.assertEqual((self.night(last), self.night(last + 1)), ([], ["gentle"]))

    def test_then_the_ladder_goes_on_where_it_stood(self):
        self.at_the_notice()
        last = self.applied(20, "referral", referral="The street office")
        self.assertEqual(self.night(last + 1), ["gentle"])
        later = [self.night(last + 1 + days) for days in (7, 14, 21)]
        self.assertNotIn(["gentle"], later, "once: nobody climbs it again from the ground")

    def test_without_an_application_nothing_begins_anew(self):
        self.at_the_notice()
        self.assertNotIn("gentle", self.night(28))
