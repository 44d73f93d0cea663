from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..models.ledger import planner
from ..models.ledger.planner import MANY, no_blind_nested_loops


@tagged("post_install", "-at_install")
class TestPlanner(TransactionCase):
    """Posting hundreds of bills into young books must not take a rebuild of 21 seconds."""

    def nested_loops(self):
        self.env.cr.execute("SHOW enable_nestloop")
        return self.env.cr.fetchone()[0]

    def test_many_documents_in_small_books_go_without_nested_loops(self):
        """A test database has few journal items, which is what the planner is asked."""
        self.assertTrue(planner._knows_little(self.env))
        with no_blind_nested_loops(self.env, MANY):
            self.assertEqual(self.nested_loops(), "off")
        self.assertEqual(self.nested_loops(), "on")

    def test_few_documents_leave_the_planner_alone(self):
        with no_blind_nested_loops(self.env, MANY - 1):
            self.assertEqual(self.nested_loops(), "on")

    def test_large_books_leave_the_planner_alone(self):
        with patch.object(planner, "SMALL_TABLE_ROWS", -2), no_blind_nested_loops(self.env, MANY):
            self.assertEqual(self.nested_loops(), "on")
