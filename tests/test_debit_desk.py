"""The treasurer's desk: each state of the work is counted on its channel, and on no other."""

from datetime import timedelta

from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .debit_case import DebitCase
from .ledger_case import TODAY

PLAIN = {"is_silent", "is_done", "wait_day", "again_day", "clearing_since", "clearing_days"}


@tagged("post_install", "-at_install")
class TestDebitDesk(DebitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["arrears.sidecar.status"].search([]).unlink()
        cls.other = cls.channel.copy({"name": "ICBC", "code": "icbc_test"})

    def desk(self, user=None, channel=None):
        """What the treasurer sees of a channel: names of counts that are not zero."""
        self.end_transaction()
        self.env.invalidate_all()
        seen = (channel or self.channel).with_user(user or self.treasurer)
        names = [name for name in seen._fields if name.startswith("desk_")]
        found = {name.removeprefix("desk_"): seen[name] for name in names}
        found.pop("is_silent")
        self.amounts = {name.removeprefix("amount_"): value for name, value in found.items()
                        if name.startswith("amount_") and value}  # fmt: skip
        return {name: value for name, value in found.items()
                if value and not name.startswith("amount_")}  # fmt: skip

    def opened(self, name):
        """Records that a count opens for the treasurer."""
        channel = self.channel.with_user(self.treasurer).with_context(desk=name)
        action = channel.action_view_desk()
        return self.env[action["res_model"]].with_user(self.treasurer).search(action["domain"])

    def at(self, day):
        """The clock goes on."""
        self.env = self.env(context={**self.env.context, "arrears_today": day})
        self.channel, self.other = self.channel.with_env(self.env), self.other.with_env(self.env)

    def test_nothing_to_do_is_said(self):
        self.assertEqual(self.desk(), {"is_done": True})

    def test_a_batch_is_counted_where_it_stands_from_the_draft_to_the_bank(self):
        self.household("1", 100)
        self.household("2", 50)
        batch = self.batch(collect=False)
        self.assertEqual((self.desk(), batch.waits_for), ({"select": 1}, "selection"))
        self.assertEqual(self.amounts, {})
        batch.with_user(self.treasurer).action_collect_lines()
        self.assertEqual((self.desk(), batch.waits_for), ({"approve": 1}, "approval"))
        self.assertEqual(self.amounts, {"approve": 150})
        batch.with_user(self.second).action_approve()
        self.assertEqual((self.desk(), batch.waits_for), ({"make": 1}, "file"))
        self.assertEqual((self.opened("make"), self.amounts), (batch, {"make": 150}))
        self.export(batch)
        self.assertEqual((self.desk(), batch.waits_for), ({"hand_in": 1}, "hand_in"))
        self.assertEqual(self.amounts, {"hand_in": 150})
        batch.with_user(self.treasurer).action_hand_in()
        self.assertEqual(self.desk(), {"wait": 1, "wait_day": TODAY, "is_done": True})
        self.assertEqual((batch.waits_for, self.amounts), ("answer", {"wait": 150}))
        self.assertEqual(self.desk(channel=self.other), {"is_done": True})
        self.assertEqual(self.amounts, {})

    def test_an_answered_batch_waits_for_its_money_and_then_for_nothing(self):
        self.household("1", 100)
        batch = self.exported()
        self.answered(batch)
        self.end_transaction()
        self.assertEqual((batch.waits_for, batch.amount_clearing), ("money", 100))
        self.assertIn(batch, self.waiting())
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "amount": 100, "date": TODAY,
             "payment_ref": f"代扣 {batch.name}"}
        )  # fmt: skip
        self.end_transaction()
        claim = self.env["arrears.claim"]._make_for(line)
        claim.sudo(False).with_user(self.user("accountant")).action_confirm()
        self.end_transaction()
        batch.invalidate_recordset()
        self.assertEqual((batch.waits_for, batch.amount_clearing), ("nothing", 0))
        self.assertNotIn(batch, self.waiting())

    def waiting(self):
        """What the list of batches shows a treasurer at first: whatever waits for something."""
        view = self.env.ref("property_arrears.view_arrears_debit_batch_search")
        [found] = etree.fromstring(view.arch).xpath("//filter[@name='at_work']/@domain")
        domain = safe_eval(found)
        return self.env["arrears.debit.batch"].with_user(self.treasurer).search(domain)

    def test_what_waits_for_too_long_and_what_somebody_wants_back_stand_out(self):
        self.household("1", 100)
        batch = self.exported()
        batch.with_user(self.treasurer).action_hand_in()
        self.at(TODAY + timedelta(days=9))
        self.env["arrears.debit.batch"]._cron_watch_answers()
        batch.with_user(self.treasurer).sudo()._ask_withdrawal("refused", "The bank's message")
        self.assertEqual(batch.waits_for, "withdrawal")
        self.assertEqual(self.desk(), {"wait": 1, "wait_day": TODAY, "late": 1, "withdraw": 1})
        batch.with_user(self.second).action_keep()
        self.assertEqual(batch.waits_for, "late")
        batch.with_user(self.treasurer).sudo()._ask_withdrawal("refused", "The bank's message")
        self.assertEqual(self.opened("late") | self.opened("withdraw"), batch)

    def test_a_debit_that_nobody_announced_in_time_is_counted(self):
        self.channel.notice_days = 14
        self.household("1", 100)
        batch = self.batch(collection_date=TODAY + timedelta(days=20))
        self.assertEqual(self.desk(), {"announce": 1, "approve": 1})
        self.assertEqual(self.opened("announce"), batch)
        self.env["arrears.debit.announce"].with_user(self.treasurer).create(
            {"batch_id": batch.id, "told_on": TODAY, "way": "bill"}
        ).action_record()
        self.assertEqual(self.desk(), {"approve": 1})

    def test_the_second_run_is_counted_with_its_day_until_another_batch_follows(self):
        self.channel.write({"first_run_day": 15, "second_run_day": 25})
        self.household("1", 100)
        batch = self.exported()
        self.answered(batch, **{batch.line_ids.reference: "funds"})
        day = TODAY + timedelta(days=10)
        self.assertEqual(self.desk(), {"again": 1, "again_day": day})
        self.assertEqual(self.opened("again"), batch)
        action = batch.with_user(self.treasurer).action_second_run()
        self.assertEqual(
            self.env["arrears.debit.batch"].browse(action["res_id"]).collection_date, day
        )
        self.assertEqual(self.desk(), {"approve": 1})

    def test_an_outcome_that_is_not_known_and_money_that_is_on_its_way(self):
        self.household("1", 100)
        self.household("2", 200)
        batch = self.exported()
        line = batch.line_ids.filtered(lambda one: one.amount == 100)
        self.answered(batch, **{line.reference: "unknown"})
        self.assertEqual(self.desk(), {"unknown": 1, "clearing": 200, "clearing_since": TODAY})
        self.assertEqual(self.opened("unknown"), line)
        self.assertEqual(self.opened("clearing").batch_id, batch)
        self.at(TODAY + timedelta(days=4))
        self.assertEqual(self.desk()["clearing_days"], 4)

    def test_keyed_answers_are_counted_for_who_keys_and_who_confirms(self):
        self.household("1", 100)
        batch = self.exported()
        answer = (
            self.env["arrears.keyed.answer"]
            .with_user(self.treasurer)
            .create(
                {"batch_id": batch.id, "value_date": TODAY, "moved_count": 0, "source": "Paper",
                 "line_ids": [Command.create({"debit_line_id": batch.line_ids.id})]}
            )
        )  # fmt: skip
        self.assertEqual(self.desk(), {"hand_in": 1, "key": 1})
        answer.action_done_keying()
        self.assertEqual(self.desk(self.second), {"hand_in": 1, "confirm": 1})
        batch.invalidate_recordset()
        self.assertEqual(batch.waits_for, "confirm")
        self.assertEqual(self.opened("confirm"), answer)

    def test_an_answer_that_was_set_aside_is_counted_until_it_is_dealt_with(self):
        self.household("1", 100)
        batch = self.exported()
        __, file = self.seal(batch, self.answer_rows(batch), total_settled=1)
        self.assertEqual(file.state, "quarantined")
        self.assertEqual(self.desk(), {"hand_in": 1, "set_aside": 1})
        self.assertEqual(batch.waits_for, "set_aside")
        with self.refused(AccessError, "Only a treasurer"):
            file.with_user(self.manager).action_deal_with()
        file.with_user(self.second).action_deal_with()
        self.assertEqual(file.dealt_with_by_id, self.second)
        self.assertEqual(self.desk(), {"hand_in": 1})
        with self.refused(UserError, "does not wait"):
            file.with_user(self.second).action_deal_with()
        file._start_over()
        file._refuse(code="test", line=1, message="again")
        self.assertEqual(self.desk(), {"hand_in": 1, "set_aside": 1}, "set aside anew")

    def test_money_that_was_taken_back_is_seen_for_a_month(self):
        self.household("1", 100)
        batch = self.exported()
        self.answered(batch)
        row = {
            "line": 1, "reference": batch.line_ids.reference, "outcome": "funds",
            "offered": 10_000, "settled": -10_000, "value_date": TODAY.isoformat(),
            "code": "AM04", "text": "", "raw": "",
        }  # fmt: skip
        self.seal(batch, [row], 2, batch_reference="")
        self.book()
        self.assertEqual(self.desk(), {"returned": 1, "is_done": True})
        self.assertEqual(self.amounts, {"returned": 100})
        self.assertEqual(self.opened("returned"), batch.line_ids)
        self.at(TODAY + timedelta(days=32))
        self.assertEqual(self.desk(), {"is_done": True})

    def test_a_row_without_a_batch_completes_the_clearing_account(self):
        self.household("1", 100)
        batch = self.exported()
        self.answered(batch)
        self.entry((self.clearing, -30, {}), (self.income, 30, {}))
        self.end_transaction()
        rows = self.env["arrears.debit.clearing"].search([("account_id", "=", self.clearing.id)])
        self.assertEqual(
            {row.batch_id: row.amount_open for row in rows},
            {batch: 100, self.env["arrears.debit.batch"]: -30},
        )
        items = self.env["account.move.line"].search([("account_id", "=", self.clearing.id)])
        self.assertEqual(sum(rows.mapped("amount_open")), sum(items.mapped("balance")))
        for row in rows:
            found = self.env["account.move.line"].search(row.action_open_items()["domain"])
            self.assertEqual(sum(found.mapped("amount_residual")), row.amount_open)

    def test_another_company_sees_none_of_it(self):
        self.household("1", 100)
        self.answered(self.exported())
        stranger = self.new_company("Somebody else")
        user = new_test_user(
            self.env, login="desk-stranger", groups="property_arrears.group_treasurer",
            company_id=stranger.id, company_ids=[Command.set(stranger.ids)],
        )  # fmt: skip
        for model in ("arrears.bank.channel", "arrears.debit.clearing"):
            theirs = self.env[model].with_user(user)
            self.assertFalse(theirs.with_context(allowed_company_ids=stranger.ids).search([]))
