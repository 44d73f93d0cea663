"""Questions, complaints and repairs: answered in time, and not a word of money meanwhile."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .stops_case import StopsCase


@tagged("post_install", "-at_install")
class TestGrievance(StopsCase):
    def grievance(self, **values):
        return self.env["arrears.grievance"].with_user(self.collector).create(
            {"case_id": self.case.id, "subject": "The lift stands still", **values}
        )  # fmt: skip

    def settled(self, grievance, outcome, user=None):
        grievance = grievance.with_user(user or self.collector)
        grievance.answer = "The mechanic comes tomorrow"
        grievance.action_answer()
        grievance.outcome = outcome
        grievance.action_close()

    def test_the_button_on_the_card_pauses_it_and_gives_three_working_days(self):
        action = self.case.with_user(self.collector).action_grievance()
        records = self.env["arrears.grievance"].with_user(self.collector)
        with Form(records.with_context(**action["context"])) as form:
            form.subject = "The lift stands still"
        grievance = self.case.grievance_ids
        self.assertEqual(grievance.answer_by, self.later(3))
        self.assertEqual(self.codes_of(), ["escalation_off", "hold_grievance"])
        self.assertEqual(self.case.badges[0]["code"], "grievance")
        task = self.tasks(grievance)
        self.assertEqual((task.user_id, task.date_deadline), (self.collector, self.later(3)))
        again = self.case.with_user(self.collector).action_grievance()
        self.assertEqual(again["res_id"], grievance.id, "the open one")

    @mute_logger("odoo.sql_db")
    def test_a_card_has_one_open_grievance(self):
        self.grievance()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.grievance()

    def test_after_a_remedy_there_are_fourteen_quiet_days(self):
        grievance = self.grievance()
        self.settled(grievance, "remedied")
        self.assertEqual(grievance.paused_until, self.later(14))
        self.assertIn("hold_grievance", self.codes_of(day=self.later(14)))
        self.assertEqual(self.codes_of(day=self.later(15)), ["escalation_off"])

    def test_a_question_is_settled_by_its_answer(self):
        grievance = self.grievance(kind="question")
        with self.assertRaisesRegex(UserError, "what the owner was told"):
            grievance.action_answer()
        grievance.answer = "It is the area in the deed"
        grievance.action_answer()
        self.assertEqual((grievance.state, grievance.outcome), ("closed", "explained"))
        self.assertEqual(self.codes_of(), ["escalation_off"])

    def test_a_collector_does_not_close_a_complaint_without_a_remedy(self):
        grievance = self.grievance()
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            self.settled(grievance, "explained")
        self.assertEqual(grievance.state, "answered")
        self.assertIn("hold_grievance", self.codes_of())
        grievance.with_user(self.manager).action_close()
        self.assertEqual(self.codes_of(), ["escalation_off"])

    def test_it_is_not_closed_before_it_is_answered(self):
        grievance = self.grievance()
        grievance.outcome = "remedied"
        with self.assertRaisesRegex(UserError, "Answer the owner first"):
            grievance.action_close()

    def test_a_late_answer_goes_to_a_manager_once_and_the_pause_goes_on(self):
        grievance = self.grievance()
        self.morning(3)
        self.assertFalse(self.tasks(grievance, self.manager))
        self.morning(4)
        self.morning(6)
        self.assertEqual(len(self.tasks(grievance, self.manager)), 1)
        self.assertTrue(self.on(self.later(4), grievance).is_overdue)
        self.assertIn("hold_grievance", self.codes_of(day=self.later(60)))

    def test_a_closed_repair_asks_for_a_courtesy_call_once_without_a_word_on_arrears(self):
        grievance = self.grievance(kind="repair")
        self.settled(grievance, "remedied")
        grievance._repair_closed()
        task = self.tasks(self.case, self.collector)
        self.assertEqual(len(task), 1)
        self.assertIn("No word about arrears", task.summary)
        self.assertNotIn("450", task.summary)

    def test_what_the_owner_says_of_our_service_stands_on_the_card(self):
        """Row 37."""
        self.assertFalse(self.case.feedback_text)
        grievance = self.grievance(kind="repair")
        grievance.ticket_number = "R-77"
        self.env["arrears.preference"].create(
            {"case_id": self.case.id, "purpose_told": True, "satisfaction": "2"}
        )
        self.case.invalidate_recordset()
        card = self.as_user(self.collector, self.case)
        self.assertEqual(
            card.feedback_text.splitlines(),
            ["Repairs: 1, of them open: 1", "Work orders: R-77",
             "Satisfied with the service: Dissatisfied"],
        )  # fmt: skip

    def test_the_courtesy_call_is_a_service_call_and_passes_the_pause(self):
        self.settled(self.grievance(kind="repair"), "remedied")
        logs = self.as_user(self.collector, self.env["arrears.contact.log"])
        values = {"case_id": self.case.id, "channel": "call"}
        self.assertIn("not settled", logs.create(values).warning)
        service = logs.create(values | {"contact_class": "service"})
        self.assertFalse(service.warning)
        service.action_connected()
        contact = self.case.contact_ids
        self.assertEqual((contact.contact_class, contact.state), ("service", "connected"))
        form = Form(logs.browse(service.id))
        self.assertTrue(form._get_modifier("claim_amount", "invisible"))

    def test_an_open_complaint_is_not_lifted_or_deleted_by_hand(self):
        grievance = self.grievance()
        with self.assertRaises(ValidationError):
            grievance.hold_ids.with_user(self.manager).action_lift()
        with self.assertRaises(UserError):
            grievance.unlink()
        self.settled(grievance, "remedied")
        with self.assertRaisesRegex(UserError, "took effect"):
            grievance.write({"subject": "Nothing"})

    def test_strangers_see_nothing(self):
        grievance = self.grievance()
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            grievance.with_user(stranger).read(["subject"])
