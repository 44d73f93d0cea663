"""Mandates: their account, their states, and what a signature fixes."""

import os
from datetime import timedelta
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .debit_case import KEY, DebitCase
from .ledger_case import TODAY

ACCOUNT = "6227 0000 1234 5678 901"


@tagged("post_install", "-at_install")
class TestMandateAccount(DebitCase):
    def read_everything(self, mandate, user):
        """All that a user can read of a mandate, in every way the ORM offers, as one text."""
        records = mandate.with_user(user)
        names = list(records.fields_get())
        domain = [("id", "=", mandate.id)]
        return repr(
            [
                records.read(names),
                records.web_read({name: {} for name in names}),
                records.search_read(domain, names),
                records._export_rows([[name] for name in names]),
                records.copy_data(),
                records.message_ids.mapped("body"),
                records.message_ids.sudo().tracking_value_ids.mapped("new_value_char"),
            ]
        )

    def test_the_account_can_be_entered_and_never_be_read_back(self):
        mandate = self.mandate(account=ACCOUNT)
        self.assertEqual(mandate.account_last4, "8901")
        self.assertEqual(mandate.account_masked, "•••• 8901")
        for user in (self.treasurer, self.manager, self.env.user):
            everything = self.read_everything(mandate, user)
            self.assertNotIn("6227000012345678901", everything)
            self.assertNotIn("6227 0000", everything)

    def test_the_entered_number_is_gone_from_the_same_request(self):
        mandate = self.mandate(activate=False).with_user(self.treasurer)
        mandate.write({"account_entry": "4000056789012345"})
        self.assertFalse(mandate.account_entry)
        saved = mandate.web_save(
            {"account_entry": "4000056789012346"}, {"account_entry": {}, "account_last4": {}}
        )
        self.assertEqual(saved[0]["account_entry"], False)
        self.assertEqual(saved[0]["account_last4"], "2346")

    def test_cipher_and_hash_are_closed_to_everybody(self):
        mandate = self.mandate()
        for name in ("account_cipher", "account_hash"):
            self.assertNotIn(name, mandate.with_user(self.treasurer).fields_get())
            with self.assertRaises(AccessError):
                mandate.with_user(self.treasurer).read([name])

    def test_the_database_holds_neither_the_number_nor_a_plain_hash_of_it(self):
        mandate = self.mandate(account=ACCOUNT)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT account_cipher, account_hash FROM arrears_mandate WHERE id = %s", [mandate.id]
        )
        cipher, fingerprint = self.env.cr.fetchone()
        self.assertNotIn("6227", cipher)
        with patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": Fernet.generate_key().decode()}):
            other = self.mandate(self.partner("Other"), self.garage, account=ACCOUNT)
        self.assertNotEqual(fingerprint, other.sudo().account_hash)

    def test_a_mandate_is_found_by_its_whole_number_and_by_no_part_of_it(self):
        mandate = self.mandate(account=ACCOUNT)
        search = self.env["arrears.mandate"].with_user(self.treasurer).search
        self.assertEqual(search([("account_entry", "=", "6227000012345678901")]), mandate)
        self.assertFalse(search([("account_entry", "=", "6227000012345678902")]))

    def test_without_a_key_nothing_is_stored_and_the_message_says_how_to_make_one(self):
        with (
            patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": ""}),
            self.refused(UserError, r"generate_key.*ARREARS_ACCOUNT_KEY"),
        ):
            self.mandate()

    def test_a_key_of_the_wrong_form_is_named_as_that(self):
        with (
            patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": "too short"}),
            self.refused(UserError, "32 bytes"),
        ):
            self.mandate()

    def test_what_is_no_account_number_is_refused_without_repeating_it(self):
        for wrong in ("12345", "6227-0000-12AB!", "张三123456789"):
            with self.assertRaises(ValidationError) as caught:
                self.mandate(activate=False, account=wrong)
            self.assertNotIn(wrong, str(caught.exception))

    def test_a_new_key_in_front_reads_the_old_and_rotation_makes_the_old_one_needless(self):
        mandate = self.mandate(account=ACCOUNT)
        new = Fernet.generate_key().decode()
        with patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": f"{new},{KEY}"}):
            found = self.env["arrears.mandate"].search([("account_entry", "=", ACCOUNT)])
            self.assertEqual(found, mandate)
            self.env["arrears.mandate"]._rotate_account_key()
        with patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": new}):
            found = self.env["arrears.mandate"].search([("account_entry", "=", ACCOUNT)])
            self.assertEqual(found, mandate)
        with self.refused(UserError, "Add the key it was written with"):
            self.env["arrears.mandate"]._rotate_account_key()


