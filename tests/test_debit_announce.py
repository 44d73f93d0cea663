"""Announcing debits ahead of their day; without it a line is left out with that reason."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .debit_case import DebitCase
from .ledger_case import TODAY

IN_TIME = TODAY + timedelta(days=14)


@tagged("post_install", "-at_install")
class TestDebitAnnounce(DebitCase):
    def setUp(self):
        super().setUp()
        self.channel.notice_days = 14
        self.household("1", 100)
        self.household("2", 200)

    def announce(self, batch, told_on=TODAY, user=None):
        dialog = self.env["arrears.debit.announce"].with_user(user or self.treasurer)
        dialog.create({"batch_id": batch.id, "told_on": told_on}).action_record()
        batch.invalidate_recordset()
        return batch

    def test_what_can_no_longer_be_announced_is_left_out_at_the_selection(self):
        batch = self.batch(collection_date=IN_TIME - timedelta(days=1))
        self.assertFalse(batch.line_ids)
        self.assertEqual(
            {one.reasons[0]["code"] for one in batch.omission_ids}, {"debit_not_announced"}
        )
        self.assertIn("14 days ahead", batch.omission_ids[0].reason_text)

    def test_what_was_announced_in_time_is_collected(self):
        batch = self.batch(collection_date=IN_TIME)
        self.assertEqual((batch.line_count, batch.unannounced_count), (2, 2))
        self.announce(batch)
        self.assertEqual(batch.unannounced_count, 0)
        batch.with_user(self.second).action_approve()
        self.assertEqual((batch.state, batch.line_count), ("approved", 2))

    def test_a_line_without_an_announcement_is_left_out_on_approval(self):
        batch = self.announce(self.batch(collection_date=IN_TIME))
        self.household("3", 300)
        self.end_transaction()
        batch.with_user(self.treasurer).action_collect_lines()
        self.assertEqual(batch.line_count, 3)
        batch.with_user(self.second).action_approve()
        self.assertEqual(batch.line_count, 2)
        self.assertEqual(batch.omission_ids.reasons[0]["code"], "debit_not_announced")

    def test_a_batch_of_which_nobody_was_told_is_not_approved(self):
        batch = self.batch(collection_date=IN_TIME)
        with self.refused(UserError, "no instructions"):
            batch.with_user(self.second).action_approve()

    def test_a_higher_amount_has_to_be_announced_again(self):
        batch = self.announce(self.batch(collection_date=IN_TIME))
        debtor = batch.line_ids[0].debtor_id
        unit = batch.line_ids[0].mandate_id.unit_ids
        self.invoice(self.line(50), partner_id=debtor.id, arrears_unit_id=unit.id)
        self.end_transaction()
        batch.with_user(self.treasurer).action_collect_lines()
        self.assertEqual(batch.unannounced_count, 1)
        self.announce(batch)
        self.assertEqual(batch.unannounced_count, 0)

    def test_announcing_twice_keeps_the_first_and_tomorrow_tells_nobody_today(self):
        batch = self.announce(self.batch(collection_date=IN_TIME), TODAY - timedelta(days=3))
        self.announce(batch)
        told = self.env["arrears.debit.announcement"].search([])
        self.assertEqual(set(told.mapped("told_on")), {TODAY - timedelta(days=3)})
        self.assertEqual(len(told), 2)
        with self.refused(UserError, "still to come"):
            self.announce(batch, TODAY + timedelta(days=1))
        with self.refused(UserError, "cannot be changed"):
            told.sudo().write({"amount": 1})
        with self.refused(AccessError):
            self.announce(batch, user=self.manager)

    def test_a_scheme_without_announcements_asks_for_none(self):
        self.channel.notice_days = 0
        batch = self.exported()
        self.assertEqual(batch.line_count, 2)
