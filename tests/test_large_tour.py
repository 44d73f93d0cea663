"""A large debtor in the browser: from the line of the day to the papers that went out."""

from odoo.tests import HttpCase, tagged

from .test_large_debtor import LargeCase

ACTION = "/odoo/action-property_arrears."


@tagged("post_install", "-at_install")
class TestLargeTour(LargeCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.owes_for(3)
        self.run_on()
        # Due on the day of the browser, wherever the clock of the machine stands.
        self.tasks().date_deadline = self.company._arrears_today()
        self.end_transaction()

    def test_whoever_keeps_the_account_works_it_from_the_day(self):
        self.start_tour(f"{ACTION}action_arrears_case_day", "arrears_large",
                        login=self.collector.login)  # fmt: skip
        account = self.large_account()
        self.assertFalse(account.activity_ids)
        self.assertEqual(account.statement_ids.sent_by_id, self.collector)

    def test_a_manager_has_it_worked_card_by_card(self):
        self.start_tour(f"{ACTION}action_arrears_large_debtor", "arrears_large_list",
                        login=self.manager.login)  # fmt: skip
        self.assertEqual(self.large_account().state, "cards")
