"""A month of the demonstration's firm with three banks, reckoned again from journal items alone."""

from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ..demo import banking, debit_month
from ..engine.debit_rules import CONSEQUENCES
from ..engine.money import minor_units
from .demo_case import DemoCase

BANKS = ("ccb", "icbc", "rural")


@tagged("post_install", "-at_install")
class TestDebitMonth(DemoCase):
    """CCB by folder, ICBC by its page, a rural bank keyed from paper: see ``demo/debit_month``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.months, cls.today = cls.firm.months, cls.firm.roster.today

    # ------------------------------------------------------------------
    # Reckoning: what the banks were told to do, and what journal items say
    # ------------------------------------------------------------------

    def told(self, code):
        """What a bank collected, took back and kept by the plan of the month, in fen."""
        month = self.months[code]
        collected = count = 0
        for run, batch in enumerate((month.batch, month.again)):
            for line in batch.line_ids:
                fate = month.fates[line.mandate_id]
                outcome = fate[run] if run < len(fate) else "success"
                outcome = "success" if outcome == "unknown" else outcome
                asked = minor_units(line.amount)
                part = {"success": asked, "partial": asked // 2}.get(outcome, 0)
                collected, count = collected + part, count + bool(part)
        back = 0
        if code in debit_month.RETURNS:
            back = minor_units(self.returned(code).amount)
        return collected, back, count

    def items(self, account, *batches):
        """(debits, credits) in fen of an account's posted items, of some batches or of none."""
        names = [batch.id for batch in batches]
        [(debit, credit)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(item.debit), 0), COALESCE(SUM(item.credit), 0)
                  FROM account_move_line item JOIN account_move move ON move.id = item.move_id
                 WHERE item.account_id = %s AND item.company_id = %s
                   AND item.parent_state = 'posted'
                   AND CASE WHEN %s THEN move.arrears_debit_batch_id = ANY(%s)
                            ELSE move.arrears_debit_batch_id IS NULL END
                """,
                account.id, self.company.id, bool(names), names,
            )
        )  # fmt: skip
        return minor_units(debit), minor_units(credit)

    def statement(self, code):
        """Net of a bank's statement lines about debits in that month, in fen."""
        journal = self.months[code].channel.journal_id
        [(net,)] = self.env.execute_query(
            SQL(
                """
                SELECT SUM(item.balance)
                  FROM account_bank_statement_line line
                  JOIN account_move_line item ON item.move_id = line.move_id
                 WHERE line.journal_id = %s AND line.payment_ref LIKE '代扣%%'
                   AND item.account_id = %s AND item.parent_state = 'posted'
                """,
                journal.id, journal.default_account_id.id,
            )
        )  # fmt: skip
        return minor_units(net)

    # ------------------------------------------------------------------
    # The books
    # ------------------------------------------------------------------

    def test_every_clearing_account_comes_to_zero_by_what_collected_and_arrived(self):
        fees = banking.find_account(self.company, banking.FEES)
        kept = 0
        for code in BANKS:
            with self.subTest(code):
                month = self.months[code]
                collected, back, count = self.told(code)
                self.assertTrue(collected)
                clearing = month.channel.clearing_account_id
                batches = self.items(clearing, month.batch, month.again)
                self.assertEqual(batches, (collected, back))
                self.assertEqual(self.items(clearing), (back, collected), "the statement's side")
                charges = self.charges(code)
                self.assertEqual(charges, debit_month.CHARGE * count)
                self.assertEqual(self.statement(code), collected - back - charges)
                kept += charges
                open_items = self.env["account.move.line"].search_count(
                    [("account_id", "=", clearing.id), ("reconciled", "=", False),
                     ("parent_state", "=", "posted")]
                )  # fmt: skip
                self.assertFalse(open_items)
        [(debit,)] = self.env.execute_query(
            SQL(
                "SELECT SUM(debit) FROM account_move_line item JOIN account_move move "
                "ON move.id = item.move_id WHERE item.account_id = %s AND move.statement_line_id "
                "IN (SELECT id FROM account_bank_statement_line WHERE payment_ref LIKE '代扣%%')",
                fees.id,
            )
        )
        self.assertEqual(minor_units(debit), kept, "what the banks kept is a cost")

    def charges(self, code):
        """What a bank kept, as its claims say."""
        month = self.months[code]
        claims = self.env["arrears.claim"].search(
            [("batch_ids", "in", (month.batch | month.again).ids)]
        )
        self.assertEqual(set(claims.mapped("state")), {"confirmed"})
        return sum(map(minor_units, claims.mapped("fee_amount")))

    def test_each_batch_is_shown_with_what_arrived_and_nothing_open(self):
        for code in BANKS:
            month = self.months[code]
            rows = self.env["arrears.debit.clearing"].search(
                [("channel_id", "=", month.channel.id)]
            )
            with self.subTest(code):
                self.assertEqual(rows.batch_id, month.batch | month.again)
                self.assertEqual(set(rows.mapped("amount_open")), {0})
                self.assertEqual(set(rows.mapped("days_open")), {0})
                collected, back, __ = self.told(code)
                for name, fen in (("collected", collected), ("returned", back),
                                  ("arrived", collected - back)):  # fmt: skip
                    self.assertEqual(sum(map(minor_units, rows.mapped(f"amount_{name}"))), fen)

    def test_what_is_collected_and_lies_open_shows_since_when(self):
        month = self.months["icbc"]
        claim = self.env["arrears.claim"].search([("batch_ids", "in", month.again.ids)])
        claim.with_user(self.firm.staff["accountant"]).action_undo()
        self.env.flush_all()
        month.channel.invalidate_recordset()
        row = self.env["arrears.debit.clearing"].search([("batch_id", "=", month.again.id)])
        collected = sum(map(minor_units, month.again.line_ids.mapped("amount_settled")))
        self.assertEqual(minor_units(row.amount_open), collected)
        self.assertEqual(row.open_since, month.again.collection_date)
        self.assertEqual(row.days_open, (self.today - row.open_since).days)
        self.assertEqual(minor_units(month.channel.desk_clearing), collected)
        self.assertEqual(month.channel.desk_clearing_days, row.days_open)

    def test_the_ledger_ties_out_to_the_cent(self):
        found = self.env["arrears.tie.out"]._compute_for(self.company, self.today)
        self.assertEqual((minor_units(found.unexplained), found.lines_off_count), (0, 0))

    def test_each_payer_owes_what_was_billed_less_what_came(self):
        """By payer, from the receivable's items: bills less debits, returns and the counter."""
        for code in BANKS:
            month = self.months[code]
            for line in month.batch.line_ids:
                results = (month.batch | month.again).line_ids.filtered(
                    lambda one, line=line: one.mandate_id == line.mandate_id
                ).result_ids  # fmt: skip
                net = sum(minor_units(one.amount_settled) for one in results)
                items = self.env["account.move.line"].search(
                    [("partner_id", "=", line.debtor_id.id), ("parent_state", "=", "posted"),
                     ("account_id.account_type", "=", "asset_receivable"),
                     ("move_id.arrears_debit_batch_id", "!=", False)]
                )  # fmt: skip
                self.assertEqual(
                    -sum(map(minor_units, items.mapped("balance"))), net, line.reference
                )

    # ------------------------------------------------------------------
    # The month itself
    # ------------------------------------------------------------------

    def test_all_classes_of_outcomes_were_met(self):
        batches = [month.batch | month.again for month in self.months.values()]
        outcomes = {result.outcome for of_bank in batches for result in of_bank.line_ids.result_ids}
        self.assertEqual(outcomes, set(CONSEQUENCES))

    def test_two_people_the_banks_number_and_the_announcement(self):
        for code in BANKS:
            for batch in (self.months[code].batch, self.months[code].again):
                self.assertNotEqual(batch.collected_by_id, batch.approved_by_id)
                self.assertTrue(batch.bank_acceptance.startswith(code.upper()))
                self.assertEqual(batch.state, "closed")
                answers = self.env["arrears.keyed.answer"].search([("batch_id", "=", batch.id)])
                self.assertFalse(
                    answers.filtered(lambda one: one.keyed_by_id == one.confirmed_by_id)
                )
        rural = self.months["rural"].batch
        told = self.env["arrears.debit.announcement"].search(
            [("mandate_id", "in", rural.line_ids.mandate_id.ids),
             ("collection_date", "=", rural.collection_date)]
        )  # fmt: skip
        self.assertEqual(len(told), len(rural.line_ids))
        self.assertTrue(
            all(one.told_on <= rural.collection_date - timedelta(days=3) for one in told)
        )

    def test_the_second_run_is_on_the_banks_day(self):
        icbc, rural = self.months["icbc"], self.months["rural"]
        self.assertEqual((icbc.batch.collection_date.day, icbc.again.collection_date.day), (10, 20))
        self.assertEqual(rural.again.collection_date.day, rural.channel.second_run_day)
        for month in self.months.values():
            self.assertEqual(month.again.first_run_id, month.batch)
            gap = month.again.collection_date - month.batch.collection_date
            self.assertGreaterEqual(gap.days, 5)
            stopped = month.batch.line_ids.filtered(
                lambda line: CONSEQUENCES[line.outcome].mandate
            ).mandate_id
            self.assertFalse(stopped & month.again.line_ids.mandate_id)

    def test_an_answer_after_the_deadline_was_told_of_and_booked(self):
        batch = self.months["ccb"].batch
        self.assertGreater(batch.answer_late_on, batch.answer_due)
        [line] = batch.line_ids.filtered(
            lambda one: len(one.result_ids) > 1 and one.state != "returned"
        )
        self.assertEqual(line.result_ids.sorted("id").mapped("outcome"), ["unknown", "success"])
        self.assertEqual((line.state, line.amount_settled), ("settled", line.amount))

    def test_an_answer_that_was_cut_short_books_nothing(self):
        files = self.env["arrears.bank.file"].search(
            [("batch_id", "=", self.months["icbc"].batch.id), ("state", "=", "quarantined")]
        )
        self.assertTrue(files.error_message)
        self.assertEqual(files.dealt_with_by_id, self.firm.staff["treasurer"])
        self.assertFalse(files.result_ids)

    def returned(self, code):
        """The instruction whose money a bank took back weeks later."""
        month = self.months[code]
        return month._line(month.batch, debit_month.RETURNED)

    def test_money_taken_back_opens_the_bill_and_the_promise_is_not_kept_any_more(self):
        for code, (outcome, *__) in debit_month.RETURNS.items():
            with self.subTest(code):
                line = self.returned(code)
                self.assertEqual((line.state, line.outcome), ("returned", outcome))
                charge = line.split_ids.charge_id
                self.assertEqual(charge.mapped("state"), ["open"])
                self.assertEqual(charge.amount_remaining, charge.amount_original)
        charges = self.returned("icbc").split_ids.charge_id
        [hold] = self.env["arrears.hold"].search([("charge_ids", "in", charges.ids)])
        # The bill fell due within the promised days, and what had paid it is gone.
        self.assertEqual(hold.promise_ids.state, "broken")

    def test_no_late_fee_runs_while_the_money_was_thought_to_be_there(self):
        for code in debit_month.RETURNS:
            month = self.months[code]
            charge = self.returned(code).split_ids.charge_id[:1]
            stretches = charge._late_fees()[charge.id].stretches
            for day in (month.batch.exported_on, month.batch.collection_date, month.back_on):
                with self.subTest(code=code, day=day):
                    self.assertFalse(
                        [one for one in stretches
                         if one.first_day <= day <= one.last_day and one.amount]
                    )  # fmt: skip

    def test_money_taken_at_the_counter_and_by_debit_proposes_a_refund(self):
        month = self.months["rural"]
        line = month._line(month.batch, debit_month.COUNTER)
        refund = self.env["arrears.refund"].search([("debtor_id", "=", line.debtor_id.id)])
        self.assertEqual((refund.state, refund.amount), ("draft", line.amount_settled))
        self.assertEqual(line.result_ids.amount_excess, line.amount)
        self.assertEqual(refund.line_ids.item_id.move_id.arrears_debit_batch_id, month.batch)

    # ------------------------------------------------------------------
    # The treasurer's desk today
    # ------------------------------------------------------------------

    def counts(self, code):
        """What the desk shows of a bank, as the treasurer sees it."""
        channel = self.months[code].channel.with_user(self.firm.staff["treasurer"])
        channel.invalidate_recordset()
        names = [name for name in channel._fields if name.startswith("desk_")]
        found = {name.removeprefix("desk_"): channel[name] for name in names}
        return {name: value for name, value in found.items()
                if value and not name.startswith("amount_")}  # fmt: skip

    def test_the_desk_shows_what_is_to_be_done_at_each_bank(self):
        waits = self.env["arrears.debit.batch"].search([("state", "=", "handed_in")])
        self.assertEqual(waits.channel_id, self.months["rural"].channel)
        same = {"is_silent": True}
        self.assertEqual(self.counts("icbc"), {**same, "make": 1, "set_aside": 1, "returned": 1})
        self.assertEqual(
            self.counts("rural"),
            {**same, "confirm": 1, "wait": 1, "wait_day": waits.collection_date},
        )

    def test_every_count_opens_the_records_that_it_counts(self):
        desk = self.env["arrears.bank.channel"].with_user(self.firm.staff["treasurer"])
        for code in BANKS:
            channel = desk.browse(self.months[code].channel.id)
            for name, count in self.counts(code).items():
                if name in ("is_silent", "is_done", "wait_day", "again_day"):
                    continue
                with self.subTest(code=code, name=name):
                    action = channel.with_context(desk=name).action_view_desk()
                    found = self.env[action["res_model"]].search_count(action["domain"])
                    self.assertEqual(found, count)

    def test_the_desk_reads_each_kind_of_record_once(self):
        # ICBC first: it has something of most kinds.
        channels = self.env["arrears.bank.channel"].browse(
            [self.months[code].channel.id for code in ("icbc", "ccb", "rural")]
        )
        channels[:1].mapped("desk_wait")
        self.env.invalidate_all()
        self.env.flush_all()
        counts = []
        for some in (channels[:1], channels):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("desk_wait")
            counts.append(self.cr.sql_log_count - before)
        one, three = counts
        self.assertLessEqual(three, one + 3, counts)
