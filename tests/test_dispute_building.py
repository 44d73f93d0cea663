"""A dispute about a whole building: one record, one answer, one end, many cards."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .dispute_case import DisputeCase


@tagged("post_install", "-at_install")
class TestDisputeBuilding(DisputeCase):
    def setUp(self):
        super().setUp()
        self.flats = self.env["arrears.unit"].create(
            [
                {"estate_id": self.estate.id, "building": "3", "number": f"{number}01"}
                for number in range(1, 4)
            ]
        )
        self.owners = [self.partner(f"Owner {flat.number}") for flat in self.flats]
        for flat, owner in zip(self.flats[:2], self.owners, strict=False):
            self.owing(200, partner=owner, unit=flat)
        self.cards = self.env["arrears.case"].search([("unit_id", "in", self.flats.ids)])

    def about_building(self, user=None, **values):
        disputes = self.as_user(user or self.second_manager, self.env["arrears.dispute"])
        return disputes.create(
            {
                "scope": "building", "estate_id": self.estate.id, "building": "3",
                "kind": "service", "period_from": "2026-04-01", "period_to": "2026-06-30",
                "said": "The lift stood for two months", **values,
            }
        )  # fmt: skip

    def test_it_pauses_the_kind_and_period_on_every_open_card_and_no_other(self):
        water = self.owing(30, kind="pass_through", partner=self.owners[0], unit=self.flats[0])
        later = self.owing(
            40, partner=self.owners[0], unit=self.flats[0], due="2026-08-31",
            arrears_period_from="2026-07-01", arrears_period_to="2026-09-30",
        )  # fmt: skip
        dispute = self.about_building()
        self.assertEqual(dispute.company_id, self.company)
        self.assertEqual(dispute.line_ids.case_id, self.cards)
        self.assertEqual(dispute.amount_total, 400)
        self.assertEqual(len(dispute.hold_ids), 2, "one a card")
        self.assertFalse(dispute.line_ids.charge_id & self.charges(water, later))
        card = self.case_of(self.owners[0], self.flats[0])
        self.assertEqual((card.amount_held, card.amount_pursued), (200, 70))
        self.assertFalse(self.holds(), "another building")

    def test_cards_that_come_later_are_reached_once(self):
        dispute = self.about_building()
        self.owing(200, partner=self.owners[2], unit=self.flats[2])
        self.morning(1)
        self.morning(1)
        self.morning(2)
        self.assertEqual(len(dispute.line_ids), 3)
        self.assertEqual(len(dispute.hold_ids), 3)
        card = self.case_of(self.owners[2], self.flats[2])
        self.assertEqual(self.holds(card).charge_ids, dispute.line_ids[-1].charge_id)

    def test_what_an_owner_disputes_alone_is_left_to_that_dispute(self):
        card = self.case_of(self.owners[0], self.flats[0])
        alone = self.dispute(case_id=card.id, kind="amount")
        dispute = self.about_building()
        self.assertEqual(dispute.line_ids.case_id, self.cards - card)
        self.decide(alone, "rejected")
        self.morning(1)
        self.assertEqual(dispute.line_ids.case_id, self.cards)

    def test_one_answer_ends_it_for_all_and_nothing_is_reached_any_more(self):
        dispute = self.decide(self.about_building(), "rejected")
        self.assertEqual(set(dispute.hold_ids.mapped("date_until")), {self.later(7)})
        self.assertFalse(any(dispute.line_ids.mapped("is_open")))
        self.owing(200, partner=self.owners[2], unit=self.flats[2])
        self.morning(1)
        self.assertEqual(len(dispute.line_ids), 2)

    def test_a_share_is_taken_off_every_bill(self):
        dispute = self.decide(
            self.about_building(), "reduced", reduced_percent=12.5, evidence="Log of the lift"
        )
        self.assertEqual(dispute.line_ids.mapped("amount_credited"), [25, 25])
        self.assertEqual(set(self.cards.mapped("amount_overdue")), {175})
        self.assertEqual(len(dispute.sudo().credit_note_ids), 2, "one for each bill")
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_a_share_takes_no_more_than_is_left(self):
        dispute = self.about_building()
        line = dispute.line_ids[0]
        self.pay(line.charge_id.move_id, 190)
        self.end_transaction()
        self.decide(dispute, "reduced", reduced_percent=50, evidence="Log of the lift")
        self.assertEqual(sorted(dispute.line_ids.mapped("amount_credited")), [10, 100])

    def test_a_building_is_for_managers(self):
        with self.assertRaisesRegex(AccessError, "Only a manager"), self.env.cr.savepoint():
            self.about_building(user=self.collector)
        dispute = self.about_building()
        self.assertTrue(dispute.with_user(self.collector).read(["said"]), "named on the estate")
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            dispute.with_user(stranger).read(["said"])
        task = self.tasks(dispute)
        self.assertEqual(task.user_id, self.collector, "one task, not one a card")

    def test_not_using_the_lift_is_no_dispute_of_a_building_either(self):
        with self.assertRaisesRegex(UserError, "art. 944"):
            self.about_building(ground="not_using")

    @mute_logger("odoo.sql_db")
    def test_it_needs_a_place_and_a_period_in_order_and_is_there_once(self):
        for wrong in (
            {"building": False},
            {"period_to": "2026-03-01"},
            {"case_id": self.case.id},
            {"charge_kind": False},
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.about_building(**wrong)
        self.about_building()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.about_building()

    def test_every_collector_of_a_card_has_a_task(self):
        second = self.user("collector2", "group_collector")
        self.estate.collector_ids = [fields.Command.link(second.id)]
        self.cards[0].user_id = second
        dispute = self.about_building()
        self.assertEqual(self.tasks(dispute).user_id, self.collector | second)
