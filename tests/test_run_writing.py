"""What a night writes by one statement is what the models would have written row by row."""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY, CollectionCase

# Columns that tell two rows apart and nothing else.
OF_THE_ROW = ("id", "run_id", "create_date", "write_date")


@tagged("post_install", "-at_install")
class TestRunWriting(CollectionCase):
    def setUp(self):
        super().setUp()
        self.switch_on()

    def new_run(self):
        return self.env["arrears.run"].create({"company_id": self.company.id, "date": TODAY})

    def row(self, record):
        """The stored columns of a record as the database has them."""
        self.env.flush_all()
        self.env.cr.execute(f"SELECT to_jsonb(r) FROM {record._table} r WHERE id = %s", [record.id])
        return {k: v for k, v in self.env.cr.fetchone()[0].items() if k not in OF_THE_ROW}

    def by_the_model(self, line):
        """The same line, written by ``create``."""
        other = self.new_run()
        return line.create(
            {
                "run_id": other.id,
                "case_id": line.case_id.id,
                "amount_pursued": line.case_id.amount_pursued,
                "outcome": line.outcome,
                "step_id": line.step_id.id,
                "contact_id": line.contact_id.id,
                "planned_at": line.planned_at,
                "reasons": line.reasons,
                "verdict_key": line.verdict_key,
            }
        )

    def test_a_line_of_a_step_is_the_same_as_through_the_model(self):
        self.owing(450)
        line = self.line_of(self.run_on(), self.case_of()).sudo()
        self.assertTrue(line.contact_id and line.step_id and line.planned_at)
        self.assertEqual(self.row(line), self.row(self.by_the_model(line)))

    def test_a_line_with_reasons_is_the_same_as_through_the_model(self):
        self.owing(450, price_basis=False)
        line = self.line_of(self.run_on(), self.case_of()).sudo()
        self.assertEqual(self.codes(line), ["missing_price_basis"])
        self.assertEqual(self.row(line), self.row(self.by_the_model(line)))

    def test_a_run_and_a_card_know_new_lines_at_once(self):
        self.owing(450)
        case, run = self.case_of(), self.new_run()
        self.assertFalse(run.line_ids or case.run_line_ids)
        run._look_at(self.owner.ids)
        self.assertEqual(run.line_ids, case.run_line_ids)
        self.assertEqual(len(run.line_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_a_run_still_says_one_thing_about_a_card(self):
        self.owing(450)
        run = self.run_on()
        said = dict.fromkeys(("step_id", "contact_id", "planned_at", "reasons"))
        said |= {"case_id": self.case_of().id, "outcome": "waiting", "verdict_key": "waiting:"}
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["arrears.run.line"].sudo()._insert(run, [said])

    def test_a_claim_knows_its_message_and_where_the_card_came_from(self):
        self.owing(450)
        self.run_on()
        claim = self.case_of().claim_ids
        self.assertEqual(claim.contact_id, self.contacts())
        self.assertEqual(claim.write_uid, self.env.user)

    def test_no_statement_changes_what_a_claim_was(self):
        self.owing(450)
        self.run_on()
        claim = self.case_of().claim_ids.sudo()
        with self.assertRaises(UserError):
            claim._note(self.company, "step_id", {claim.id: claim.step_id.id})

    def test_a_claim_of_another_company_is_not_touched(self):
        self.owing(450)
        self.run_on()
        claim = self.case_of().claim_ids.sudo()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        before = claim.contact_id
        claim._note(elsewhere, "contact_id", {claim.id: None})
        self.assertEqual(claim.contact_id, before)
