"""Rows 153 and 201: a tenant pays after the own word alone, an agent speaks by an authority."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase

PAPER = base64.b64encode(b"signed")


@tagged("post_install", "-at_install")
class TestOwnershipConsent(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant = cls.partner("Tenant")
        cls.accountant = cls.user("accountant", "group_accountant")
        cls.env["arrears.ownership"].create(
            {"unit_id": cls.flat.id, "partner_id": cls.owner.id, "date_from": "2020-01-01"}
        )

    def role(self, role, **values):
        return self.env["arrears.ownership"].with_user(self.accountant).create(
            {"unit_id": self.flat.id, "partner_id": self.tenant.id, "role": role,
             "date_from": "2026-01-01", **values}
        )  # fmt: skip

    def payer(self):
        return self.flat._payer_on(TODAY)[self.flat.id]

    def test_nobody_pays_because_the_owner_says_so(self):
        """Row 153."""
        let = self.role("tenant_payer")
        self.assertEqual(self.payer(), self.owner)
        with self.assertRaisesRegex(UserError, "what the tenant signed"):
            let.action_confirm_payer()
        with self.assertRaises(UserError):
            let.consent_on = TODAY
        with self.assertRaises(UserError):
            self.role("tenant_payer", consent_on=TODAY, partner_id=self.owner.id)
        let.consent_proof = PAPER
        let.action_confirm_payer()
        self.assertEqual((let.consent_on, let.consent_by_id), (TODAY, self.accountant))
        self.assertEqual(self.payer(), self.tenant)

    def test_a_word_counts_for_what_it_was_given_for(self):
        let = self.role("tenant_payer", consent_proof=PAPER)
        let.action_confirm_payer()
        let.date_to = TODAY + timedelta(days=30)
        self.assertEqual(self.payer(), self.tenant, "an end takes nothing back")
        let.pays = "pass_through"
        self.assertFalse(let.consent_on)
        self.assertEqual(self.flat._payer_on(TODAY, "pass_through")[self.flat.id], self.owner)

    def test_the_tenant_gets_a_notice_and_only_who_confirmed(self):
        let = self.role("tenant_payer", consent_proof=PAPER)
        with self.assertRaisesRegex(UserError, "confirm first"):
            let.action_print_payer_notice()
        let.action_confirm_payer()
        let.action_print_payer_notice()
        self.assertEqual((let.told_on, let.document_count), (TODAY, 1))
        self.assertNotIn("amount", let._payer_notice())
        with self.assertRaises(AccessError):
            let.with_user(self.collector).action_print_payer_notice()
        with self.assertRaises(AccessError):
            let.with_user(self.collector).action_confirm_payer()

    def agent(self, **values):
        return self.role("agent", authority=PAPER, date_to=TODAY + timedelta(days=30), **values)

    def may_be_spoken_with(self, role, day=TODAY):
        valid = self.env["arrears.ownership"]._valid_domain(day)
        return bool(
            self.env["arrears.ownership"].search([("id", "=", role.id)]).filtered_domain(valid)
        )

    def test_an_agent_speaks_by_a_written_authority_with_a_last_day(self):
        """Row 201."""
        for values in ({"authority": False}, {"date_to": False}):
            bare = self.role("agent", **{"authority": PAPER, "date_to": "2026-12-31"} | values)
            with self.assertRaisesRegex(UserError, "does not run for ever"):
                bare.action_authorise()
            self.assertFalse(self.may_be_spoken_with(bare))
            bare.with_user(self.manager).unlink()
        agent = self.agent()
        self.assertFalse(self.may_be_spoken_with(agent), "nobody has seen it")
        agent.action_authorise()
        self.assertTrue(self.may_be_spoken_with(agent))
        self.assertFalse(self.may_be_spoken_with(agent, self.later(31)))
        for values in ({"date_to": False}, {"date_to": "2027-12-31"}, {"authority": False},
                       {"partner_id": self.owner.id}):  # fmt: skip
            with self.assertRaisesRegex(UserError, "says otherwise"):
                agent.write(values)

    def test_the_end_of_an_authority_can_be_asked_for(self):
        agent = self.agent()
        with self.assertRaisesRegex(UserError, "no authority that runs"):
            agent.action_end_authority()
        agent.action_authorise()
        with self.assertRaisesRegex(UserError, "who asked"):
            agent.action_end_authority()
        agent.end_asked_by = "owner"
        agent.action_end_authority()
        self.assertEqual((agent.date_to, agent.ended_on, agent.ended_by_id),
                         (self.later(-1), TODAY, self.accountant))  # fmt: skip
        self.assertFalse(self.may_be_spoken_with(agent))
        with self.assertRaises(UserError):
            agent.action_end_authority()
