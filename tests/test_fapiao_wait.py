"""An owner who pays when the fapiao is there: a task for finance, a pause that ends by itself."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .fapiao_case import FapiaoCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestWaitingForFapiao(FapiaoCase):
    def setUp(self):
        super().setUp()
        self.move, self.charge = self.bill(100)
        self.case = self.card().with_user(self.collector)
        self.case.action_take()

    def asked_through_the_card(self, **values):
        action = self.case.action_ask_fapiao()
        asks = self.env["arrears.fapiao.ask"].with_user(self.collector)
        form = Form(asks.with_context(**action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        form.save().action_ask()
        return self.env["arrears.fapiao"].search([("debtor_id", "=", self.owner.id)], limit=1)

    def stops(self, day=TODAY):
        case = self.case.sudo().with_context(arrears_today=day)
        return [reason.code for reason in case._stop_reasons(day)[case.id]]

    def test_a_click_on_the_card_gives_finance_a_task_and_pauses_the_ladder(self):
        fapiao = self.asked_through_the_card(title="Owner and Sons")
        self.assertEqual((fapiao.title, fapiao.waits, fapiao.amount), ("Owner and Sons", True, 106))
        self.assertEqual(fapiao.asked_by_id, self.collector)
        task = fapiao.activity_ids
        accountants = self.env.ref("property_arrears.group_accountant").all_user_ids
        self.assertIn(task.user_id, accountants)
        hold = self.case.hold_ids
        self.assertEqual((hold.type, hold.date_from), ("fapiao", TODAY))
        # From Tuesday, 15 September 2026, past a weekend whose Sunday, the 20th, is worked.
        self.assertEqual(hold.date_until, TODAY + timedelta(days=6))
        self.assertEqual(task.date_deadline, hold.date_until)
        self.assertEqual((self.case.state, self.case.reason_id.code), ("held", "fapiao"))
        self.assertIn("hold_fapiao", self.stops())
        self.assertNotIn("hold_fapiao", self.stops(TODAY + timedelta(days=8)))
        self.assertEqual([badge["code"] for badge in self.case.badges], ["fapiao"])

    def test_it_is_worded_for_the_reader(self):
        self.asked_through_the_card()
        reason = {"code": "hold_fapiao", "arguments": {"until": "2026-09-22"}}
        self.assertIn("waits for a fapiao", self.env["arrears.reason.wording"]._word([reason]))

    def test_issuing_it_ends_the_pause_and_the_task(self):
        fapiao = self.asked_through_the_card().with_user(self.accountant)
        fapiao.write({"number": "3" * 20, "issued_on": "2026-09-15"})
        fapiao.action_issue()
        self.assertEqual(self.case.hold_ids.lifted_on, TODAY)
        self.assertEqual(self.case.state, "open")
        self.assertFalse(fapiao.activity_ids)
        self.assertIn("fapiao was issued", self.case.message_ids[0].body)

    def test_withdrawing_it_ends_the_pause_too(self):
        fapiao = self.asked_through_the_card()
        fapiao.with_user(self.accountant).action_withdraw()
        self.assertEqual(self.case.hold_ids.lifted_on, TODAY)

    def test_a_bill_stops_the_ladder_once(self):
        fapiao = self.asked_through_the_card()
        fapiao.with_user(self.accountant).action_withdraw()
        again = self.asked_through_the_card()
        self.assertTrue(again.activity_ids, "finance has its task all the same")
        self.assertEqual(len(self.case.hold_ids), 1)
        self.assertIn("does not stop again", self.case.message_ids[0].body)

    def test_another_bill_of_the_card_does_not_stop_it_at_once_again(self):
        self.asked_through_the_card()
        self.bill(50, due="2026-05-31")
        self.asked_through_the_card()
        self.assertEqual(len(self.case.hold_ids), 1)

    def test_the_reason_alone_asks_for_it(self):
        self.case.reason_id = self.env.ref("property_arrears.reason_fapiao")
        line = self.env["arrears.fapiao.line"].search([("charge_id", "=", self.charge.id)])
        self.assertTrue(line.fapiao_id.waits)
        self.assertEqual(self.case.hold_ids.type, "fapiao")

    def test_the_reason_given_again_asks_for_nothing_twice(self):
        for _time in range(2):
            self.case.reason_id = self.env.ref("property_arrears.reason_fapiao")
        lines = self.env["arrears.fapiao.line"].search([("charge_id", "=", self.charge.id)])
        self.assertEqual((len(lines), len(self.case.hold_ids)), (1, 1))

    def test_the_reason_on_a_card_whose_fapiao_is_issued_says_so(self):
        self.issued(self.charge)
        self.case.reason_id = self.env.ref("property_arrears.reason_fapiao")
        self.assertFalse(self.case.hold_ids)
        self.assertIn("tell the owner", self.case.message_ids[0].body)

    def test_a_request_of_the_office_begins_to_be_waited_for(self):
        fapiao = self.ask(self.charge)
        self.assertFalse(self.case.hold_ids)
        self.case.reason_id = self.env.ref("property_arrears.reason_fapiao")
        self.assertTrue(fapiao.waits)
        self.assertEqual(self.case.hold_ids.sudo().fapiao_id, fapiao)

    def test_a_masked_name_stays_masked_and_is_filled_in_unseen(self):
        other = self.user("colleague", "collector")
        self.estate.collector_ids |= other
        action = self.case.with_user(other).action_ask_fapiao()
        asks = self.env["arrears.fapiao.ask"].with_user(other).with_context(**action["context"])
        with Form(asks) as form:
            self.assertFalse(form.title)
            form.waits = True
        form.record.action_ask()
        line = self.env["arrears.fapiao.line"].search([("charge_id", "=", self.charge.id)])
        self.assertEqual(line.fapiao_id.title, "Owner")

    def test_no_name_is_told_of_charges_that_are_not_the_readers(self):
        stranger = self.user("far away", "collector")
        colleague = self.user("colleague", "collector")
        self.estate.collector_ids |= colleague
        for user, titles in ((stranger, False), (colleague, False), (self.cashier, "Owner")):
            asks = self.env["arrears.fapiao.ask"].with_user(user)
            ask = asks.new({"charge_ids": [(6, 0, self.charge.ids)]})
            ask._onchange_charge_ids()
            self.assertEqual(ask.title, titles, user.login)

    def test_the_cashier_asks_at_the_counter_without_a_pause(self):
        charges = self.charge.with_user(self.cashier)
        action = charges.action_ask_fapiao()
        asks = self.env["arrears.fapiao.ask"].with_user(self.cashier)
        with Form(asks.with_context(**action["context"])) as form:
            self.assertEqual(form.title, "Owner")
        answer = form.record.action_ask()
        self.assertEqual(answer["res_model"], "arrears.fapiao")
        self.assertFalse(self.case.hold_ids)

    def test_this_pause_is_not_set_by_hand(self):
        values = {"case_id": self.case.id, "type": "fapiao", "date_until": "2026-09-30"}
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.env["arrears.hold"].with_user(self.manager).create(values)
        with self.assertRaises(ValidationError):
            self.env["arrears.hold"].with_user(self.collector).create(values)

    def test_charges_out_of_sight_are_not_asked_for(self):
        stranger = self.user("far away", "collector")
        ask = self.env["arrears.fapiao.ask"].with_user(stranger).sudo().create(
            {"charge_ids": [(6, 0, self.charge.ids)]}
        )  # fmt: skip
        with self.assertRaises(UserError):
            ask.sudo(False).action_ask()
        with self.assertRaises(UserError):
            self.env["arrears.fapiao.ask"].with_user(self.cashier).create({}).action_ask()
