"""Payment history: by value date, with what it settled, from accounting alone."""

from odoo.tests import tagged

from .document_case import DocumentCase


@tagged("post_install", "-at_install")
class TestPaymentHistory(DocumentCase):
    def setUp(self):
        super().setUp()
        self.bill = self.invoice(self.line(500))
        self.parking = self.invoice(self.line(240), arrears_unit_id=self.garage.id)
        self.payment = self.pay(self.bill, 300, arrears_value_date="2026-05-20")
        self.end_transaction()

    def rows(self, user=None, **values):
        history = self.as_of(user or self.accountant)["arrears.payment.history"]
        domain = [("debtor_id", "=", self.owner.id)]
        return history.search([*domain, *[(name, "=", v) for name, v in values.items()]])

    def test_a_payment_names_its_value_date_and_what_it_settled(self):
        """Acceptance 212."""
        row = self.rows()
        self.assertEqual(len(row), 1)
        self.assertEqual((str(row.value_date), row.amount), ("2026-05-20", 300))
        self.assertEqual(row.settled, "1501 2026-04–2026-06 Service fee")
        self.assertEqual((row.move_id.id, row.settled_move_id.id), (self.payment.id, self.bill.id))
        self.assertEqual((row.unit_id.id, row.estate_id.id), (self.flat.id, self.estate.id))

    def test_what_no_bill_has_used_is_a_row_of_its_own(self):
        unused = self.money(80)
        self.end_transaction()
        row = self.rows(settled_line_id=False)
        self.assertEqual((row.move_id.id, row.amount, row.settled), (unused.id, 80, ""))

    def test_rows_of_a_credit_add_up_to_it(self):
        big = self.money(700)
        self.receivables(self.bill, self.parking, big).reconcile()
        self.end_transaction()
        rows = self.rows(move_id=big.id)
        self.assertEqual(sorted(rows.mapped("amount")), [200, 240, 260])
        self.assertEqual(rows.unit_id.ids, (self.flat | self.garage).ids)

    def test_an_undone_payment_is_gone_from_it(self):
        """No copy: what accounting undoes is not paid here either."""
        self.receivables(self.payment).remove_move_reconcile()
        self.end_transaction()
        self.assertFalse(self.rows(settled_move_id=self.bill.id))
        self.assertEqual(self.rows(settled_line_id=False).amount, 300)

    def test_money_credit_notes_and_waivers_are_told_apart(self):
        note = self.credit_note(self.line(20))
        waiver = self.credit_note(self.line(10))
        waiver.arrears_reduction = "waiver"
        bank = self.entry(
            (self.bank.default_account_id, 5, {}),
            (self.receivable, -5, {"partner_id": self.owner.id}),
            journal_id=self.bank.id,
        )
        self.end_transaction()
        natures = {row.move_id.id: row.nature for row in self.rows() if row.move_id != self.payment}
        self.assertEqual(natures, {note.id: "credit_note", waiver.id: "waiver", bank.id: "payment"})

    def test_unit_and_card_open_their_own_payments(self):
        self.pay(self.parking, 100)
        self.end_transaction()
        unit = self.flat.with_env(self.as_of(self.accountant))
        found = unit.env["arrears.payment.history"].search(unit.action_payment_history()["domain"])
        self.assertEqual(found.amount, 300)
        self.env["arrears.charge"]._after_rebuild(
            self.company, self.owner.ids, self.company._arrears_today()
        )
        card = self.env["arrears.case"].search(
            [("debtor_id", "=", self.owner.id), ("unit_id", "=", self.garage.id)]
        )
        found = found.search(card.action_payment_history()["domain"])
        self.assertEqual(found.amount, 100)

    def test_collectors_see_the_estates_they_work(self):
        stranger = self.person("collector", login="history-stranger")
        self.assertEqual(len(self.rows(self.collector)), 1)
        self.assertFalse(self.rows(stranger))

    def test_it_groups_by_month(self):
        history = self.as_of(self.accountant)["arrears.payment.history"]
        groups = history._read_group(
            [("debtor_id", "=", self.owner.id)], ["value_date:month"], ["amount:sum"]
        )
        self.assertEqual([(str(month), amount) for month, amount in groups], [("2026-05-01", 300)])
