"""Row 236: a logged call names all cards of the debtor, and each shows it."""

from odoo.tests import tagged

from .talk_case import TalkCase


@tagged("post_install", "-at_install")
class TestOneConversation(TalkCase):
    def setUp(self):
        super().setUp()
        self.owing(120, unit=self.garage)
        self.other = self.case_of(unit=self.garage)
        self.stranger = self.partner("Neighbour")
        self.owing(80, partner=self.stranger, unit=self.garage)

    def test_a_talk_is_about_all_open_cards_and_stands_on_each(self):
        log = self.log(identity_checked=True, reason_id=self.forgot().id, note="Salary late")
        self.assertIn(self.garage.name, log.other_units)
        self.assertEqual(log.amount_all, 570)
        log.action_connected()
        contact = self.contact()
        cards = self.case.with_env(self.env) | self.other
        self.assertEqual(contact.case_ids, cards)
        self.assertEqual((contact.amount, contact.charge_ids), (570, cards.charge_ids))
        for card in cards:
            self.assertEqual((card.contact_ids, card.contact_count), (contact, 1))
            self.assertEqual(card.reason_id, self.forgot())
            self.assertIn("Salary late", card.message_ids[0].body)
        self.assertFalse(self.case_of(self.stranger, self.garage).contact_ids)

    def test_a_card_keeps_the_reason_it_has(self):
        own = self.env.ref("property_arrears.reason_service")
        self.other.reason_id = own
        self.log(identity_checked=True, reason_id=self.forgot().id).action_connected()
        self.assertEqual(self.other.reason_id, own)

    def test_the_tasks_to_call_are_settled_on_every_card(self):
        for card in (self.case, self.other):
            card.sudo().activity_schedule(
                "property_arrears.activity_type_call", user_id=self.collector.id
            )
        self.log(identity_checked=True, reason_id=self.forgot().id).action_connected()
        self.assertFalse((self.case.sudo() | self.other).activity_ids)

    def test_nobody_answering_is_one_attempt_on_all_cards(self):
        self.case.action_log_no_answer()
        self.assertEqual((self.case.contact_count, self.other.contact_count), (1, 1))
        self.assertEqual(len(self.contact()), 1)

    def test_a_word_on_the_service_is_about_one_card(self):
        self.log(contact_class="service", need="A ramp").action_connected()
        self.assertEqual(self.contact().case_ids, self.case.with_env(self.env))

    def test_a_promise_holds_the_card_it_was_given_on(self):
        log = self.log(
            identity_checked=True, reason_id=self.forgot().id, promise_date=self.later(3)
        )
        log.action_connected()
        self.assertTrue(self.case.hold_ids)
        self.assertFalse(self.other.hold_ids)

    def test_closed_cards_are_left_out(self):
        self.pay(
            self.env["account.move"].search(
                [("partner_id", "=", self.owner.id), ("arrears_unit_id", "=", self.garage.id)]
            ),
            120,
        )
        self.end_transaction()
        self.log(identity_checked=True, reason_id=self.forgot().id).action_connected()
        self.assertEqual(self.contact().case_ids, self.case.with_env(self.env))
