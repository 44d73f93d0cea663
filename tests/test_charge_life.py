"""How charges keep up with the ledger: entries, identity, live refresh, merges, the night."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

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
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.owner | twin).ids, self.owner
        )
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

        def apply(charge, company, today, lines, charges):
            calls.append((company, lines))
            return apply_real(charge, company, today, lines, charges)

        with patch.object(Charge, "_apply", apply):
            yield calls


@tagged("post_install", "-at_install")
class TestRefreshAtNight(LedgerCase):
    def setUp(self):
        super().setUp()
        self.refresh = self.env["arrears.refresh"]._of_companies(self.company)

    def run_night(self):
        """What the scheduled action does for one company, without its commits."""
        self.refresh._begin()
        for debtor_ids in self.refresh._chunks():
            self.refresh._do_chunk(debtor_ids)
        self.refresh._finish()

    def test_a_night_mends_what_was_changed_behind_our_back(self):
        move = self.invoice(self.line(100))
        charge = self.charges(move)
        self.env.cr.execute(
            "UPDATE arrears_charge SET amount_remaining = 1 WHERE id = %s", charge.ids
        )
        charge.invalidate_recordset()
        self.run_night()
        self.assertEqual(charge.amount_remaining, 100)
        self.assertEqual(self.refresh.rows_written, 1)

    def test_a_night_sees_what_differs_without_going_over_everything(self):
        firm = self.partner("Firm", is_company=True)
        moves = [self.invoice(self.line(100 + number)) for number in range(6)]
        paid, due, deleted, lost, old, quiet = moves
        joined = self.opening(55, self.partner("Clerk"))
        self.end_transaction()
        self.run_night()
        self.refresh.day = "2026-09-14"
        line = self.receivables(paid)
        self.sql("UPDATE account_move_line SET amount_residual = 30 WHERE id = %s", line.id)
        line = self.receivables(due)
        self.sql("UPDATE account_move_line SET date_maturity = '2026-12-31' WHERE id = %s", line.id)
        self.sql("UPDATE arrears_charge SET move_id = NULL, line_id = NULL WHERE move_id = %s",
                 deleted.id)  # fmt: skip
        self.sql("DELETE FROM arrears_charge WHERE move_id = %s", lost.id)
        self.sql("UPDATE arrears_charge SET limitation_date = '2026-01-01' WHERE move_id = %s",
                 old.id)  # fmt: skip
        self.receivables(joined).partner_id.parent_id = firm
        self.env.flush_all()
        self.run_night()
        self.assertFalse(self.refresh.is_complete)
        self.assertEqual(self.charges(paid).amount_remaining, 30)
        self.assertEqual(str(self.charges(due).due_date), "2026-12-31")
        self.assertEqual(self.charges(lost).amount_remaining, 103)
        self.assertEqual(str(self.charges(old).limitation_date), "2029-05-01")
        self.assertEqual(self.charges(joined).debtor_id, firm)
        self.assertEqual(self.charges(quiet).amount_remaining, 105)
        self.assertEqual(self.charges(deleted).amount_remaining, 102)
        self.assertEqual(self.env["arrears.charge"]._rebuild(self.company), 0)

    def sql(self, query, *values):
        """Change something behind the addon's back."""
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def test_limitation_is_seen_on_the_day_it_ends(self):
        move = self.invoice(self.line(100), invoice_date="2023-01-01", due="2023-09-14")
        self.assertFalse(self.charges(move).time_barred)
        Charge = self.env["arrears.charge"]
        self.assertEqual(Charge._rebuild(self.company, today=TODAY, only_open=True), 0)
        tomorrow = self.day("2026-09-16")
        self.assertEqual(Charge._rebuild(self.company, today=tomorrow, only_open=True), 1)
        self.assertTrue(self.charges(move).time_barred)

    def test_a_kind_given_to_a_product_reaches_settled_charges_too(self):
        move = self.invoice(self.line(100, None))
        self.pay(move, 100)
        self.end_transaction()
        self.run_night()
        self.assertEqual(self.charges(move).kind, "unclassified")
        self.products[None].arrears_kind = "deposit"
        self.run_night()
        self.assertEqual(self.charges(move).kind, "deposit")
        self.assertFalse(self.refresh.complete_wanted)

    def test_an_interrupted_night_goes_on_behind_the_last_debtor(self):
        others = [self.partner(f"Debtor {number}") for number in range(4)]
        for partner in others:
            self.opening(10, partner)
        self.end_transaction()
        module = "odoo.addons.property_arrears.models.ledger.refresh.DEBTORS_A_COMMIT"
        with patch(module, 2):
            self.refresh._begin()
            first, *rest = self.refresh._chunks()
            self.refresh._do_chunk(first)
            self.refresh._begin()
            self.assertEqual(self.refresh._chunks(), rest)
        self.run_night()
        self.assertEqual(self.refresh._chunks(), [])
        self.assertTrue(self.refresh.finished_at)

    def test_settled_charges_are_gone_over_once_a_week(self):
        self.run_night()
        self.assertEqual(self.refresh.completed_on, TODAY)
        self.refresh.day = "2026-09-14"
        self.run_night()
        self.assertFalse(self.refresh.is_complete)
        self.refresh.write({"day": "2026-09-14", "completed_on": "2026-09-08"})
        self.run_night()
        self.assertTrue(self.refresh.is_complete)

    def test_the_scheduled_action_builds_and_ties_out(self):
        move = self.invoice(self.line(100))
        self.end_transaction()
        self.env.cr.execute("DELETE FROM arrears_charge WHERE move_id = %s", move.ids)
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("property_arrears.cron_refresh").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.charges(move).amount_remaining, 100)
        tie_out = self.env["arrears.tie.out"].search([("company_id", "=", self.company.id)])
        self.assertEqual(tie_out.mapped("state"), ["tied"])

    def test_the_first_build_after_installation_finds_old_books(self):
        self.invoice(self.line(100))
        self.end_transaction()
        self.env.cr.execute("DELETE FROM arrears_charge")
        self.env.cr.execute("DELETE FROM arrears_refresh")
        self.env.invalidate_all()
        self.env["arrears.refresh"]._build_all()
        self.assertEqual(self.bucket("overdue"), 100)


