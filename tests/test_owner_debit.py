"""Direct debit on the owner's page: asked for and ended by the owner, no account shown."""

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user, tagged

from .debit_case import DebitCase


@tagged("post_install", "-at_install")
class TestOwnerDebit(DebitCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.bill = self.invoice(self.line(450))
        self.end_transaction()
        self.portal = new_test_user(
            self.env, login="owner-debit", password="owner-debit", groups="base.group_portal",
            partner_id=self.owner.id, company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        self.authenticate("owner-debit", "owner-debit")

    def page(self):
        return self.url_open("/my/arrears").text

    def send(self, what, **values):
        values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(f"/my/arrears/{what}", data=values)

    def mandates(self):
        return self.env["arrears.mandate"].search([("debtor_id", "=", self.owner.id)])

    def test_the_owner_asks_for_a_mandate_and_a_treasurer_sends_it(self):
        self.assertIn("I would like direct debit", self.page())
        self.assertEqual(self.send("debit_wish", unit_id=self.flat.id).status_code, 200)
        mandate = self.mandates()
        self.assertEqual((mandate.state, mandate.unit_ids), ("draft", self.flat))
        self.assertEqual(mandate.holder_name, self.owner.name)
        self.assertFalse(mandate.account_last4 or mandate.signed_date)
        self.assertEqual(mandate.activity_ids.user_id.share, False)
        self.assertNotIn("I would like direct debit", self.page())
        self.assertIn("being prepared", self.send("debit_wish", unit_id=self.flat.id).text)
        self.assertEqual(len(self.mandates()), 1)

    def test_a_unit_of_somebody_else_is_not_found(self):
        __, bill = self.household("2", 200)
        other = bill.arrears_unit_id
        self.assertEqual(self.send("debit_wish", unit_id=other.id).status_code, 404)
        self.assertEqual(self.send("debit_wish", unit_id="0").status_code, 404)
        self.assertFalse(self.mandates())

    def test_the_owner_reads_four_digits_and_ends_the_mandate(self):
        mandate = self.mandate(account="6227000012345678901")
        text = self.page()
        self.assertIn("8901", text)
        self.assertNotIn("6227", text)
        self.assertEqual(self.send("debit_stop", mandate_id=mandate.id).status_code, 200)
        mandate.invalidate_recordset()
        self.assertEqual(mandate.state, "revoked")
        self.assertTrue(mandate.ended_on)
        self.assertIn("on the own page", " ".join(mandate.message_ids.mapped("body")))

    def test_the_mandate_of_somebody_else_is_not_ended(self):
        other, __ = self.household("2", 200)
        self.assertEqual(self.send("debit_stop", mandate_id=other.id).status_code, 404)
        other.invalidate_recordset()
        self.assertEqual(other.state, "active")

    def test_without_a_channel_for_the_estate_nothing_is_offered(self):
        self.channel.active = False
        self.assertNotIn("I would like direct debit", self.page())
        self.assertEqual(self.send("debit_wish", unit_id=self.flat.id).status_code, 404)
