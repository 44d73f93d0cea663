"""A hand-over moves what is open, once, says so on each card, and leaves history alone."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestHandover(CollectionCase):
    def setUp(self):
        super().setUp()
        self.flat.building = "3"
        self.owing(450)
        self.case = self.case_of()
        self.taker = self.user("taker", "group_collector")
        self.zone = self.env["arrears.zone"].create(
            {"estate_id": self.estate.id, "building": "3", "user_id": self.collector.id}
        )
        log = self.env["arrears.contact.log"].with_user(self.collector)
        log.create({"case_id": self.case.id}).action_no_answer()
        self.hold = self.env["arrears.hold"].with_user(self.collector).create(
            {"case_id": self.case.id, "type": "promise", "date_from": TODAY,
             "date_until": self.later(5)}
        )  # fmt: skip
        self.task = self.case.activity_schedule(
            "property_arrears.activity_type_call", date_deadline=TODAY, user_id=self.collector.id
        )

    def handover(self, **values):
        form = Form(self.env["arrears.handover"].with_user(self.manager))
        form.from_user_id, form.to_user_id = self.collector, self.taker
        form.reason = "Another district"
        for estate in values.get("estates", ()):
            form.estate_ids.add(estate)
        return form.save()

    def counts(self, handover):
        return (handover.case_count, handover.promise_count, handover.task_count,
                handover.zone_count, handover.estate_count)  # fmt: skip

    def test_it_is_previewed_done_once_and_logged_on_each_card(self):
        """Row 240."""
        handover = self.handover()
        self.assertEqual(self.counts(handover), (1, 1, 1, 1, 1))
        self.assertEqual(self.case.user_id, self.collector, "a preview moves nothing")
        handover.action_hand_over()
        self.assertEqual(self.case.user_id, self.taker)
        self.assertEqual(self.task.user_id, self.taker)
        self.assertEqual(self.zone.user_id, self.taker)
        self.assertEqual(self.case.promise_ids.user_id, self.taker)
        self.assertEqual(self.estate.default_collector_id, self.taker)
        self.assertIn("from Collector to Taker", str(self.case.message_ids[0].body))
        self.assertEqual(self.counts(handover), (1, 1, 1, 1, 1), "the numbers stay as they were")
        with self.assertRaisesRegex(UserError, "already"):
            handover.action_hand_over()
        with self.assertRaisesRegex(UserError, "nothing to hand over"):
            self.handover().action_hand_over()

    def test_planned_visits_go_over(self):
        self.case.reason_id = self.env.ref("property_arrears.reason_forgot")
        companion = self.user("companion", "group_collector")
        visit = self.env["arrears.visit"].create(
            {
                "company_id": self.company.id,
                "debtor_id": self.owner.id,
                "case_id": self.case.id,
                "case_ids": [(6, 0, self.case.ids)],
                "user_id": self.collector.id,
                "companion_id": companion.id,
                "planned_on": self.later(1),
            }
        )
        handover = self.handover()
        handover.action_hand_over()
        self.assertEqual(visit.user_id, self.taker)

    def test_plans_and_letters_without_a_receipt_are_counted_and_have_the_taker(self):
        """Row 240: each with a person."""
        self.owner.write({"street": "1 Lake Road", "city": "Hangzhou"})
        self.case.hold_ids.sudo().write({"lifted_on": TODAY})
        action = self.case.with_user(self.collector).action_write_letter()
        letter = self.env["arrears.letter"].browse(action["res_id"])
        plan = self.env["arrears.plan"].with_user(self.collector).create(
            {"case_id": self.case.id, "owner_figure": 100, "consent_how": "office",
             "consent_on": TODAY}
        )  # fmt: skip
        handover = self.handover()
        self.assertEqual((handover.letter_count, handover.plan_count), (1, 1))
        handover.action_hand_over()
        self.assertEqual((letter.user_id, plan.user_id), (self.taker, self.taker))
        self.assertEqual((handover.letter_count, handover.plan_count), (1, 1))
        handover = self.env["arrears.handover"].create(
            {"from_user_id": self.collector.id, "to_user_id": self.taker.id}
        )
        self.assertEqual((handover.letter_count, handover.plan_count), (0, 0))

    def test_history_keeps_the_old_name(self):
        self.handover().action_hand_over()
        self.assertEqual(self.case.contact_ids.user_id, self.collector)
        self.assertEqual(self.case.promise_ids.author_id, self.collector)

    def test_rights_follow_the_cards(self):
        cards = self.env["arrears.case"]
        self.handover().action_hand_over()
        self.assertIn(self.case, cards.with_user(self.taker).search([]))
        self.assertNotIn(self.case, cards.with_user(self.collector).search([]))

    def test_only_the_chosen_estates_go_over(self):
        other = self.estate.copy({"name": "Other", "code": "OTH"})
        handover = self.handover(estates=other)
        self.assertEqual(handover.case_count, 0)
        other.collector_ids |= self.collector
        handover.action_hand_over()
        self.assertEqual(self.case.user_id, self.collector)
        self.assertNotIn(self.collector, other.collector_ids)

    def test_what_took_place_is_kept_as_it_was(self):
        handover = self.handover()
        handover.action_hand_over()
        for change in (lambda: handover.write({"reason": "x"}), handover.unlink):
            with self.assertRaises(UserError):
                change()

    def test_only_managers_hand_over_and_only_to_collectors(self):
        with self.assertRaises(AccessError):
            Form(self.env["arrears.handover"].with_user(self.collector))
        reader = self.user("reader", "group_reader")
        with self.assertRaisesRegex(ValidationError, "no collector"):
            self.env["arrears.handover"].with_user(self.manager).create(
                {"from_user_id": self.collector.id, "to_user_id": reader.id}
            )
