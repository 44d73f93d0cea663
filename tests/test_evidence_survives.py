"""Evidence of a charge outlives a merge of partners and an accountant's edit of the bill."""

from odoo import Command
from odoo.tests import tagged

from .rewards_scene import RewardsScene


@tagged("post_install", "-at_install")
class TestEvidenceSurvives(RewardsScene):
    def edit(self, move, price):
        """What an accountant does to a posted bill: reset, change, post again."""
        move.button_draft()
        move.invoice_line_ids.price_unit = price
        move.action_post()
        self.end_transaction()

    def merge(self, twin):
        self.env["base.partner.merge.automatic.wizard"]._merge((self.owner | twin).ids, self.owner)
        self.end_transaction()

    def contact(self, move):
        self.end_transaction()
        case = self.env["arrears.case"].search(
            [("debtor_id", "=", move.partner_id.id), ("unit_id", "=", self.flat.id)]
        )
        return self.env["arrears.contact"].create(
            {
                "company_id": self.company.id, "debtor_id": move.partner_id.id,
                "case_ids": [Command.set(case.ids)], "channel": "call", "state": "connected",
                "charge_ids": [Command.set(self.charges(move).ids)], "amount": 100,
                "debtor_name": move.partner_id.name,
            }
        )  # fmt: skip

    def test_a_contact_keeps_its_charges_card_and_names(self):
        twin = self.partner("Owner again")
        move = self.invoice(self.line(100), partner_id=twin.id)
        contact = self.contact(move)
        charges, case = contact.charge_ids, contact.case_ids
        self.assertTrue(charges and case)
        self.edit(move, 120)
        self.merge(twin)
        self.assertEqual(self.charges(move), charges)
        self.assertEqual(charges.amount_remaining, 120)
        self.assertEqual((contact.charge_ids, contact.case_ids), (charges, case))
        self.assertEqual(charges.debtor_id | case.debtor_id | contact.debtor_id, self.owner)
        self.assertEqual((contact.debtor_name, contact.amount), ("Owner again", 100))

    def test_contacts_of_both_partners_meet_on_one_card(self):
        twin = self.partner("Owner again")
        moves = [self.invoice(self.line(100)), self.invoice(self.line(50), partner_id=twin.id)]
        contacts = [self.contact(move) for move in moves]
        charges = [contact.charge_ids for contact in contacts]
        self.merge(twin)
        self.assertEqual([contact.charge_ids for contact in contacts], charges)
        cards = contacts[0].case_ids | contacts[1].case_ids
        self.assertEqual((len(cards), cards.amount_overdue), (1, 150))

    def test_an_award_keeps_its_charge_and_cause(self):
        award = self.award_for(self.program(), self.line(1000))
        charge, cause = award.charge_id, award.cause
        twin = self.partner("Owner again")
        self.merge(twin)
        self.edit(charge.move_id, 1000)
        self.assertEqual(self.charges(charge.move_id), charge)
        self.assertEqual((award.exists().charge_id, award.cause), (charge, cause))
        self.assertTiesOut()

    def test_a_confirmed_mapping_and_an_allocation_stay(self):
        for group in ("group_accountant", "group_manager"):
            self.env.user.group_ids += self.env.ref(f"property_arrears.{group}")
        twin = self.partner("Owner again")
        move = self.invoice(self.line(100, None, name="2026年1-3月物业费"), partner_id=twin.id)
        self.end_transaction()
        mapping = self.env["arrears.charge.mapping"].create({"company_id": self.company.id})
        mapping.action_find()
        mapping.action_confirm()
        self.money(30, twin)
        self.end_transaction()
        Allocation = self.env["arrears.credit.allocation"]
        allocation = Allocation.browse(Allocation._open_for(self.company, twin)["res_id"])
        allocation.action_apply()
        self.merge(twin)
        self.edit(move, 110)
        self.assertEqual(mapping.line_ids.written_kind, "principal")
        self.assertEqual(mapping.line_ids.debtor_id, self.owner)
        self.assertEqual((allocation.state, allocation.debtor_id), ("applied", self.owner))
        self.assertEqual(self.charges(move).kind, "principal")
        self.assertTiesOut()
