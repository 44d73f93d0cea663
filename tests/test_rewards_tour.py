"""A reward in the browser: its programme started, the reward booked and taken back, and what the
owner reads of it."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..engine.reason import Reason
from .rewards_scene import RewardsScene
from .test_decisions_tour import SpokenTour


@tagged("post_install", "-at_install")
class TestRewardsTour(RewardsScene, SpokenTour):
    def last_bill(self):
        return self.next_bill(
            self.taxed(100), due="2026-12-31", invoice_date="2026-09-15",
            arrears_period_from="2026-10-01", arrears_period_to="2026-12-31",
        )  # fmt: skip

    def told(self, lang):
        program = self.program(active=False)
        self.speak(lang, self.other_manager, self.accountant)
        self.tour(program, "program_started", self.other_manager)
        self.assertEqual((program.state, program.activated_by_id), ("active", self.other_manager))
        # The sidecar's dry run: facts, and what it would ask for; nothing is granted by it.
        bill = self.paid_bill(self.taxed(100))
        charge = self.charges(bill).filtered(lambda one: one.kind == "principal")
        facts = program._sidecar_facts(program.id)["rows"]
        self.assertEqual([row["charge_id"] for row in facts], charge.ids)
        self.assertFalse(program.award_ids)
        [answer] = self.grant(program, charge)
        self.assertEqual(answer["state"], "granted")
        self.next_bill(self.taxed(100))
        award = program.award_ids
        self.tour(award, "reward_booked", self.accountant)
        award.sudo()._take_back_for(charge, Reason("payment_returned"))
        self.last_bill()
        self.tour(award, "reward_taken_back", self.accountant)
        self.assertEqual((award.state, award.back_line_id.price_subtotal), ("taken_back", 5))
        self.assertTiesOut()

    def test_a_reward_is_booked_and_charged_back_with_its_payment_gone(self):
        self.told("en_US")

    def test_a_reward_in_chinese(self):
        self.told("zh_CN")

    def test_the_owner_reads_the_criteria(self):
        self.invoice(self.taxed(100))
        self.program()
        owner = new_test_user(
            self.env, login="owner of the offer", groups="base.group_portal",
            partner_id=self.owner.id, company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        self.tour("/my/arrears", "owner_reads_offer", owner)
