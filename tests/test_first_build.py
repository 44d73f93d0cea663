"""The first build fills empty tables in bulk, and leaves them as guarded as they were."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2 import IntegrityError

from ..models.ledger import refresh
from ..models.ledger.first_build import (
    FOREIGN_KEYS,
    INDEXES,
    UNCHECKED_KEYS,
    check_keys,
    filling,
)
from .ledger_case import LedgerCase

TABLES = ["arrears_charge", "arrears_case", "arrears_case_episode"]


@tagged("post_install", "-at_install")
class TestFirstBuild(LedgerCase):
    def guards(self):
        """Foreign keys and indexes of the tables, whether or not a key was checked yet."""
        keys = self.env.execute_query(SQL(FOREIGN_KEYS, TABLES))
        told = [(*key[:2], key[2].removesuffix(" NOT VALID")) for key in keys]
        return [sorted(told), sorted(self.env.execute_query(SQL(INDEXES, TABLES)))]

    def unchecked(self):
        return self.env.execute_query(SQL(UNCHECKED_KEYS, TABLES))

    def forget(self):
        """Empty what is derived, as before the installation."""
        self.env.flush_all()
        for table in ("arrears_case_episode", "arrears_case", "arrears_charge", "arrears_refresh"):
            self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
        self.env.invalidate_all(flush=False)

    def test_it_builds_what_the_live_refresh_builds(self):
        bills = [self.invoice(self.line(100), self.line(20, "pass_through")) for _ in range(3)]
        self.pay(bills[0], 50)
        before = [self.remaining(bill) for bill in bills]
        self.forget()
        self.env["arrears.refresh"]._build_all()
        self.assertEqual([self.remaining(bill) for bill in bills], before)
        case = self.env["arrears.case"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual(case.amount_overdue, 310)

    def test_it_builds_piece_by_piece_with_contacts_and_lines_without_partner(self):
        other = self.partner("Another owner")
        contact = self.partner("Her letter box", parent_id=other.id)
        bills = [self.invoice(self.line(100)), self.invoice(self.line(70), partner_id=contact.id)]
        nobody = self.opening(40, self.env["res.partner"])
        before = [self.remaining(move) for move in (*bills, nobody)]
        self.assertEqual([sum(rest.values()) for rest in before], [100, 70, 40])
        self.forget()
        with patch.object(refresh, "DEBTORS_OF_A_FIRST_BUILD", 1):
            self.env["arrears.refresh"]._build_all()
        self.assertEqual([self.remaining(move) for move in (*bills, nobody)], before)
        self.assertEqual(self.charges(bills[1]).debtor_id, other)
        self.assertFalse(self.charges(nobody).debtor_id)

    def test_keys_and_indexes_are_back_afterwards(self):
        guards = self.guards()
        self.assertTrue(all(guards))
        self.invoice(self.line(100))
        self.forget()
        with filling(self.env, TABLES) as empty:
            self.assertTrue(empty)
            self.assertEqual(self.guards(), [[], []])
        self.assertEqual(self.guards(), guards)

    def test_the_first_night_checks_the_keys(self):
        self.forget()
        with filling(self.env, TABLES):
            pass
        self.assertTrue(self.unchecked())
        check_keys(self.env, TABLES)
        self.assertFalse(self.unchecked())

    def test_a_key_that_is_not_checked_yet_holds_for_new_rows(self):
        self.forget()
        with filling(self.env, TABLES):
            pass
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "INSERT INTO arrears_charge"
                " (company_id, currency_id, unit_id, due_rank, kind, state)"
                " VALUES (%s, %s, 0, 1, 'principal', 'open')",
                (self.company.id, self.company.currency_id.id),
            )

    def test_tables_with_rows_keep_their_guards(self):
        self.charges(self.invoice(self.line(100)))
        guards = self.guards()
        with filling(self.env, TABLES) as empty:
            self.assertFalse(empty)
            self.assertEqual(self.guards(), guards)
