from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..models.ledger import planner
from ..models.ledger.planner import MANY, WHERE_BLIND, ahead, no_blind_nested_loops


@tagged("post_install", "-at_install")
class TestPlanner(TransactionCase):
    """Posting hundreds of bills into young books must not take a rebuild of 21 seconds."""

    def nested_loops(self):
        self.env.cr.execute("SHOW enable_nestloop")
        return self.env.cr.fetchone()[0]

    def test_many_documents_in_small_books_go_without_nested_loops(self):
        """A test database has few journal items, which is what the planner is asked."""
        with no_blind_nested_loops(self.env, MANY):
            self.assertEqual(self.nested_loops(), "off")
        self.assertEqual(self.nested_loops(), "on")

    def test_few_documents_leave_the_planner_alone(self):
        with no_blind_nested_loops(self.env, MANY - 1):
            self.assertEqual(self.nested_loops(), "on")

    def test_large_books_leave_the_planner_alone(self):
        large = SQL(WHERE_BLIND.code, -2)
        with (
            patch.object(planner, "WHERE_BLIND", large),
            no_blind_nested_loops(self.env, MANY),
        ):
            self.assertEqual(self.nested_loops(), "on")

    def test_the_last_work_of_a_transaction_takes_no_query_for_it(self):
        """Two statements in one: the setting holds for the second, whose rows are answered."""
        before = self.env.cr.sql_log_count
        statement = ahead(SQL("SELECT current_setting('enable_nestloop')"), MANY)
        self.assertEqual(self.env.execute_query(statement), [("off",)])
        self.assertEqual(self.env.cr.sql_log_count, before + 1)
        few = SQL("SELECT 1")
        self.assertIs(ahead(few, MANY - 1), few)
