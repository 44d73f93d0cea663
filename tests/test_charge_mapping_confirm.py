"""A mapping is confirmed: who may, what is written, what stays, and taking it back."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .test_charge_mapping import WORDS, MappingCase


@tagged("post_install", "-at_install")
class TestConfirming(MappingCase):
    def test_until_confirmed_a_bill_stays_unclassified(self):
        move = self.foreign()
        self.mapping()
        self.assertEqual(self.charges(move).kind, "unclassified")
        self.assertEqual(self.said(move)[:2], (self.env["arrears.unit"], False))

    def test_a_confirmed_batch_writes_and_the_charges_follow(self):
        move = self.foreign()
        mapping = self.mapping(price_basis="Contract 4.2")
        mapping.action_confirm()
        self.assertEqual(
            self.said(move),
            (self.home, "principal", "2026-01-01", "2026-03-31", "Contract 4.2"),
        )
        charge = self.charges(move)
        self.assertEqual((charge.unit_id, charge.kind), (self.home, "principal"))
        self.assertEqual((charge.price_basis, charge.amount_remaining), ("Contract 4.2", 100))
        self.assertEqual((mapping.state, mapping.line_ids.state), ("done", "applied"))
        self.assertEqual(mapping.progress, 100)

    def test_an_opening_item_follows_too(self):
        entry = self.opening(40, name=WORDS)
        self.mapping().action_confirm()
        charge = self.charges(entry)
        self.assertEqual((charge.unit_id, charge.kind), (self.home, "principal"))

    def test_a_person_corrects_and_leaves_out(self):
        corrected, left = self.foreign(), self.foreign("3-2-1502 电费")
        mapping = self.mapping()
        lines = mapping.line_ids.grouped("move_id")
        lines[corrected].write({"unit_id": self.other.id, "kind": "cost"})
        lines[left].action_leave_out()
        mapping.action_confirm()
        self.assertEqual(self.said(corrected)[:2], (self.other, "cost"))
        self.assertFalse(left.invoice_line_ids.arrears_kind)
        self.assertEqual(lines[corrected].proposed_unit_id, self.home)
        self.assertEqual(lines[corrected].written_unit_id, self.other)

    def test_what_was_said_meanwhile_stays(self):
        move = self.foreign()
        mapping = self.mapping()
        move.invoice_line_ids.arrears_kind = "deposit"
        mapping.action_confirm()
        self.assertEqual(self.said(move)[:2], (self.home, "deposit"))
        self.assertFalse(mapping.line_ids.written_kind)

    def test_a_bill_reset_to_draft_meanwhile_is_not_touched(self):
        move = self.foreign()
        mapping = self.mapping()
        move.button_draft()
        mapping.action_confirm()
        self.assertFalse(move.invoice_line_ids.arrears_kind)
        self.assertEqual(mapping.line_ids.state, "proposed")

    def test_a_hash_sealed_bill_can_be_mapped_and_keeps_its_seal(self):
        journal = self.sales.copy({"name": "Sealed", "code": "SEAL"})
        journal.restrict_mode_hash_table = True
        move = self.foreign(journal_id=journal.id)
        if not move.inalterable_hash:
            move.button_hash()
        seal = move.inalterable_hash
        self.assertTrue(seal)
        self.mapping().action_confirm()
        self.assertEqual(self.said(move)[:2], (self.home, "principal"))
        self.assertEqual(move._calculate_hashes("")[move], seal)
        with self.assertRaises(UserError):
            move.name = "Other"

    def test_a_locked_period_can_be_mapped(self):
        move = self.foreign()
        self.company.fiscalyear_lock_date = "2026-08-31"
        self.mapping().action_confirm()
        self.assertEqual(self.said(move)[:2], (self.home, "principal"))

    def test_amounts_and_residuals_stay_to_the_cent(self):
        move = self.foreign(amount=77.77)
        self.pay(move, 7.77)
        figures = [(line.balance, line.amount_residual) for line in move.line_ids]
        self.mapping().action_confirm()
        self.assertEqual([(line.balance, line.amount_residual) for line in move.line_ids], figures)
        self.assertEqual(self.tie_out().state, "tied")

    def test_only_a_manager_confirms_and_an_accountant_works(self):
        self.foreign()
        accountant, manager, collector = (
            new_test_user(
                self.env, f"mapping_{group}", f"property_arrears.group_{group}",
                company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
            )
            for group in ("accountant", "manager", "collector")
        )  # fmt: skip
        self.end_transaction()
        Mapping = self.env["arrears.charge.mapping"]
        with self.assertRaises(AccessError):
            Mapping.with_user(collector).create({"company_id": self.company.id})
        mapping = Mapping.with_user(accountant).create({"company_id": self.company.id})
        mapping.action_find()
        mapping.line_ids.kind = "principal"
        with self.assertRaises(AccessError):
            mapping.action_confirm()
        mapping.with_user(manager).action_confirm()
        self.assertEqual(mapping.sudo().confirmed_by_id, manager)
        self.assertEqual(mapping.sudo().line_ids.line_id.write_uid, manager)

    def test_a_confirmed_batch_is_evidence_for_everybody(self):
        self.foreign()
        mapping = self.mapping()
        with self.assertRaises(UserError):
            mapping.state = "done"
        mapping.action_confirm()
        for refused in (
            lambda: mapping.line_ids.write({"kind": "cost"}),
            lambda: mapping.line_ids.write({"written_kind": "cost"}),
            lambda: mapping.line_ids.unlink(),
            lambda: mapping.unlink(),
            lambda: mapping.write({"price_basis": "x"}),
            lambda: mapping.write({"confirmed_by_id": False}),
            lambda: mapping.action_confirm(),
        ):
            with self.assertRaises(UserError):
                refused()

    def test_taking_back_clears_what_nobody_changed_since(self):
        first, second = self.foreign(), self.foreign("3-2-1502 2026年4月物业费")
        mapping = self.mapping()
        mapping.action_confirm()
        second.invoice_line_ids.arrears_unit_id = self.flat
        mapping.action_revert()
        self.assertEqual(self.said(first)[:2], (self.env["arrears.unit"], False))
        self.assertEqual(self.said(second)[:2], (self.flat, False))
        self.assertEqual(self.charges(first).kind, "unclassified")
        self.assertEqual(mapping.state, "reverted")
        self.assertEqual(set(mapping.line_ids.mapped("state")), {"reverted"})

    def test_a_large_batch_goes_to_the_scheduler_in_chunks(self):
        moves = [self.foreign() for _number in range(5)]
        place = "odoo.addons.property_arrears.wizards"
        with (
            patch(f"{place}.charge_mapping.AT_ONCE", 2),
            patch(f"{place}.charge_mapping.CHUNK", 2),
            patch(f"{place}.charge_mapping_propose.CHUNK", 2),
        ):
            mapping = self.mapping()
            self.assertEqual((mapping.state, mapping.progress), ("searching", 0))
            self.assertTrue(mapping._step())
            self.assertEqual((mapping.done_count, mapping.progress), (2, 40))
            self.work()
            self.assertEqual(mapping.state, "proposed")
            mapping.action_confirm()
            self.assertEqual(mapping.state, "confirmed")
            self.work()
        self.assertEqual((mapping.state, mapping.progress), ("done", 100))
        self.assertEqual(set(self.charges(*moves).mapped("kind")), {"principal"})

    def work(self):
        with self.enter_registry_test_mode():
            self.env.ref("property_arrears.cron_charge_mapping").method_direct_trigger()
        self.env.invalidate_all()

    def test_queries_of_a_batch_do_not_grow_with_its_lines(self):
        counts = []
        for size in (3, 30):
            self.env["arrears.charge.mapping"].search([]).line_ids.invalidate_recordset()
            for _number in range(size):
                self.foreign(partner_id=self.partner(f"P{size}").id)
            mapping = self.mapping(find=False)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            mapping.action_find()
            mapping.action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 10)

    def test_the_forms_open_and_save(self):
        self.foreign()
        self.end_transaction()
        with Form(self.env["arrears.charge.mapping"]) as form:
            form.find_basis = False
        mapping = form.record
        mapping.action_find()
        with Form(mapping.line_ids) as form:
            form.kind = "cost"
        action = mapping.action_open_lines()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), mapping.line_ids)
        self.assertEqual(mapping.line_ids.action_open_document()["res_model"], "account.move")

    def test_a_batch_with_nothing_chosen_is_refused(self):
        self.foreign()
        mapping = self.mapping()
        mapping.line_ids.action_leave_out()
        with self.assertRaisesRegex(UserError, "left out"):
            mapping.action_confirm()
        mapping.line_ids.action_take_in()
        mapping.action_confirm()
