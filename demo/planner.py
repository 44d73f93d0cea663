"""Statistics for the database's planner while one transaction fills empty tables.

Without them it takes the tables for empty, and queries of a millisecond take seconds.
"""

from odoo.tools import SQL

GROWING = (
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "arrears_charge",
    "arrears_ownership",
    "arrears_unit",
    "res_partner",
)


class Planner:
    """Tells the planner about the growth of the tables, each time they have doubled."""

    def __init__(self, env):
        self._env = env
        self._known = 0

    def grown(self, number):
        """Say how many documents there are by now."""
        if number >= 2 * self._known:
            self.tell()
            self._known = number

    def tell(self):
        """Gather statistics now."""
        self._env.flush_all()
        for table in GROWING:
            self._env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
