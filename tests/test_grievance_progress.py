"""While something is put right: word every fortnight, and the work order beside it."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .stops_case import StopsCase


class ProgressCase(StopsCase):
    def setUp(self):
        super().setUp()
        self.repair = self.env["arrears.grievance"].with_user(self.collector).create(
            {"case_id": self.case.id, "subject": "A wet wall", "kind": "repair"}
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestGrievanceProgress(ProgressCase):
    def setUp(self):
        super().setUp()
        self.repair.answer = "The mason looks at it on Monday"
        self.repair.action_answer()

    def told(self, day, words="The mason was there"):
        repair = self.on(day, self.repair)
        repair.progress = words
        repair.action_informed()

    def test_every_fortnight_the_collector_is_asked_for_a_word_once(self):
        """Row 88."""
        self.morning(13)
        self.assertFalse(self.tasks(self.repair))
        self.morning(14)
        self.morning(15)
        task = self.tasks(self.repair)
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("A wet wall", task.summary)

    def test_a_word_is_kept_and_the_next_fortnight_counts_from_it(self):
        self.morning(14)
        self.told(self.later(15))
        self.assertFalse(self.tasks(self.repair))
        self.assertEqual((self.repair.informed_on, self.repair.progress), (self.later(15), False))
        self.assertIn("The mason was there", self.repair.message_ids[0].body)
        self.morning(28)
        self.assertFalse(self.tasks(self.repair))
        self.morning(29)
        self.assertEqual(len(self.tasks(self.repair)), 1)

    def test_a_word_that_is_not_written_down_is_none(self):
        with self.assertRaisesRegex(UserError, "how far it is"):
            self.repair.action_informed()
        with self.assertRaises(UserError):
            self.repair.sudo().write({"informed_on": self.later(1)})

    def test_what_is_settled_asks_for_no_word(self):
        self.repair.outcome = "remedied"
        self.repair.action_close()
        self.repair.sudo().activity_ids.unlink()
        self.morning(40)
        self.assertFalse(self.tasks(self.repair))
        with self.assertRaisesRegex(UserError, "Nothing is being put right"):
            self.repair.action_informed()


@tagged("post_install", "-at_install")
class TestWorkOrder(ProgressCase):
    def kept_as(self, model):
        self.company.arrears_ticket_model_id = self.env["ir.model"]._get(model)

    def test_a_number_elsewhere_is_shown_with_its_state_on_the_card(self):
        self.repair.write(
            {"ticket_number": "R-1204", "ticket_state": "Ordered", "ticket_on": self.later(-1)}
        )
        self.assertEqual(self.repair.ticket_text, f"R-1204 · Ordered · {self.later(-1)}")
        self.assertEqual(self.case.grievance_ids.ticket_text, self.repair.ticket_text)

    def test_a_record_of_the_chosen_sort_is_linked_and_never_changed(self):
        """Rows 195, 211: read there, shown here."""
        with self.assertRaises(ValueError):
            self.repair.ticket = f"arrears.estate,{self.estate.id}"
        self.kept_as("arrears.estate")
        self.repair.ticket = f"arrears.estate,{self.estate.id}"
        self.assertEqual(self.repair.ticket_text, self.estate.display_name)
        self.assertEqual(self.repair.ticket, self.estate)

    def ordered(self, **values):
        """Work orders are units; one is closed when it is vacant."""
        self.kept_as("arrears.unit")
        self.company.arrears_ticket_closed_when = "[('occupancy', '=', 'vacant')]"
        order = self.flat.copy({"number": "W1", "occupancy": "occupied"})
        self.repair.ticket = f"arrears.unit,{order.id}"
        return order

    def courtesy(self):
        return self.tasks(self.case, self.collector).filtered(
            lambda task: "Is the repair all right" in (task.summary or "")
        )

    def test_a_work_order_closed_elsewhere_asks_for_one_courtesy_call(self):
        """Row 81: noticed once, with the words of the service script and none on arrears."""
        order = self.ordered()
        self.morning(1)
        self.assertFalse(self.courtesy())
        order.occupancy = "vacant"
        self.morning(2)
        self.morning(2)
        self.morning(3)
        task = self.courtesy()
        self.assertEqual(len(task), 1)
        self.assertIn("SERVICE-1", task.note)
        self.assertIn("in order now", task.note)
        self.assertNotIn("450", task.note)
        self.repair.answer = "Done"
        self.repair.action_answer()
        self.repair.outcome = "remedied"
        self.repair.action_close()
        self.assertEqual(self.courtesy(), task, "settling it here asks nobody again")

    @mute_logger("odoo.sql_db")
    def test_the_database_knows_of_one_call_about_a_repair(self):
        calls = self.env["arrears.courtesy.call"]
        calls._ask(self.repair)
        row = calls.search([("case_id", "=", self.case.id)])
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            row.copy()

    def test_a_card_without_a_collector_waits_for_one(self):
        order = self.ordered()
        order.occupancy = "vacant"
        self.case.user_id = False
        self.morning(1)
        self.assertFalse(self.env["arrears.courtesy.call"].search([("case_id", "=", self.case.id)]))
        self.case.user_id = self.collector
        self.morning(2)
        self.assertEqual(len(self.courtesy()), 1)

    def test_a_complaint_asks_for_no_courtesy_call(self):
        order = self.ordered()
        self.repair.kind = "complaint"
        order.occupancy = "vacant"
        self.morning(1)
        self.assertFalse(self.courtesy())

    def test_a_condition_that_does_not_fit_is_refused(self):
        self.kept_as("arrears.unit")
        for wrong in ("[('nothing', '=', 1)]", "closed", "[("):
            with self.assertRaisesRegex(ValidationError, "choose the condition again"):
                self.company.arrears_ticket_closed_when = wrong

    def test_without_a_condition_the_stage_or_state_of_the_order_says_it(self):
        closed = self.company._arrears_ticket_closed
        condition = next(iter(closed(self.env["arrears.grievance"])))
        self.assertEqual(condition[0], "state")
        self.assertTrue(closed(self.env["arrears.zone"]).is_false())

    def test_a_link_is_no_way_to_a_record_one_does_not_see(self):
        self.kept_as("ir.config_parameter")
        hidden = self.env["ir.config_parameter"].search([], limit=1)
        self.assertFalse(hidden.with_user(self.collector).has_access("read"))
        with self.assertRaisesRegex(ValidationError, "don't see this work order"):
            self.repair.ticket = f"{hidden._name},{hidden.id}"

    def test_the_sheet_of_a_round_names_what_is_open(self):
        """Row 53."""
        self.repair.ticket_number = "R-1204"
        visits = self.env["arrears.visit.round"]
        visit = self.env["arrears.visit"].new({"case_ids": [(6, 0, self.case.ids)]})
        self.assertEqual(visits._repairs_of(visit), ["A wet wall · R-1204"])
        self.repair.answer = "Done"
        self.repair.action_answer()
        self.repair.outcome = "remedied"
        self.repair.action_close()
        self.assertEqual(visits._repairs_of(visit), [])
