"""Odoo's own follow-up installed beside ours: debtors hear from here alone, others as before.

The real addon is not to be had here; ``addons/account_followup`` stands in for it. It is loaded
after ours, as the real one is, so that what is proved is that order makes no difference.
"""

from odoo.tests import tagged

from ..collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestFollowUpBeside(CollectionCase):
    def setUp(self):
        super().setUp()
        self.other = self.partner("Café", email="cafe@example.com")
        # Not due yet, so without a card.
        self.owing(90, partner=self.other, due="2099-01-01")
        self.owing(450)
        self.case = self.case_of()
        self.follow_up = self.env.ref("account_followup.ir_cron_follow_up")

    def mailed(self):
        return self.env["mail.mail"].search([("subject", "=", "Follow-up")]).mapped("email_to")

    def kept_back(self):
        return self.contacts().filtered("kept_back_key")

    def run_it(self):
        partners = self.env["res.partner"].with_company(self.company)
        partners._cron_execute_followup_company()

    def test_its_scheduled_action_writes_to_others_and_to_no_debtor(self):
        self.run_it()
        self.assertEqual(self.mailed(), ["cafe@example.com"])
        self.assertEqual(self.kept_back().debtor_id, self.owner)
        self.assertEqual(self.kept_back().reasons[0]["code"], "other_follow_up")
        self.assertIn("follow-up", self.kept_back().reason_text)

    def test_those_kept_back_do_not_use_up_its_day(self):
        partners = self.env["res.partner"].with_company(self.company)
        partners._cron_execute_followup_company(batch_size=1)
        self.assertEqual(self.mailed(), ["cafe@example.com"])

    def test_the_whole_scheduled_action_does_so_too(self):
        self.env["res.partner"]._cron_execute_followup()
        self.assertIn("cafe@example.com", self.mailed())
        self.assertNotIn(self.owner.email, self.mailed())

    def test_a_persons_button_sends_nothing_either_and_says_so(self):
        self.assertFalse(self.owner.with_company(self.company).execute_followup({}))
        self.assertTrue(self.other.with_company(self.company).execute_followup({}))
        self.assertEqual(self.mailed(), ["cafe@example.com"])

    def test_it_is_recorded_once_a_day_and_counts_for_nothing(self):
        self.run_it()
        self.run_it()
        self.assertEqual(len(self.kept_back()), 1)
        self.assertEqual(self.case.contact_count, 0)

    def test_reminders_of_debtors_become_manual_and_those_of_others_stay(self):
        self.env["res.partner"]._arrears_take_over(self.company)
        self.assertEqual(self.owner.followup_reminder_type, "manual")
        self.assertEqual(self.other.followup_reminder_type, "automatic")

    def test_the_settings_warn_while_its_scheduled_action_is_on(self):
        self.assertTrue(self.company.arrears_other_follow_up)
        self.follow_up.active = False
        self.company.invalidate_recordset()
        self.assertFalse(self.company.arrears_other_follow_up)
