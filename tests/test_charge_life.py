"""How charges keep up with the ledger: entries, identity, live refresh, merges."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .ledger_case import TODAY, LedgerCase


@tagged("post_install", "-at_install")
class TestChargeOfEntry(LedgerCase):
    def test_an_opening_line_is_a_charge_with_its_own_fields(self):
        entry = self.entry(
            (self.receivable, 100, {
                "partner_id": self.owner.id, "arrears_kind": "principal",
                "arrears_unit_id": self.garage.id, "date_maturity": "2026-03-31",
                "arrears_price_basis": "Contract 4.2",
            }),
            (self.receivable, 60, {"partner_id": self.owner.id, "date_maturity": "2026-06-30"}),
            (self.income, -160, {}),
            arrears_unit_id=self.flat.id,
            arrears_period_from="2026-01-01",
            arrears_period_to="2026-03-31",
        )  # fmt: skip
        first, second = self.charges(entry)
        self.assertEqual((first.unit_id, first.kind), (self.garage, "principal"))
        self.assertEqual((first.amount_remaining, first.price_basis), (100, "Contract 4.2"))
        self.assertEqual(str(first.due_date), "2026-03-31")
        self.assertEqual((second.unit_id, second.kind), (self.flat, "unclassified"))
        self.assertEqual(str(second.period_from), "2026-01-01")

    def test_an_entry_of_a_child_contact_belongs_to_its_commercial_partner(self):
        firm = self.partner("Firm", is_company=True)
        contact = self.partner("Clerk", parent_id=firm.id, type="contact")
        self.assertEqual(self.charges(self.opening(30, contact)).debtor_id, firm)

    def test_an_entry_that_names_nobody_has_a_charge_without_debtor(self):
        charge = self.charges(self.opening(30, self.env["res.partner"]))
        self.assertFalse(charge.debtor_id)
        self.assertEqual(charge.amount_remaining, 30)

    def test_follow_up_is_never_excluded_on_entries(self):
        entry = self.opening(30)
        self.assertTrue(self.receivables(entry).no_followup)
        self.assertFalse(self.charges(entry).no_followup)

    def test_a_line_keeps_its_charge_when_its_neighbour_is_deleted(self):
        entry = self.entry(
            *[(self.receivable, amount, {"partner_id": self.owner.id}) for amount in (10, 20, 30)],
            (self.income, -60, {}),
        )
        first, second, third = self.charges(entry)
        entry.button_draft()
        entry.line_ids = [
            Command.delete(first.line_id.id),
            Command.update(entry.line_ids.filtered("credit").id, {"balance": -50}),
        ]
        entry.action_post()
        self.assertEqual(self.charges(entry), second | third)
        self.assertEqual(self.charges(entry).mapped("amount_remaining"), [20, 30])
        self.assertEqual(first.state, "gone")

    def test_non_trade_receivables_are_not_charges(self):
        apart = self.receivable.copy({"name": "VAT to get back", "non_trade": True})
        entry = self.entry((apart, 40, {"partner_id": self.owner.id}), (self.income, -40, {}))
        self.assertFalse(self.charges(entry))
        apart.non_trade = False
        self.assertTrue(self.env["arrears.refresh"]._of_companies(self.company).complete_wanted)
        self.env["arrears.charge"]._rebuild(self.company)
        self.assertEqual(self.charges(entry).amount_remaining, 40)


@tagged("post_install", "-at_install")
class TestChargeLife(LedgerCase):
    def test_resetting_to_draft_and_posting_again_keeps_the_charge(self):
        move = self.invoice(self.line(100), self.line(20, "cost"))
        before = self.charges(move)
        move.button_draft()
        self.assertFalse(self.charges(move))
        self.assertEqual(set(self.charges(move, gone=True).mapped("state")), {"gone"})
        self.assertEqual(sum(before.mapped("amount_remaining")), 0)
        move.action_post()
        self.assertEqual(self.charges(move), before)
        self.assertEqual(sum(before.mapped("amount_remaining")), 120)

    def test_another_payment_term_keeps_the_first_charge_and_adds_one(self):
        move = self.invoice(self.line(100))
        before = self.charges(move)
        move.button_draft()
        move.invoice_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "In two",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 30)
                ],
            }
        )
        move.action_post()
        first, second = self.charges(move)
        self.assertEqual(first, before)
        self.assertEqual((first.amount_remaining, second.amount_remaining), (50, 50))

    def test_a_cancelled_and_a_deleted_invoice_leave_their_charges_behind(self):
        cancelled, deleted = self.invoice(self.line(100)), self.invoice(self.line(70))
        charges = self.charges(cancelled, deleted)
        cancelled.button_cancel()
        deleted.with_context(force_delete=True).unlink()
        self.end_transaction()
        self.assertEqual(charges.exists(), charges)
        self.assertEqual(charges.mapped("state"), ["gone", "gone"])
        self.assertEqual(self.bucket("overdue"), 0)

    def test_deleting_the_only_document_of_a_debtor_closes_the_card(self):
        """Nothing of the debtor is left to find; the tie-out fuzz found the card open."""
        alone = self.partner("Alone")
        entry = self.opening(40, alone)
        self.end_transaction()
        case = self.env["arrears.case"].search([("debtor_id", "=", alone.id)])
        self.assertEqual(case.amount_overdue, 40)
        entry.with_context(force_delete=True).unlink()
        self.end_transaction()
        self.assertEqual((case.state, case.amount_overdue), ("closed", 0))
        self.assertEqual(self.tie_out().state, "tied")

    def test_paying_and_undoing_it_is_seen_at_once(self):
        move = self.invoice(self.line(100))
        payment = self.pay(move, 100)
        self.assertEqual(self.charges(move).state, "settled")
        self.receivables(payment).remove_move_reconcile()
        self.assertEqual(self.charges(move).state, "open")

    def test_a_new_due_date_is_seen_at_once(self):
        move = self.invoice(self.line(100))
        self.receivables(move).date_maturity = "2026-12-31"
        self.assertEqual(str(self.charges(move).due_date), "2026-12-31")

    def test_a_unit_given_after_posting_moves_the_charge(self):
        move = self.invoice(self.line(100), arrears_unit_id=False)
        self.assertFalse(self.charges(move).unit_id)
        move.arrears_unit_id = self.flat
        self.assertEqual(self.charges(move).unit_id, self.flat)
        self.assertEqual(len(self.charges(move, gone=True)), 2)

    def test_a_transaction_refreshes_once_however_much_it_does(self):
        with self.counting_refreshes() as calls:
            moves = [self.invoice(self.line(100)) for _number in range(3)]
            for move in moves:
                self.pay(move, 40)
            self.end_transaction()
        self.assertEqual(len(calls), 1)
        self.assertEqual(sum(self.charges(*moves).mapped("amount_remaining")), 180)

    def test_a_draft_and_a_vendor_bill_refresh_nothing(self):
        with self.counting_refreshes() as calls:
            self.invoice(self.line(100), post=False)
            self.invoice(
                self.line(100),
                move_type="in_invoice",
                journal_id=self.journal("purchase").id,
                arrears_unit_id=False,
            )
            self.end_transaction()
        self.assertFalse(calls)

    def test_later_rooms_hear_who_was_touched(self):
        heard = []
        Charge = self.env.registry["arrears.charge"]

        def after(_self, company, debtor_ids, today):
            heard.append((company, debtor_ids, today))

        with patch.object(Charge, "_after_rebuild", after):
            self.pay(self.invoice(self.line(100)), 40)
            self.end_transaction()
        self.assertEqual(heard, [(self.company, self.owner.ids, TODAY)])

    def test_merged_partners_bring_their_charges_together(self):
        twin = self.partner("Owner again")
        entry = self.entry(
            (self.receivable, 10, {"partner_id": self.owner.id}),
            (self.receivable, 20, {"partner_id": twin.id}),
            (self.income, -30, {}),
        )
        moved = self.invoice(self.line(100), partner_id=twin.id)
        self.end_transaction()
        moved.button_draft()
        moved.partner_id = self.owner
        moved.action_post()
        before = self.charges(entry, moved, gone=True)
        self.assertEqual(len(before), 4)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.owner | twin).ids, self.owner)
        after = self.charges(entry, moved)
        self.assertLessEqual(after, before)
        self.assertEqual(after.debtor_id, self.owner)
        self.assertEqual(sorted(after.mapped("amount_remaining")), [10, 20, 100])
        self.assertEqual(self.env["arrears.charge"]._rebuild(self.company), 0)

    def test_an_invoice_settled_by_money_and_a_credit_note_is_paid(self):
        move = self.invoice(self.line(100))
        note = self.credit_note(self.line(20))
        Move = self.env.registry["account.move"]
        with patch.object(Move, "_arrears_settled_by_money", lambda moves: moves):
            self.receivables(move, note).reconcile()
            self.pay(move, 80)
            self.assertEqual(move.payment_state, "paid")

    def test_without_money_a_credited_invoice_stays_reversed(self):
        move = self.invoice(self.line(100))
        self.receivables(move, self.credit_note(self.line(100))).reconcile()
        self.assertEqual(move.payment_state, "reversed")

    @contextmanager
    def counting_refreshes(self):
        """The scopes of the rebuild statements that ran inside."""
        Charge = self.env.registry["arrears.charge"]
        calls, apply_real = [], Charge._apply

        def apply(charge, company, today, lines, charges, size=0):
            calls.append((company, lines))
            return apply_real(charge, company, today, lines, charges, size)

        with patch.object(Charge, "_apply", apply):
            yield calls
