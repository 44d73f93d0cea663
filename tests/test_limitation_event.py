"""Events of limitation: period by period, with proof, in time, and never more than they name."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestLimitationEvent(CollectionCase):
    """The clock stands at 15 September 2026."""

    def setUp(self):
        super().setUp()
        self.old = self.charges(self.owing(300, due="2023-10-31", **self.period(2023, 7, 9)))
        self.later = self.charges(self.owing(300, due="2024-01-31", **self.period(2023, 10, 12)))

    def period(self, year, first, last):
        end = date(year + last // 12, last % 12 + 1, 1) - date.resolution
        return {"arrears_period_from": date(year, first, 1), "arrears_period_to": end}

    def event(self, *charges, record=True, **values):
        event = self.env["arrears.limitation.event"].create(
            {
                "company_id": self.company.id, "debtor_id": self.owner.id, "date": "2025-03-15",
                "method": "courier", "proof": "SF123",
                "charge_link_ids": [(0, 0, {"charge_id": charge.id}) for charge in charges],
                **values,
            }
        )  # fmt: skip
        if record:
            event.action_record()
            self.end_transaction()
        return event

    def test_a_demand_with_proof_restarts_the_period_it_names_and_no_other(self):
        """SPC answers, batch 20, question 3: each period is a debt of its own."""
        self.event(self.old)
        self.assertEqual(self.old.limitation_date, date(2028, 3, 15))
        self.assertEqual(self.later.limitation_date, date(2027, 2, 1))
        case = self.case_of()
        self.assertEqual(case.limitation_date, date(2027, 2, 1), "the earliest of the card")

    def test_without_proof_or_charges_it_cannot_count(self):
        """Rules of 2020, art. 8: that a letter was sent proves nothing."""
        for values, missing in (({"proof": False}, "proof"), ({"method": False}, "delivered")):
            with self.assertRaisesRegex(UserError, missing):
                self.event(self.old, **values)
        with self.assertRaisesRegex(UserError, "charges"):
            self.event()
        with self.assertRaisesRegex(UserError, "ahead"):
            self.event(self.old, date="2026-10-01")
        self.assertEqual(self.old.limitation_date, date(2026, 11, 1))

    def test_an_event_after_the_last_day_revives_nothing(self):
        """Civil Code art. 192: only the debtor's own agreement does."""
        barred = self.charges(self.owing(300, due="2021-01-31", **self.period(2020, 7, 12)))
        self.assertTrue(barred.time_barred)
        event = self.event(barred)
        self.assertTrue(barred.time_barred)
        self.assertFalse(event.charge_link_ids.counts)

    def test_a_chain_of_demands_keeps_a_debt_alive(self):
        due = self.charges(self.owing(300, due="2019-01-31", **self.period(2018, 7, 12)))
        self.assertTrue(due.time_barred)
        self.event(due, date="2021-06-01")
        self.assertTrue(due.time_barred, "the first alone ended in June 2024")
        self.event(due, date="2024-05-31", proof="SF2")
        self.assertFalse(due.time_barred)
        self.assertEqual(due.limitation_date, date(2027, 5, 31))

    def test_a_withdrawn_event_counts_no_longer_and_says_who_and_why(self):
        event = self.event(self.old)
        manager = event.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "why"):
            manager.action_withdraw()
        manager.withdraw_reason = "Sent to the wrong flat"
        manager.action_withdraw()
        self.end_transaction()
        self.assertEqual(self.old.limitation_date, date(2026, 11, 1))
        self.assertEqual((event.state, event.withdrawn_by_id), ("withdrawn", self.manager))

    def test_what_was_recorded_is_frozen(self):
        event = self.event(self.old)
        for change in ({"proof": "x"}, {"date": "2020-01-01"}, {"state": "draft"}):
            with self.assertRaises(UserError):
                event.write(change)
        with self.assertRaises(UserError):
            event.unlink()
        with self.assertRaises(UserError):
            event.charge_link_ids.create({"event_id": event.id, "charge_id": self.later.id})
        self.assertIn(self.flat.name, event.charge_link_ids.charge_text)
        self.assertEqual(event.charge_link_ids.amount, 300)

    def test_a_rebuild_and_a_payment_keep_the_interruption(self):
        self.event(self.old)
        self.pay(self.old.move_id, 100)
        self.end_transaction()
        self.refresh()
        self.assertEqual(
            (self.old.amount_remaining, self.old.limitation_date), (200, date(2028, 3, 15))
        )
        self.assertFalse(self.env["arrears.charge"]._stale_debtors(self.company, TODAY))

    def test_the_ageing_reads_it_on_its_third_axis_and_on_a_day_before_does_not(self):
        self.event(self.old)
        report = self.env["arrears.ageing.report"]._make(self.company.root_id, TODAY)
        line = self.env["arrears.ageing.line"].search(
            [("report_id", "=", report.id), ("charge_ref", "=", self.old.id)]
        )
        self.assertEqual((line.interrupted_on, line.limitation_bucket),
                         (date(2025, 3, 15), "2_months_24"))  # fmt: skip
        before = self.env["arrears.ageing.report"]._make(self.company.root_id, date(2025, 3, 1))
        line = self.env["arrears.ageing.line"].search(
            [("report_id", "=", before.id), ("charge_ref", "=", self.old.id)]
        )
        self.assertFalse(line.interrupted_on)

    def test_it_names_charges_of_one_debtor(self):
        other = self.charges(self.owing(10, partner=self.partner("Other"), unit=self.garage))
        with self.assertRaises(ValidationError):
            self.event(self.old, other)
        event = self.event(record=False)
        event.action_name_open_charges()
        self.assertEqual(event.charge_link_ids.charge_id, self.old | self.later)

    def test_a_collector_reads_and_does_not_record(self):
        event = self.event(self.old, record=False)
        own = event.with_user(self.collector)
        self.assertEqual(own.proof, "SF123")
        with self.assertRaises(AccessError):
            own.action_record()
        event.with_user(self.user("lawyer", "group_lawyer")).action_record()
        self.assertEqual(event.state, "recorded")
