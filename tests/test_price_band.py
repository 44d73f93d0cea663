"""Prices guided by the authority: no price and no reward leaves the band of its notice."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestPriceBand(RewardsScene):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standard = cls.env["arrears.fee.standard"].create(
            {
                "estate_id": cls.estate.id,
                "usage": "residential",
                "price": 1.80,
                "date_from": "2026-01-01",
                "legal_basis": "Contract, clause 12",
            }
        )
        cls.flat.write({"area": 100, "usage": "residential"})
        cls.estate.billing_cycle = "quarter"

    def band(self, **values):
        defaults = {
            "estate_id": self.estate.id,
            "lowest": 1.44,
            "highest": 2.16,
            "date_from": "2026-01-01",
            "source": "Price bureau, notice 12 of 2025",
        }
        return self.env["arrears.price.band"].create({**defaults, **values})

    def guided(self, **values):
        band = self.band(**values)
        self.estate.price_regime = "guided"
        return band

    def start(self, **values):
        program = self.program(active=False, **values)
        program.with_user(self.other_manager).action_activate()
        return program

    def test_a_discount_below_the_lowest_price_is_refused_with_place_and_cure(self):
        self.guided()
        with self.assertRaisesRegex(
            UserError, r"On time 2026 would bring the guided price of .* to 1\.422, below 1\.44"
        ):
            self.start(percent=21)
        self.assertEqual(self.start(percent=20).state, "active", "the lowest price itself is kept")

    def test_where_the_price_is_agreed_freely_any_discount_may_run(self):
        self.band()
        self.assertEqual(self.start(percent=50).state, "active")

    def test_without_a_known_band_a_guided_price_is_not_discounted(self):
        self.estate.price_regime = "guided"
        with self.assertRaisesRegex(UserError, "enter the notice of the authority"):
            self.start(percent=1)

    def test_rewards_that_can_meet_on_one_bill_are_weighed_together(self):
        self.guided()
        self.start(percent=15)
        with self.assertRaisesRegex(UserError, "Second, On time 2026|On time 2026, Second"):
            self.start(name="Second", percent=6)
        self.assertEqual(self.start(name="Alone", percent=6, is_exclusive=True).state, "active")

    def test_a_fixed_amount_is_weighed_on_the_smallest_bill(self):
        self.guided()
        # 100 m² at 1.80 for three months is 540; a fifth of that is 108.
        values = {"reward_type": "amount", "percent": 0}
        with self.assertRaisesRegex(UserError, "below 1.44"):
            self.start(amount=109, **values)
        self.assertEqual(self.start(amount=108, **values).state, "active")

    def test_utilities_alone_are_no_guided_price(self):
        self.guided()
        program = self.start(percent=50, rewards_principal=False, rewards_pass_through=True)
        self.assertEqual(program.state, "active")

    def test_nothing_changes_beneath_a_running_programme(self):
        band = self.guided()
        self.start(percent=20)
        for change in (
            lambda: setattr(band, "lowest", 1.45),
            lambda: setattr(self.standard, "price", 1.79),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                change()
                self.env.flush_all()
            self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, "End On time 2026 first"):
            self.standard.price = 1.79

    def test_a_price_outside_the_band_is_refused_on_both_sides(self):
        self.guided()
        for price in (1.43, 2.17):
            with self.assertRaisesRegex(ValidationError, "lies outside the guided price 1.44–2.16"):
                self.standard.price = price
        with self.assertRaisesRegex(ValidationError, "lies outside"):
            self.estate.price_band_ids.highest = 1.5

    def test_marking_an_estate_looks_at_its_prices(self):
        self.band(lowest=1.9)
        with self.assertRaisesRegex(ValidationError, "lies outside"):
            self.estate.price_regime = "guided"

    def test_two_bands_of_one_usage_do_not_overlap(self):
        first = self.band(date_to="2026-06-30")
        self.band(date_from="2026-07-01")
        self.band(usage="shop")
        with self.assertRaisesRegex(ValidationError, "two guided prices"):
            first.date_to = "2026-07-01"

    @mute_logger("odoo.sql_db")
    def test_the_lowest_price_is_not_above_the_highest(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.band(lowest=3)

    def test_a_band_in_use_is_ended_and_not_deleted(self):
        band = self.guided()
        with self.assertRaisesRegex(ValidationError, "set the last day"):
            band.unlink()
        self.estate.price_regime = "market"
        self.assertTrue(band.unlink())
