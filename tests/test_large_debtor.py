"""A debtor with many units is worked as a whole: no single steps, one task a period, one person."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .collection_case import TODAY, CollectionCase


class LargeCase(CollectionCase):
    def setUp(self):
        super().setUp()
        self.company.arrears_large_units = 2
        self.units = self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "number": f"D{number}"} for number in range(3)]
        )
        self.developer = self.partner("Lake Development Ltd", is_company=True)
        self.switch_on()

    def owes_for(self, count):
        for unit in self.units[:count]:
            self.owing(1000, partner=self.developer, unit=unit)

    def large_account(self):
        return self.env["arrears.large.debtor"].search([("company_id", "=", self.company.id)])

    def cards(self):
        return self.env["arrears.case"].search([("debtor_id", "=", self.developer.id)])

    def tasks(self):
        return self.large_account().activity_ids


@tagged("post_install", "-at_install")
class TestLargeDebtor(LargeCase):
    def test_cards_take_no_steps_and_say_why(self):
        """Row 238."""
        self.owes_for(3)
        run = self.run_on()
        self.assertEqual(
            {(line.outcome, *self.codes(line)) for line in run.line_ids},
            {("waiting", "large_debtor")},
        )
        self.assertIn("3 units", run.line_ids[0].reason_text)
        self.assertEqual((run.step_count, run.message_count), (0, 0))
        self.assertEqual(set(self.cards().mapped("next_action")), {"none"})
        badges = {badge["code"] for card in self.cards() for badge in card.badges}
        self.assertIn("large_debtor", badges)

    def test_as_many_units_as_the_limit_are_worked_card_by_card(self):
        self.owes_for(2)
        run = self.run_on()
        self.assertIn("step", run.line_ids.mapped("outcome"))
        self.assertFalse(self.large_account())

    def test_the_person_gets_one_task_a_period_however_many_runs_there_are(self):
        self.estate.manager_id = self.manager
        self.owes_for(3)
        run = self.run_on()
        account = self.large_account()
        self.assertEqual((account.user_id, run.task_count), (self.manager, 1))
        self.run_on()
        self.run_on(self.later(1))
        self.assertEqual(len(self.tasks()), 1)
        next_month = fields.Date.add(TODAY.replace(day=1), months=1)
        self.assertEqual(self.run_on(next_month).task_count, 1)
        self.assertEqual(
            account.statement_ids.mapped("period_from"), [next_month, TODAY.replace(day=1)]
        )

    def test_a_quarter_is_a_period_where_the_company_says_so(self):
        self.company.arrears_large_months = 12
        self.owes_for(3)
        self.run_on()
        self.assertEqual(self.run_on(self.later(60)).task_count, 0)

    def test_without_a_manager_of_the_estate_its_collector_keeps_the_account(self):
        self.owes_for(3)
        self.run_on()
        self.assertEqual(self.large_account().user_id, self.collector)

    def test_nobody_is_asked_while_everything_is_stopped(self):
        self.estate.with_user(self.manager).action_switch_off()
        self.owes_for(3)
        self.assertEqual(self.run_on().task_count, 0)
        self.assertFalse(self.large_account())

    def test_a_preview_makes_no_account(self):
        self.owes_for(3)
        run = self.env["arrears.run"]._preview_of(self.estate)
        self.assertEqual({*self.codes(run.line_ids[0])}, {"large_debtor"})
        self.assertFalse(self.large_account())

    def test_what_was_sent_is_noted_once_with_its_day(self):
        self.owes_for(3)
        self.run_on()
        account = self.on(TODAY, self.large_account().with_user(self.collector))
        account.action_statement_sent()
        self.assertEqual(account.last_statement_on, TODAY)
        self.assertEqual(account.statement_ids.sent_by_id, self.collector)
        self.assertFalse(account.activity_ids)
        with self.assertRaises(UserError):
            account.sudo().write({"last_statement_on": TODAY})
        with self.assertRaises(UserError):
            account.sudo().statement_ids.write({"sent_on": False})
        with self.assertRaises(UserError):
            account.sudo().statement_ids.unlink()

    def test_undoing_the_run_takes_the_task_back_and_it_can_come_again(self):
        self.owes_for(3)
        run = self.run_on()
        run._undo("wrong day")
        self.assertFalse(self.tasks())
        self.assertFalse(self.large_account().statement_ids)
        self.assertEqual(self.run_on().task_count, 1)

    def test_the_account_adds_up_its_cards_and_closes_when_nothing_is_due(self):
        self.owes_for(3)
        self.run_on()
        account = self.large_account()
        self.assertEqual((account.unit_count, account.amount_pursued), (3, 3000))
        self.assertEqual(account.amount_overdue, sum(self.cards().mapped("amount_overdue")))
        self.pay_all()
        self.run_on(self.later(1))
        account.invalidate_recordset()
        self.assertEqual((account.state, account.amount_overdue), ("settled", 0))
        self.assertFalse(account.activity_ids)

    def pay_all(self):
        moves = self.env["account.move"].search([("partner_id", "=", self.developer.id)])
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        )
        wizard.create({"group_payment": True})._create_payments()
        self.end_transaction()

    def test_fewer_units_do_not_send_letters_the_next_night(self):
        self.owes_for(3)
        self.run_on()
        self.company.arrears_large_units = 20
        self.assertEqual(self.run_on(self.later(1)).step_count, 0)

    def test_a_manager_may_have_the_cards_worked_one_by_one(self):
        self.owes_for(3)
        self.run_on()
        with self.assertRaises(AccessError):
            self.large_account().with_user(self.collector).action_work_by_card()
        self.large_account().with_user(self.manager).action_work_by_card()
        self.assertFalse(self.tasks())
        self.assertGreater(self.run_on(self.later(1)).step_count, 0)
        self.assertFalse(self.cards().filtered("is_large_debtor"))


@tagged("post_install", "-at_install")
class TestLargeDebtorScreens(LargeCase):
    def setUp(self):
        super().setUp()
        self.owes_for(3)
        self.run_on()

    def board(self, user):
        action = self.env.ref("property_arrears.action_arrears_case")
        self.assertEqual(safe_eval(action.context), {"search_default_not_large": 1})
        cards = self.env["arrears.case"].with_user(user)
        return cards.search([("is_large_debtor", "=", False)])

    def test_the_board_leaves_its_cards_out_by_a_filter(self):
        self.owing(450)
        self.assertEqual(self.board(self.manager), self.case_of().with_user(self.manager))
        large = self.env["arrears.case"].search([("is_large_debtor", "=", True)])
        self.assertEqual(large, self.cards())

    def test_whoever_keeps_the_account_works_its_cards_and_prints_its_papers(self):
        keeper = self.user("keeper", "group_collector")
        cards = self.env["arrears.case"].with_user(keeper)
        self.assertFalse(cards.search([("id", "in", self.cards().ids)]))
        account = self.large_account()
        account.with_user(self.manager).user_id = keeper
        self.assertEqual(account.activity_ids.user_id, keeper, "the open task goes along")
        self.assertEqual(cards.search([("id", "in", self.cards().ids)]), self.cards())
        account = account.with_user(keeper)
        self.assertEqual(account.debtor_name, "Lake Development Ltd")
        action = account.action_print_unit_statement()
        window = self.env["arrears.document.print"].with_user(keeper)
        window = window.with_context(**action["context"]).create({})
        document = self.env["arrears.document"].browse(window.action_issue()["res_id"])
        self.assertEqual(document.document_type, "unit_statement")
        document.with_user(keeper).check_access("read")
        with self.assertRaises(AccessError):
            document.with_user(self.collector).check_access("read")
        self.assertEqual(account.action_log_contact()["res_model"], "arrears.contact.log")

    def test_others_see_neither_name_nor_account(self):
        other = self.user("other", "group_collector")
        self.assertFalse(self.env["arrears.large.debtor"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.large_account().with_user(other).action_statement_sent()

    def test_my_day_has_one_line_for_a_call_about_many_units(self):
        self.large_account().with_user(self.manager).action_work_by_card()
        due = {"next_action": "call", "next_action_date": TODAY}
        self.cards()._update_figures(dict.fromkeys(self.cards().ids, due))
        day = self.on(TODAY, self.env["arrears.case"].with_user(self.collector))
        self.assertEqual(len(day.search([("due_for_me", "=", True)]) & self.cards()), 1)

    def test_the_deputy_works_the_account_in_the_days_of_the_absence(self):
        """Row 240: the task, the account and its cards; before and after nothing."""
        deputy = self.user("deputy", "group_collector")
        self.estate.collector_ids = [Command.clear()]
        self.owes_for(3)
        self.run_on()
        account = self.large_account()
        account.user_id = self.collector
        account.activity_ids.unlink()
        self.env["arrears.absence"].create(
            {"company_id": self.company.id, "user_id": self.collector.id,
             "deputy_id": deputy.id, "date_from": self.later(1), "date_until": self.later(60)}
        )  # fmt: skip

        def seen(day, records):
            found = self.on(day, records.with_user(deputy)).search([("id", "in", records.ids)])
            return found.with_env(records.env)

        for records in (account, self.cards()):
            self.assertFalse(seen(TODAY, records))
            self.assertEqual(seen(self.later(1), records), records)
            self.assertFalse(seen(self.later(61), records))
        there = self.on(self.later(2), account.with_user(deputy))
        self.assertEqual(there.debtor_name, self.developer.name)
        with self.assertRaises(AccessError):
            self.on(TODAY, account.with_user(deputy)).action_statement_sent()
        self.run_on(self.later(40))
        self.assertEqual(account.activity_ids.user_id, deputy)
        there.action_statement_sent()
        self.assertFalse(account.activity_ids)

    def test_my_day_and_the_day_board_have_the_task_of_an_account_once(self):
        """The task stands on the account; three cards of the debtor are one line of the day."""
        due, after = self.later(7), self.later(8)

        def my_day(day, user=self.collector):
            cards = self.on(day, self.env["arrears.case"].with_user(user))
            return cards.search([("due_for_me", "=", True)]) & self.cards()

        def row(day):
            self.env.invalidate_all()
            rows = self.on(day, self.env["arrears.collector.day"].with_user(self.manager))
            return rows.search(
                [("company_id", "=", self.company.id), ("user_id", "=", self.collector.id)]
            )

        self.assertFalse(my_day(self.later(6)))
        line = my_day(due)
        self.assertEqual(len(line), 1)
        self.assertEqual(line.action_open_account()["res_id"], self.large_account().id)
        self.assertFalse(my_day(due, self.manager))
        board = row(due)
        self.assertEqual((board.task_count, board.done_count), (1, 0))
        opened = self.env["arrears.case"].search(board.action_open_tasks()["domain"])
        self.assertEqual(opened, line.sudo())
        self.on(after, self.large_account().with_user(self.collector)).action_statement_sent()
        self.assertFalse(my_day(after))
        self.assertEqual(row(after).task_count, 0)

    def test_whoever_keeps_an_account_alone_stands_on_the_day_board(self):
        keeper = self.user("keeper", "group_collector")
        self.large_account().with_user(self.manager).user_id = keeper
        self.env.flush_all()
        board = self.env["arrears.collector.day"].with_user(self.manager)
        self.assertTrue(board.search([("user_id", "=", keeper.id)]))
        with self.assertRaises(AccessError):
            self.cards()[0].with_user(self.collector).action_open_account()

    def test_a_merged_contact_has_one_account(self):
        other = self.partner("Lake Development", is_company=True)
        merge = self.env["base.partner.merge.automatic.wizard"]
        second = self.large_account().create({"company_id": self.company.id, "debtor_id": other.id})
        second._ask_for_statements(TODAY)
        merge._merge((other | self.developer).ids, self.developer)
        self.assertEqual(self.large_account().debtor_id, self.developer)

    def test_a_hand_over_moves_the_account(self):
        taker = self.user("taker", "group_collector")
        handover = self.env["arrears.handover"].with_user(self.manager).create(
            {"company_id": self.company.id, "from_user_id": self.collector.id,
             "to_user_id": taker.id, "estate_ids": [Command.clear()]}
        )  # fmt: skip
        handover.action_hand_over()
        self.assertEqual(self.large_account().user_id, taker)
        self.assertEqual(self.large_account().activity_ids.user_id, taker)
