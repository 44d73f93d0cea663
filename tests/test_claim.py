"""Claiming a bank line: proposed with reasons, divided, booked on its own entry, undone."""

from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import Form, tagged

from .claim_case import ClaimCase

ACCOUNT = "6227000012345678901"


@tagged("post_install", "-at_install")
class TestClaim(ClaimCase):
    def test_a_line_is_proposed_with_its_reasons_in_the_readers_language(self):
        move = self.invoice(self.line(270))
        claim = self.claim(270, "湖畔花园3栋2单元1501室物业费", "张三")
        self.assertEqual((claim.debtor_id, claim.sure, claim.state), (self.owner, True, "proposed"))
        self.assertEqual(self.parts(claim), [(move, 270)])
        self.assertEqual(self.codes(claim), {"claim_unit", "claim_payer_name", "claim_amount_all"})
        self.assertIn("The amount is all that is owed.", claim.why)
        self.assertEqual(claim.estate_id, self.estate)

    def test_claiming_credits_the_receivable_on_the_banks_own_entry(self):
        move = self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        entry = claim.statement_line_id.move_id
        claim.action_confirm()
        self.assertEqual(self.charges(move).amount_remaining, 0)
        self.assertEqual(move.payment_state, "paid")
        self.assertTrue(claim.statement_line_id.is_reconciled)
        self.assertEqual(claim.move_id, entry)
        credit = entry.line_ids - entry.line_ids.filtered("debit")
        self.assertEqual(credit.account_id, self.receivable)
        self.assertEqual(credit.arrears_unit_id, self.flat)
        self.assertEqual(str(entry.arrears_value_date), "2026-09-10")
        self.assertEqual(str(credit.arrears_value_date), "2026-09-10")
        self.assertEqual((claim.confirmed_by_id, claim.state), (self.accountant, "confirmed"))
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_undoing_restores_the_suspense_item_and_is_kept(self):
        move = self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        claim.action_confirm()
        claim.action_undo()
        line = claim.statement_line_id
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line._seek_for_lines()[1].balance, -270)
        self.assertEqual(self.charges(move).amount_remaining, 270)
        self.assertEqual((claim.state, claim.undone_by_id), ("undone", self.accountant))
        with self.assertRaises(UserError):
            claim.action_undo()
        again = self.Claim.browse(claim.action_claim_again()["res_id"])
        self.assertEqual((again.state, again.debtor_id), ("proposed", self.owner))
        self.assertNotEqual(again, claim)
        again.action_confirm()
        self.assertEqual(self.charges(move).amount_remaining, 0)

    def test_undoing_with_odoos_own_button_is_noted_too(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        claim.action_confirm()
        claim.statement_line_id.with_env(self.env).action_undo_reconciliation()
        self.assertEqual((claim.state, claim.undone_by_id), ("undone", self.env.user))

    def test_part_of_a_bill_names_the_charge_it_pays(self):
        move = self.invoice(self.line(200), self.line(50, "late_fee"))
        claim = self.claim(50, "3-2-1501违约金", "张三")
        claim.action_confirm()
        self.assertEqual(self.remaining(move), {"principal": 200, "late_fee": 0})

    def test_too_much_is_kept_in_advance_of_the_unit_and_kind(self):
        self.invoice(self.line(270))
        claim = self.claim(300, "湖畔花园3-2-1501", "张三")
        self.assertEqual(claim.line_ids[-1].unit_id, self.flat)
        self.assertEqual((claim.line_ids[-1].kind, claim.line_ids[-1].amount), ("principal", 30))
        claim.action_confirm()
        credit = self.env["account.move.line"].search(
            [("move_id", "=", claim.move_id.id), ("reconciled", "=", False), ("balance", "=", -30)]
        )
        self.assertEqual((credit.arrears_unit_id, credit.arrears_kind), (self.flat, "principal"))

    def test_a_relative_pays_for_two_flats_and_a_garage_at_once(self):
        neighbour = self.partner("李四")
        second = self.unit("1502", neighbour)
        self.lives(neighbour, self.garage)
        bills = [
            self.invoice(self.line(270)),
            self.invoice(self.line(300), partner_id=neighbour.id, arrears_unit_id=second.id),
            self.invoice(self.line(90), partner_id=neighbour.id, arrears_unit_id=self.garage.id),
        ]
        claim = self.claim(660, "湖畔花园3-2-1501、1502及车位P7物业费", "王小二", ACCOUNT)
        best = claim.proposal_ids[0]
        self.assertEqual(best.debtor_ids, self.owner | neighbour)
        self.assertEqual({row[0] for row in self.parts(claim)}, set(bills))
        claim.action_confirm()
        self.assertEqual([self.charges(bill).amount_remaining for bill in bills], [0, 0, 0])
        learnt = self.env["arrears.payer.account"].search([])
        self.assertEqual(learnt.partner_id, self.owner | neighbour)

    def test_the_accountant_divides_by_hand_over_units_and_kinds(self):
        bill = self.invoice(self.line(270))
        water = self.invoice(self.line(80, "pass_through"))
        self.charges(bill, water)
        claim = self.claim(300, "转账", "陌生人")
        self.assertFalse(claim.debtor_id)
        self.assertEqual(self.codes(claim), {"claim_no_hint"})
        with self.assertRaisesRegex(UserError, "no debtor"):
            claim.action_confirm()
        with Form(claim) as form:
            form.debtor_id = self.owner
        self.assertEqual(self.parts(claim), [(bill, 270), (water, 30)])
        with Form(claim) as form:
            with form.line_ids.edit(1) as row:
                row.amount = 20
        self.assertTrue(claim.by_hand)
        with self.assertRaisesRegex(UserError, "not divided yet"):
            claim.action_confirm()
        with Form(claim) as form:
            with form.line_ids.new() as row:
                row.debtor_id = self.owner
                row.unit_id = self.garage
                row.amount = 10
        claim.action_confirm()
        self.assertEqual(self.charges(bill, water).mapped("amount_remaining"), [0, 60])

    def test_another_proposal_can_be_taken(self):
        other = self.partner("李四")
        second = self.unit("1601", other)
        mine = self.invoice(self.line(270))
        self.invoice(self.line(270), partner_id=other.id, arrears_unit_id=second.id)
        claim = self.claim(270, "湖畔花园3-2-1601", "张三")
        self.assertFalse(claim.sure)
        self.assertEqual(claim.debtor_id, other)
        chosen = claim.proposal_ids.filtered(lambda one: one.debtor_ids == self.owner)
        chosen.action_take()
        self.assertEqual((claim.debtor_id, self.parts(claim)), (self.owner, [(mine, 270)]))

    def test_a_division_overtaken_by_the_books_is_refused_until_proposed_again(self):
        bill = self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        self.pay(bill, 100)
        self.end_transaction()
        with self.assertRaisesRegex(UserError, "books moved on"):
            claim.action_confirm()
        claim.action_propose()
        claim.action_confirm()
        self.assertEqual(self.charges(bill).amount_remaining, 0)
        self.assertEqual(self.bucket("unapplied_credits"), -100)

    def test_a_line_reconciled_elsewhere_is_no_longer_open(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        line = claim.statement_line_id
        suspense = line._seek_for_lines()[1]
        line.with_context(skip_readonly_check=True, force_delete=True).move_id.write(
            {"line_ids": [(1, suspense.id, {"account_id": self.income.id})]}
        )
        self.end_transaction()
        self.assertFalse(self.Claim.search([("is_open", "=", True), ("id", "=", claim.id)]))
        with self.assertRaisesRegex(UserError, "needs no claim"):
            claim.action_confirm()

    def test_many_sure_ones_are_claimed_at_once_and_the_rest_waits(self):
        bills = []
        lines = []
        for number in ("1601", "1602", "1603"):
            person = self.partner(f"住户{number}")
            unit = self.unit(number, person)
            of_person = {"partner_id": person.id, "arrears_unit_id": unit.id}
            bills.append(self.invoice(self.line(100), **of_person))
            lines.append(self.bank_line(100, f"湖畔花园3-2-{number}"))
        lines.append(self.bank_line(55, "谢谢"))
        claims = self.claims_of(*lines)
        self.pay(bills[1], 40)
        answer = claims.action_confirm_sure()
        self.assertEqual(answer["params"]["type"], "warning")
        states = claims.sorted("id").mapped("state")
        self.assertEqual(states, ["confirmed", "proposed", "confirmed", "proposed"])
        self.assertIn("books moved on", claims.sorted("id")[1].problem)
        self.assertEqual(self.charges(*bills).mapped("amount_remaining"), [0, 60, 0])

    def test_a_second_look_makes_no_second_claim(self):
        line = self.bank_line(10, "谢谢")
        self.claims_of(line)
        self.claims_of(line)
        self.night()
        self.assertEqual(len(line.arrears_claim_ids), 1)
        self.assertNotIn(line, self.env["arrears.claim"]._lines_without_claim())

    def test_a_bank_line_that_is_deleted_takes_its_proposal_along(self):
        claim = self.claim(10, "谢谢")
        claim.statement_line_id.with_env(self.env).unlink()
        self.assertFalse(claim.exists())

    def test_what_took_effect_is_kept(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        with self.assertRaises(UserError):
            claim.sudo().state = "confirmed"
        claim.action_confirm()
        for refused in (
            lambda: claim.write({"debtor_id": self.partner("X").id}),
            lambda: claim.line_ids.write({"amount": 1}),
            lambda: claim.line_ids.unlink(),
            lambda: claim.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                refused()

    def test_a_charge_of_somebody_else_is_refused(self):
        bill = self.invoice(self.line(270))
        charge = self.charges(bill)
        claim = self.claim(5, "谢谢")
        with self.assertRaisesRegex(ValidationError, "not owed"):
            self.env["arrears.claim.line"].create(
                {"claim_id": claim.id, "debtor_id": self.partner("李四").id,
                 "charge_id": charge.id, "amount": 270}
            )  # fmt: skip

    def test_only_accountants_claim(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        manager = self.worker("manager")
        claim.with_user(manager).read(["remark", "debtor_id", "why", "is_open", "amount_left"])
        listed = [("is_open", "=", True), ("remark", "ilike", "1501")]
        self.assertEqual(claim.with_user(manager).search(listed), claim)
        for role in (manager, self.worker("collector"), self.worker("cashier")):
            with self.assertRaises(AccessError):
                claim.with_user(role).action_confirm()
        for role in ("collector", "cashier", "treasurer", "reader"):
            user = self.env["res.users"].search([("login", "=", f"claim-{role}-1")]) or self.worker(
                role
            )
            with self.assertRaises(AccessError):
                claim.with_user(user).read(["remark"])
        claim.action_confirm()
        with self.assertRaises(AccessError):
            claim.with_user(manager).action_undo()

    def test_a_charge_takes_no_more_than_it_owes_though_its_bill_owes_more(self):
        move = self.invoice(self.line(200), self.line(50, "late_fee"))
        first, second = (self.claim(50, "3-2-1501违约金", "张三") for _time in range(2))
        with self.assertRaisesRegex(UserError, "books moved on"):
            (first | second).action_confirm()
        self.assertFalse(second.statement_line_id.is_reconciled)
        self.assertEqual(self.remaining(move), {"principal": 200, "late_fee": 0})

    def test_a_claim_whose_money_a_later_bill_used_is_not_undone(self):
        self.invoice(self.line(270))
        claim = self.claim(300, "湖畔花园3-2-1501", "张三")
        claim.action_confirm()
        later = self.invoice(self.line(30), due="2026-10-31")
        credit = claim.move_id.line_ids.filtered(lambda item: item.balance == -30)
        (credit | self.receivables(later)).reconcile()
        odoos_own = claim.statement_line_id.with_env(self.env).action_undo_reconciliation
        for undo in (claim.action_undo, odoos_own):
            with self.assertRaisesRegex(UserError, f"used by {later.name}"):
                undo()
        self.assertEqual((claim.state, self.charges(later).amount_remaining), ("confirmed", 0))
        credit.remove_move_reconcile()
        claim.action_undo()
        self.assertEqual(claim.state, "undone")

    def test_a_claimed_entry_is_not_reset_to_draft(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        claim.action_confirm()
        with self.assertRaisesRegex(UserError, "undo the claim"):
            claim.move_id.with_env(self.env).button_draft()

    def test_the_day_the_bank_moved_the_money_stays_the_value_date(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三", arrears_value_date="2026-09-08")
        self.assertEqual(str(claim.date), "2026-09-08")
        claim.action_confirm()
        entry = claim.move_id
        credit = entry.line_ids.filtered(lambda item: item.account_id == self.receivable)
        self.assertEqual(
            [str(day) for day in (entry.date, entry.arrears_value_date, credit.arrears_value_date)],
            ["2026-09-10", "2026-09-08", "2026-09-08"],
        )

    def test_a_line_that_is_only_busy_says_so_and_stays_sure(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        lines = type(self.env["account.bank.statement.line"])
        with patch.object(lines, "lock_for_update", side_effect=LockError("Busy")):
            with self.assertRaisesRegex(UserError, "claim it again"):
                claim.action_confirm()
            claim.action_confirm_sure()
        self.assertEqual((claim.sure, claim.state), (True, "proposed"))
        self.assertIn("claim it again", claim.problem)

    def test_what_an_accountant_began_is_there_the_next_morning(self):
        self.invoice(self.line(270))
        claim = self.claim(270, "3-2-1501", "张三")
        claim.write({"kind": "other", "account_id": self.income.id})
        claim.sudo()._propose()
        self.assertEqual((claim.kind, claim.account_id), ("other", self.income))
        claim.action_propose()
        self.assertEqual((claim.kind, claim.by_hand), ("debtor", False))

    def test_a_proposal_that_was_taken_is_there_the_next_morning(self):
        other = self.partner("李四")
        second = self.unit("1601", other)
        self.invoice(self.line(270))
        self.invoice(self.line(270), partner_id=other.id, arrears_unit_id=second.id)
        claim = self.claim(270, "湖畔花园3-2-1601", "张三")
        claim.proposal_ids.filtered(lambda one: one.debtor_ids == self.owner).action_take()
        claim.sudo()._propose()
        self.assertEqual(claim.debtor_id, self.owner)
