"""Letter steps of a run: taken once, listed, passed over, undone."""

from odoo.tests import tagged

from .letter_case import LetterCase


@tagged("post_install", "-at_install")
class TestLetterInRun(LetterCase):
    def setUp(self):
        super().setUp()
        self.ladder("letter", "call")
        self.switch_on()

    def test_a_run_puts_one_letter_a_debtor_into_the_queue(self):
        self.owing(450)
        self.owing(80, unit=self.garage)
        run = self.run_on()
        letter, case = self.letters(), self.case_of()
        self.assertEqual((len(letter), letter.state, letter.run_id), (1, "to_print", run))
        self.assertEqual((letter.amount, len(letter.case_ids)), (530, 2))
        self.assertEqual(case.stage_id, self.stage("demand_letter"))
        self.assertEqual((case.next_action, run.task_count), ("letter", 1))
        self.assertEqual(case.claim_ids.letter_id, letter)
        self.assertEqual(self.run_on().step_count, 0)
        letter.with_user(self.collector).action_print()
        self.tell(letter, "posted", method="courier")
        self.assertEqual(letter.contact_id.run_id, run)
        self.assertEqual(case.claim_ids.contact_id, letter.contact_id)

    def test_a_preview_lists_the_letter_and_writes_none(self):
        self.owing(450)
        run = self.env["arrears.run"]._preview_of(self.estate)
        line = self.line_of(run, self.case_of())
        self.assertEqual((line.outcome, line.step_id.channel), ("step", "letter"))
        self.assertFalse(self.letters())

    def test_an_address_that_is_missing_or_bad_is_passed_over_with_its_reason(self):
        self.owing(450)
        case = self.case_of()
        case._mark_address("bad")
        run = self.run_on()
        self.assertFalse(self.letters())
        self.assertEqual(self.line_of(run, case).step_id.channel, "call", "the next rung is taken")
        self.assertEqual(case._address_obstacles()[case.id].code, "address_unverified")

    def test_no_second_letter_while_one_waits(self):
        self.owing(450)
        self.letter()
        run = self.run_on()
        self.assertEqual(self.codes(self.line_of(run, self.case_of())), ["letter_waiting"])
        self.assertEqual(len(self.letters()), 1)

    def test_the_letter_family_has_its_own_cap(self):
        letter = self.posted()
        self.assertEqual(letter.state, "posted")
        run = self.run_on(self.later(14))
        self.assertEqual(self.codes(self.line_of(run, self.case_of())), ["contact_cap"])
        self.assertEqual(self.run_on(self.later(15)).step_count, 1)

    def test_a_refused_letter_frees_its_step(self):
        self.owing(450)
        self.run_on()
        self.pay(self.case_of().charge_ids.move_id, 450)
        self.end_transaction()
        self.letters().with_user(self.collector).action_print()
        self.assertEqual(self.letters().state, "refused")
        self.assertTrue(self.env["arrears.step.claim"].search([]).filtered("letter_id").voided)

    def test_switching_off_stops_a_letter_of_a_run_and_not_one_by_hand(self):
        self.owing(450)
        self.run_on()
        self.estate.with_user(self.manager).action_switch_off()
        letter = self.letters()
        letter.with_user(self.collector).action_print()
        self.assertEqual(letter.state, "refused")
        self.assertEqual(self.printed().state, "printed")

    def undo(self, run):
        window = self.env["arrears.run.undo"].with_user(self.manager)
        window = window.browse(run.with_user(self.manager).action_undo()["res_id"])
        window.reason = "Too early"
        window.action_undo()

    def test_undoing_takes_back_what_nobody_printed(self):
        self.owing(450)
        run = self.run_on()
        self.undo(run)
        self.assertEqual(self.letters().state, "cancelled")
        self.assertIn("undone by Manager", self.letters().reason_text)
        self.assertEqual(self.case_of().stage_id, self.stage("reminder"))
        self.assertEqual(self.run_on().step_count, 1)

    def test_a_printed_letter_stays(self):
        self.owing(450)
        run = self.run_on()
        self.letters().with_user(self.collector).action_print()
        self.undo(run)
        self.assertEqual((self.letters().state, run.kept_count), ("printed", 1))
        self.assertIn("letter was printed", self.line_of(run, self.case_of()).undo_text)

    def test_merging_two_debtors_keeps_one_waiting_letter(self):
        twin = self.partner("Owner again", street="1 Lake Road")
        self.owing(450)
        self.owing(90, partner=twin, unit=self.garage)
        self.run_on()
        self.assertEqual(len(self.letters()), 2)
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.owner | twin).ids, self.owner)
        self.end_transaction()
        self.assertEqual(sorted(self.letters().mapped("state")), ["cancelled", "to_print"])
        self.assertEqual(self.letters().debtor_id, self.owner)