@tagged("post_install", "-at_install")
class TestMandateStates(DebitCase):
    def test_a_mandate_begins_as_a_draft_and_cannot_be_written_or_defaulted_active(self):
        values = {
            "debtor_id": self.owner.id,
            "holder_name": "Owner",
            "channel_id": self.channel.id,
        }
        records = self.env["arrears.mandate"].with_user(self.treasurer)
        with self.assertRaises(AccessError):
            records.create({**values, "state": "active"})
        mandate = records.with_context(default_state="active").create(values)
        self.assertEqual(mandate.state, "draft")
        with self.assertRaises(AccessError):
            mandate.write({"state": "active"})

    def test_activation_says_all_that_is_missing(self):
        mandate = self.mandate(activate=False, signed_date=False, account=False, units=self.flat)
        mandate.unit_ids = False
        with self.refused(UserError, "account number, units, day of signature"):
            mandate.action_activate()

    def test_what_the_authority_does_not_name_is_said(self):
        mandate = self.mandate(activate=False)
        self.assertEqual(mandate.missing_parts, "purpose, how often, term")
        mandate.write({"purpose": "Fees", "cycle": "month", "date_to": TODAY})
        self.assertFalse(mandate.missing_parts)

    def test_a_scheme_that_names_the_creditor_wants_a_number_and_an_iban(self):
        self.channel.creditor_identifier = "DE98ZZZ09999999999"
        mandate = self.mandate(activate=False)
        for values in (
            {},
            {"agreement_number": "M-1"},
            {"agreement_number": "协议一", "account_entry": "DE02120300000000202051"},
        ):
            mandate.write(values)
            with self.refused(UserError, "an IBAN"):
                mandate.action_activate()
        mandate.agreement_number = "M-1"
        mandate.action_activate()
        self.assertEqual(mandate.state, "active")

    def test_what_was_signed_is_fixed_until_somebody_suspends_the_mandate(self):
        mandate = self.mandate().with_user(self.treasurer)
        for values in ({"account_entry": "4000056789012345"}, {"amount_max": 5}):
            with self.refused(UserError, "suspend"):
                mandate.write(values)
        mandate.date_to = TODAY
        mandate.action_suspend()
        mandate.amount_max = 5
        mandate.action_activate()
        self.assertEqual((mandate.state, mandate.amount_max), ("active", 5))

    def test_a_revoked_mandate_stays_revoked_and_is_kept(self):
        mandate = self.mandate().with_user(self.treasurer)
        mandate.action_revoke()
        with self.refused(UserError, "enter a new one"):
            mandate.action_activate()
        with self.refused(UserError, "its history stays"):
            mandate.unlink()

    def test_two_active_mandates_never_collect_for_the_same_unit_and_debtor(self):
        first = self.mandate(date_to=TODAY)
        with self.refused(ValidationError, first.name):
            self.mandate(account="4000056789012345")
        self.mandate(account="4000056789012345", date_from=TODAY + timedelta(days=1))

    def test_the_same_account_is_not_entered_twice_for_a_debtor(self):
        self.mandate(agreement_number="A1")
        with mute_logger("odoo.sql_db"), self.refused(IntegrityError):
            self.mandate(units=self.garage, agreement_number="A1")

    def test_a_treasurer_enters_a_mandate_on_the_form(self):
        form = Form(self.env["arrears.mandate"].with_user(self.treasurer))
        form.channel_id = self.channel
        form.debtor_id = self.owner
        self.assertEqual(form.holder_name, "Owner")
        form.account_entry = ACCOUNT
        form.unit_ids.add(self.flat)
        form.signed_date = TODAY
        mandate = form.save()
        self.assertRegex(mandate.name, r"^M\d{6}$")
        mandate.action_activate()
        self.assertEqual(mandate.state, "active")

    def test_merging_two_contacts_keeps_one_mandate_for_their_account(self):
        twin = self.partner("Owner", email="twin@example.com")
        kept, double = self.mandate(), self.mandate(twin)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.owner.id, twin.id], self.owner, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual((kept.state, double.state), ("active", "revoked"))
        self.assertEqual(double.debtor_id, self.owner)
        self.invoice(self.line(300))
        self.assertEqual(self.batch().line_ids.mandate_id, kept)
