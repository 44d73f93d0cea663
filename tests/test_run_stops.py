"""Stops: a run that leaves somebody alone says why."""

from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestRunStops(CollectionCase):
    def stopped_by(self, day=TODAY):
        run = self.run_on(day)
        line = self.line_of(run, self.case_of())
        self.assertFalse(self.contacts())
        self.assertEqual(line.outcome, "stopped")
        return self.codes(line)

    def test_each_hold_stops_with_its_word(self):
        self.owing(450)
        self.switch_on()
        until = self.later(5)
        for kind, code in (
            ("promise", "hold_promise"),
            ("dispute", "hold_dispute"),
            ("plan", "hold_plan"),
            ("hardship", "hold_paused"),
            ("payment_claim", "hold_payment_claim"),
            ("deceased", "hold_deceased"),
            ("represented", "hold_represented"),
            ("do_not_contact", "hold_do_not_contact"),
            ("manual", "hold_manual"),
        ):
            hold = self.env["arrears.hold"].create(
                {"case_id": self.case_of().id, "type": kind, "date_until": until}
            )
            self.assertEqual(self.stopped_by(), [code])
            self.assertEqual(self.case_of().next_action, "review")
            self.assertEqual(self.case_of().next_action_date, until)
            hold.action_lift()

    def test_charges_without_price_basis_or_kind_are_not_pursued(self):
        self.switch_on()
        self.owing(450, price_basis=False)
        self.assertEqual(self.stopped_by(), ["missing_price_basis"])
        self.owing(100, kind=None)
        self.assertEqual(self.stopped_by(), ["missing_price_basis", "unclassified"])

    def test_an_invoice_without_followup_is_left_alone(self):
        self.switch_on()
        bill = self.owing(450)
        self.receivables(bill).no_followup = True
        self.env["arrears.charge"]._rebuild(self.company, today=TODAY)
        self.assertEqual(self.stopped_by(), ["no_followup"])

    def test_a_payment_registered_but_not_in_the_ledger_stops(self):
        self.switch_on()
        self.owing(450)
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.owner.id,
                "amount": 450,
                "payment_type": "inbound",
                "journal_id": self.bank.id,
                "company_id": self.company.id,
            }
        )
        self.env.cr.execute(
            "UPDATE account_payment SET state = 'in_process', move_id = NULL WHERE id = %s",
            payment.ids,
        )
        self.env.invalidate_all()
        self.assertEqual(self.stopped_by(), ["payment_outside_ledger"])

    def test_sister_companies_and_colleagues_are_nobody_s_routine(self):
        self.switch_on()
        sister = self.new_company("Sister firm").partner_id
        self.owing(450, partner=sister)
        self.owing(450, partner=self.collector.partner_id, unit=self.garage)
        run = self.run_on()
        self.assertEqual(self.codes(self.line_of(run, self.case_of(sister))), ["sister_company"])
        colleague = self.case_of(self.collector.partner_id, self.garage)
        self.assertEqual(self.codes(self.line_of(run, colleague)), ["employee"])

    def test_a_disputed_part_is_left_out_of_the_message(self):
        self.switch_on()
        disputed = self.owing(100)
        self.owing(350, due="2026-05-31", arrears_period_from="2026-07-01",
                   arrears_period_to="2026-09-30")  # fmt: skip
        self.env["arrears.hold"].create(
            {
                "case_id": self.case_of().id,
                "type": "dispute",
                "charge_ids": [(6, 0, self.charges(disputed).ids)],
            }
        )
        self.run_on()
        contact = self.contacts()
        self.assertEqual(contact.amount, 350)
        self.assertIn("2026-07–2026-09", contact.text)
        self.assertNotIn("2026-04–2026-06", contact.text)
