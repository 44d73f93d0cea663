"""What a card says of its way: how long it has stood still, what would come, whose texts."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..engine.priority import KEY_ACCOUNT_POINTS
from .collection_case import TODAY, CollectionCase


class PlanCase(CollectionCase):
    def setUp(self):
        super().setUp()
        self.owing(450)
        self.case = self.case_of()

    def card(self, day=TODAY, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.on(day, self.case.with_user(user or self.collector))


@tagged("post_install", "-at_install")
class TestStageAge(PlanCase):
    def test_a_card_counts_its_days_in_a_stage_and_begins_anew_when_it_moves(self):
        """Row 133."""
        self.assertEqual(self.case.stage_since, TODAY)
        self.assertEqual(self.card(self.later(9)).stage_days, 9)
        self.card(self.later(9)).sudo().write({"stage_id": self.stage("call").id})
        self.assertEqual(self.card(self.later(9)).stage_days, 0)
        self.card(self.later(12)).sudo().write({"stage_id": self.stage("call").id})
        self.assertEqual(self.card(self.later(12)).stage_days, 3, "it did not move")

    def test_a_run_that_moves_a_card_and_a_return_begin_anew_too(self):
        self.switch_on()
        self.case.stage_id = self.stage("reminder")
        self.run_on()
        self.assertEqual(self.case.stage_since, TODAY)
        move = self.env["account.move"].search([("partner_id", "=", self.owner.id)])
        self.pay(move, 450)
        self.end_transaction()
        self.assertEqual((self.case.state, self.card().stage_days), ("closed", 0))
        later = self.later(40)
        self.owing(100, due=str(self.later(30)))
        self.refresh(later)
        self.assertEqual((self.case.state, self.case.stage_since), ("open", later))


@tagged("post_install", "-at_install")
class TestOutlook(PlanCase):
    def lines(self, card):
        return (card.outlook or "").count("<tr><td>")

    def test_a_card_shows_what_would_come_when_and_who_does_it(self):
        """Row 31: read from the policy; nothing is written by looking."""
        self.owner.email = "owner@example.com"
        self.switch_on()
        claims = self.env["arrears.step.claim"].search_count([])
        text = self.card().outlook
        self.assertGreater(self.lines(self.card()), 2)
        self.assertIn("Gentle reminder", text)
        self.assertIn("By itself", text)
        self.assertIn(self.collector.name, text)
        self.assertEqual(self.env["arrears.step.claim"].search_count([]), claims)
        self.assertFalse(self.contacts())

    def test_the_first_line_is_what_the_run_does(self):
        self.switch_on()
        rows = self.env["arrears.run"].sudo().new({"company_id": self.company.id})
        day, step = rows._outlook_of(self.case.sudo())[self.case.id][0]
        self.assertEqual(day, TODAY)
        self.run_on()
        self.assertEqual(self.case.claim_ids.step_id.id, step.key)

    def test_a_hold_puts_the_plan_off_and_a_debtor_set_apart_has_none(self):
        self.assertTrue(self.card().outlook, "what is stopped today has a plan all the same")
        self.switch_on()
        self.env["arrears.hold"].create(
            {"case_id": self.case.id, "type": "manual", "date_from": TODAY,
             "date_until": self.later(5), "amount": 100}
        )  # fmt: skip
        rows = self.env["arrears.run"].sudo().new({"company_id": self.company.id})
        self.assertEqual(rows._outlook_of(self.case.sudo())[self.case.id][0][0], self.later(6))
        self.company.arrears_smallest_amount = 10000
        self.assertFalse(self.card().outlook)

    def test_whoever_does_not_see_the_card_reads_no_plan(self):
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            self.card(user=stranger).read(["outlook"])


@tagged("post_install", "-at_install")
class TestKeyAccount(PlanCase):
    def test_a_shop_comes_up_and_says_why(self):
        """Row 65."""
        plain = self.case.priority_score
        self.flat.usage = "shop"
        self.refresh()
        self.case.invalidate_recordset()
        self.assertEqual(self.case.priority_score, plain + KEY_ACCOUNT_POINTS)
        self.assertIn("Shop, office or villa +10", self.card().why_here)

    def message_to(self, is_company):
        self.owner.write({"is_company": is_company, "email": "pays@example.com"})
        self.switch_on()
        self.run_on()
        return self.contacts().template_id

    def test_a_firm_is_written_to_in_its_own_words(self):
        business = self.env.ref("property_arrears.template_email_gentle_business")
        self.assertEqual(self.message_to(True), business)

    def test_a_person_is_not(self):
        gentle = self.env.ref("property_arrears.template_email_gentle")
        self.assertEqual(self.message_to(False), gentle)

    def test_a_text_for_firms_that_waits_for_review_sends_nothing(self):
        business = self.env.ref("property_arrears.template_email_gentle_business")
        business.with_user(self.manager).body += " "
        self.assertEqual(business.review_state, "draft")
        self.assertFalse(self.message_to(True))
