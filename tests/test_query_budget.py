"""The query budget: what the addon adds to Odoo's own work, counted exactly.

Creating an invoice: nothing. Posting and paying: at most three queries a transaction, however
many documents it holds. Measured on the same work with the live refresh on and off, so that
Odoo's own figures, which differ between versions and databases, cancel out.
"""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from .ledger_case import LedgerCase

BUDGET = 3
SIZES = (1, 20)
# Above this the planner is warned of the many rows it knows nothing of.
LARGE = 120


@tagged("post_install", "-at_install")
class TestQueryBudget(LedgerCase):
    @classmethod
    def setUpClass(cls):
        """By the real clock: asking what day it is must not cost a query either."""
        super().setUpClass()
        context = {key: value for key, value in cls.env.context.items() if key != "arrears_today"}
        cls.env = cls.env(context=context)

    def test_creating_invoices_adds_no_query(self):
        for size in SIZES:
            self.assertEqual(self.added(self.nothing, self.create_invoices, size), 0, size)

    def test_creating_invoices_reads_none_of_our_tables_but_their_units(self):
        for size in SIZES:
            self.env.invalidate_all()
            with self.recorded() as queries:
                self.create_invoices(size, None)
                self.env.cr.flush()
            ours = [query for query in queries if 'FROM "arrears_' in query]
            self.assertLessEqual(len(ours), 1, ours)

    def test_posting_adds_at_most_three_queries_a_transaction(self):
        for size in SIZES:
            self.assertLessEqual(self.added(self.drafts, self.post, size), BUDGET, size)

    def test_paying_by_entry_adds_at_most_three_queries_a_transaction(self):
        for size in SIZES:
            self.assertLessEqual(self.added(self.posted, self.pay_all, size), BUDGET, size)

    def test_a_large_transaction_adds_no_more(self):
        """A thousand-line import costs the queries of one bill."""
        for prepare, work in ((self.drafts, self.post), (self.posted, self.pay_all)):
            self.assertLessEqual(self.added(prepare, work, LARGE), BUDGET, work)

    def test_odoos_own_payment_adds_at_most_three_queries_a_transaction(self):
        """It matches payment by payment, so a look at each of them would show."""
        for size in SIZES:
            self.assertLessEqual(self.added(self.posted, self.register, size), BUDGET, size)

    def test_undoing_a_payment_adds_at_most_three_queries_a_transaction(self):
        for size in SIZES:
            self.assertLessEqual(self.added(self.paid, self.undo, size), BUDGET, size)

    def test_resetting_to_draft_adds_at_most_three_queries_a_transaction(self):
        for size in SIZES:
            self.assertLessEqual(self.added(self.posted, self.to_draft, size), BUDGET, size)

    def test_the_ledger_itself_takes_one_of_the_three(self):
        """The other two are for the cards and for the rewards that wait for a bill."""
        with ExitStack() as stack:
            for model, name in (
                ("arrears.charge", "_after_rebuild"),
                ("arrears.incentive.award", "_book_on"),
            ):
                target = self.env.registry[model]
                stack.enter_context(patch.object(target, name, lambda *_arguments: None))
            for prepare, work in ((self.drafts, self.post), (self.posted, self.pay_all)):
                for size in SIZES:
                    self.assertLessEqual(self.added(prepare, work, size), 1, (work, size))

    # ------------------------------------------------------------------
    # Work: each step takes how many, and what the step before prepared
    # ------------------------------------------------------------------

    def nothing(self, size):
        return None

    def create_invoices(self, size, _prepared):
        partners = [self.partner(f"Owner {number}").id for number in range(size)]
        return self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner,
                    "invoice_date": "2026-04-01",
                    "invoice_date_due": "2026-04-30",
                    "journal_id": self.sales.id,
                    "arrears_unit_id": self.flat.id,
                    "invoice_line_ids": [self.line(300), self.line(20, "pass_through")],
                }
                for partner in partners
            ]
        )

    def drafts(self, size):
        return self.create_invoices(size, None)

    def posted(self, size):
        moves = self.drafts(size)
        moves.action_post()
        return moves

    def paid(self, size):
        moves = self.posted(size)
        self.pay_all(size, moves)
        return moves

    def post(self, size, moves):
        moves.action_post()

    def pay_all(self, size, moves):
        """One entry for all, reconciled in bulk, as a debit posting does."""
        lines = [
            (self.receivable, -320, {"partner_id": move.partner_id.id, "name": str(move.id)})
            for move in moves
        ]
        entry = self.entry((self.bank.default_account_id, 320 * size, {}), *lines)
        credits = {int(line.name): line for line in self.receivables(entry)}
        plan = [self.receivables(move) | credits[move.id] for move in moves]
        self.env["account.move.line"]._reconcile_plan(plan)

    def register(self, size, moves):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        ).create({"payment_date": "2026-05-05"})._create_payments()

    def undo(self, size, moves):
        self.receivables(*moves).remove_move_reconcile()

    def to_draft(self, size, moves):
        moves.button_draft()

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------

    def added(self, prepare, work, size):
        """Queries of the work with the live refresh on, less those with it off."""
        self.count(prepare, work, 1)  # fills caches that live longer than a transaction
        with self.refresh_off():
            without = self.count(prepare, work, size)
        return self.count(prepare, work, size) - without

    def count(self, prepare, work, size):
        """Queries of one transaction that does the work on fresh documents, from cold caches."""
        prepared = prepare(size)
        self.env.cr.flush()
        # Or a planner that takes the new rows for none makes Odoo's own payment take minutes.
        self.env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile")
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work(size, prepared)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    @contextmanager
    def refresh_off(self):
        """Odoo without our live refresh, our rewards, the guard of late fees, and our look at what
        is being matched."""
        off = (
            ("account.move", "_arrears_touch"),
            ("account.move", "_arrears_late_fee_lines"),
            ("account.move.line", "_arrears_touch"),
            ("account.partial.reconcile", "_arrears_touch"),
            ("account.partial.reconcile", "_arrears_check_reserved"),
            ("account.partial.reconcile", "_arrears_check_deposits"),
            ("arrears.incentive.award", "_book_on"),
        )
        with ExitStack() as stack:
            for model, name in off:
                target = self.env.registry[model]
                stack.enter_context(patch.object(target, name, lambda *_arguments: None))
            yield

    @contextmanager
    def recorded(self):
        """The text of every query that runs inside."""
        queries, execute = [], type(self.env.cr).execute

        def record(cursor, query, params=None, log_exceptions=True):
            result = execute(cursor, query, params, log_exceptions)
            queries.append(cursor._obj.query.decode())
            return result

        with patch.object(type(self.env.cr), "execute", record):
            yield queries