@tagged("post_install", "-at_install")
class TestToday(LedgerCase):
    def test_a_company_in_china_is_a_day_ahead_of_utc_in_the_evening(self):
        company = self.company.with_context(arrears_today=False)
        company.partner_id.tz = False
        company.country_id = self.env.ref("base.cn")
        with patch("odoo.fields.Datetime.now", return_value=self.moment("2026-09-15 16:30:00")):
            self.assertEqual(str(company._arrears_today()), "2026-09-16")
            company.partner_id.tz = "Europe/Berlin"
            self.assertEqual(str(company._arrears_today()), "2026-09-15")
            company.partner_id.tz = False
            company.country_id = self.env.ref("base.de")
            self.assertEqual(str(company._arrears_today()), "2026-09-15")

    def test_the_clock_can_be_moved(self):
        self.assertEqual(self.company._arrears_today(), TODAY)
        moved = self.company.with_context(arrears_today="2030-01-02")
        self.assertEqual(str(moved._arrears_today()), "2030-01-02")

    @staticmethod
    def moment(text):
        return fields.Datetime.to_datetime(text)


@tagged("post_install", "-at_install")
class TestChargeRights(LedgerCase):
    def setUp(self):
        super().setUp()
        self.bill = self.invoice(self.line(100))
        self.old_debt = self.opening(50)
        self.end_transaction()

    def seen_by(self, group, **values):
        """Amounts of the charges a user of one group sees."""
        user = new_test_user(
            self.env, f"user_{group}", f"property_arrears.{group}",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)], **values,
        )  # fmt: skip
        moves = (self.bill | self.old_debt).ids
        charges = self.env["arrears.charge"].with_user(user).search([("move_id", "in", moves)])
        return sorted(charges.mapped("amount_remaining"))

    def test_a_collector_sees_the_estates_he_works_and_no_others(self):
        self.assertEqual(self.seen_by("group_collector"), [])
        user = self.env["res.users"].search([("login", "=", "user_group_collector")])
        self.estate.collector_ids = user
        charges = self.env["arrears.charge"].with_user(user).search([])
        self.assertEqual(charges.move_id.ids, self.bill.ids)

    def test_the_office_sees_every_charge_of_its_company(self):
        for group in ("group_accountant", "group_cashier", "group_manager"):
            self.assertEqual(self.seen_by(group), [50, 100], group)

    def test_another_company_sees_nothing(self):
        other = self.new_company("Elsewhere")
        user = new_test_user(
            self.env, "elsewhere", "property_arrears.group_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        Charge = self.env["arrears.charge"].with_user(user)
        self.assertFalse(Charge.with_context(allowed_company_ids=other.ids).search([]))
