"""A whole estate changes over: errors named, corrected, booked, zero, and a first run that acts.

300 units here; ``./dev bench golive`` runs it at the 1,800 of the issue.
"""

import json
import logging
import os
import time
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from .collection_case import TODAY
from .golive_case import CUT_OVER, GoliveCase
from .golive_estate import estate_of, planted

UNITS = int(os.environ.get("ARREARS_GOLIVE_UNITS", "300"))
FIGURES = os.environ.get("ARREARS_GOLIVE_FIGURES")
_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestGoliveEstate(GoliveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second, cls.change = cls.change_over("云栖", "YX")
        cls.figures = {"seconds": []}

    def timed(self, what, work):
        start = time.monotonic()
        answer = work()
        self.end_transaction()
        took = time.monotonic() - start
        self.figures["seconds"].append((what, took))
        _logger.info("go-live of %s units: %s %.1f s", UNITS, what, took)
        return answer

    def load(self, sheet, rows, **options):
        return self.timed(
            f"{sheet}, {len(rows)} rows,",
            lambda: self.upload(sheet, *rows, golive=self.change, **options),
        )

    def test_an_estate_with_planted_errors_ends_at_zero_and_its_first_run_acts(self):
        made = estate_of(UNITS)
        self.load("unit", made.units)
        self.timed("units booked", self.settle)
        self.assertEqual(self.second.unit_count, UNITS)

        self._errors_are_named(made)
        self._corrected_lists_are_accepted(made)
        self._booked_to_zero(made)
        self._the_first_run_acts()
        if FIGURES:
            Path(FIGURES).write_text(json.dumps(self.figures), encoding="utf-8")

    def _errors_are_named(self, made):
        rows, causes = planted(made.items)
        file = self.load("open_item", rows, control_total=made.cents("items") / 100)
        self.assertEqual(file.state, "differs")
        refused = self.rows("open_item", self.change).filtered(lambda row: row.state == "refused")
        found = {row.number - 2: self.reasons(row) for row in refused}
        self.assertEqual(found, {place: [code] for place, code in causes.items()})
        self.figures["errors"] = len(found)
        with self.assertRaisesRegex(UserError, "differs"):
            self.settle()

    def _corrected_lists_are_accepted(self, made):
        file = self.load("open_item", made.items, control_total=made.cents("items") / 100)
        self.assertEqual(file.state, "read")
        self.load("prepayment", made.prepayments)
        self.load("deposit", made.deposits)
        self.load("demand", made.demands)
        refused = self.rows(golive=self.change).filtered(lambda row: row.state == "refused")
        self.assertFalse(refused.mapped("reason_text"))

    def _booked_to_zero(self, made):
        receivable, prepaid, deposits = (
            made.cents(name) / 100 for name in ("items", "prepayments", "deposits")
        )
        self.change.opening_move_ids = self.opening_entry(receivable, prepaid, deposits)
        self.assertEqual(self.change.transfer_forecast, 0)
        self.timed("items booked", self.settle)
        self.timed("opening moved", self.change.action_move_opening)
        self.change.invalidate_recordset()
        self.assertEqual(self.change.refused_count, 0)
        self.assertEqual(self.change.transfer_balance, 0)
        self.assertEqual(self.change.balance_ids.mapped("amount_difference"), [0, 0, 0])
        tie_out = self.tie_out()
        self.assertEqual((tie_out.unexplained, tie_out.lines_off_count), (0, 0))
        self.figures |= {
            "transfer": self.change.transfer_balance, "unexplained": tie_out.unexplained,
            "rows": self.change.booked_count,
        }  # fmt: skip
        longest = max(len(move.line_ids) for move in self.rows(golive=self.change).move_id)
        self.assertLessEqual(longest, 201)
        self.change.with_user(self.manager).action_close()
        again = self.env["arrears.golive.row"].search_count(
            [("golive_id", "=", self.change.id), ("state", "!=", "booked")]
        )
        self.assertEqual(again, 0)

    def _the_first_run_acts(self):
        """Who should be contacted: some debt with a price basis, overdue and not time-barred."""
        run = self.timed(
            "first run previewed", lambda: self.env["arrears.run"]._preview_of(self.second)
        )
        charges = self.env["arrears.charge"].search(
            [
                ("estate_id", "=", self.second.id), ("state", "=", "open"),
                ("due_date", "<", TODAY), ("time_barred", "=", False),
                ("price_basis", "!=", False), ("kind", "=", "principal"),
            ]
        )  # fmt: skip
        wanted = {(charge.debtor_id, charge.unit_id) for charge in charges}
        acted = {
            (line.case_id.debtor_id, line.case_id.unit_id)
            for line in run.line_ids
            if line.outcome in ("step", "named")
        }
        self.assertGreater(len(wanted), UNITS // 2)
        self.assertGreaterEqual(len(wanted & acted) / len(wanted), 0.9)
        self.assertFalse(acted - wanted, "nobody who should be left alone")
        self.figures |= {
            "acted": len(wanted & acted), "wanted": len(wanted), "beside": len(acted - wanted),
        }  # fmt: skip
        _logger.info("go-live of %s units: first run acts on %s of %s cards", UNITS,
                     len(wanted & acted), len(wanted))  # fmt: skip
        self.assertEqual(self.change.date, CUT_OVER)
