"""Gifts: a value, a recipient, two people, a limit a year, and no right given up for one."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestIncentiveGift(RewardsScene):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.arrears_gift_cap = 100

    def gift(self, approved=False, **values):
        gifts = self.env["arrears.incentive.gift"].with_user(self.collector)
        gift = gifts.create(
            {
                "unit_id": self.flat.id,
                "debtor_id": self.owner.id,
                "item": "A bag of rice",
                "value": 60,
                "company_id": self.company.id,
                **values,
            }
        ).with_env(self.env)
        if approved:
            gift.with_user(self.manager).action_approve()
        return gift

    def test_from_proposal_to_the_hand_of_the_owner(self):
        gift = self.gift(approved=True)
        self.assertEqual((gift.state, gift.approved_by_id), ("approved", self.manager))
        with self.assertRaisesRegex(UserError, "who took"):
            gift.with_user(self.collector).action_give()
        gift.with_user(self.collector).recipient = "Mrs Owner"
        gift.with_user(self.collector).action_give()
        self.assertEqual((gift.state, str(gift.given_on)), ("given", "2026-09-15"))
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            gift.value = 1
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            gift.action_cancel()

    def test_it_books_nothing_and_the_accountant_finds_the_deemed_sales(self):
        before = self.env["account.move"].search_count([])
        gift = self.gift(approved=True, recipient="Mrs Owner")
        gift.action_give()
        own_service = self.gift(item="An hour of cleaning", value=1, is_deemed_sale=False)
        self.assertEqual(self.env["account.move"].search_count([]), before)
        sales = self.env["arrears.incentive.gift"].with_user(self.accountant)
        sales = sales.search([("state", "=", "given"), ("is_deemed_sale", "=", True)])
        self.assertIn(gift, sales)
        self.assertNotIn(own_service, sales)

    def test_nobody_approves_a_gift_of_his_own(self):
        gift = self.gift()
        with self.assertRaises(AccessError):
            gift.with_user(self.collector).action_approve()
        own = self.gift(item="Tea").with_user(self.manager).copy()
        with self.assertRaisesRegex(UserError, "another manager"):
            own.action_approve()

    def test_the_value_of_a_year_is_limited(self):
        self.gift(approved=True)
        second = self.gift(item="Tea", value=40.01)
        with self.assertRaisesRegex(UserError, "too much"):
            second.with_user(self.manager).action_approve()
        second.value = 40
        second.with_user(self.manager).action_approve()
        self.assertEqual(second.state, "approved")
        with self.assertRaisesRegex(UserError, "too much"):
            self.gift(approved=True, item="A pen", value=0.01)
        neighbour = self.partner("Neighbour")
        self.assertEqual(self.gift(approved=True, debtor_id=neighbour.id).state, "approved")

    def test_a_cancelled_gift_does_not_count(self):
        self.gift(approved=True).action_cancel()
        self.assertEqual(self.gift(approved=True, item="Tea", value=100).state, "approved")

    def test_no_text_makes_a_right_its_price(self):
        for text in (
            "领取后放弃对服务质量的投诉权利",
            "撤回投诉即可领取",
            "Yours if you waive any claim against us",
            "Please withdraw your complaint",
            "恶意欠费的业主除外",
        ):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self.gift(text=text)
        self.assertTrue(self.gift(text="感谢您按时缴费！ Thank you for paying on time."))

    def test_nor_do_the_criteria_of_a_programme(self):
        program = self.program(active=False, criteria="Owners who waive their right to complain.")
        with self.assertRaisesRegex(UserError, "cannot stand like this"):
            program.with_user(self.other_manager).action_activate()

    def test_the_form_names_the_owner_of_today(self):
        self.env["arrears.ownership"].create(
            {"unit_id": self.flat.id, "partner_id": self.owner.id, "date_from": "2020-01-01"}
        )
        form = Form(self.env["arrears.incentive.gift"].with_user(self.collector))
        form.unit_id = self.flat
        self.assertEqual(form.debtor_id, self.owner)
        form.item = "Tea"
        form.value = 20
        self.assertEqual(form.save().proposed_by_id, self.collector)
