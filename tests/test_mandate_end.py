"""The signed document of a mandate, its check digits, and how it ends by itself."""

import base64
from datetime import date, timedelta

from cryptography.fernet import Fernet
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .debit_case import KEY, DebitCase
from .ledger_case import TODAY

SCAN = b"%PDF the signed form with account 6227000012345678901"


@tagged("post_install", "-at_install")
class TestMandateScan(DebitCase, HttpCase):
    def paper(self, **values):
        return self.mandate(
            activate=False, signed_how="paper", purpose="Service fee", cycle="quarter", **values
        )

    def test_a_mandate_on_paper_needs_its_scan(self):
        mandate = self.paper()
        with self.refused(UserError, "add the scan"):
            mandate.action_activate()
        mandate.write({"scan_entry": base64.b64encode(SCAN), "scan_name": "form.pdf"})
        mandate.action_activate()
        self.assertEqual((mandate.state, mandate.has_scan), ("active", True))
        with self.refused(UserError, "suspend the mandate"):
            mandate.scan_entry = base64.b64encode(b"another")

    def test_the_document_lies_encrypted_and_does_not_come_back_by_the_field(self):
        mandate = self.paper(scan_entry=base64.b64encode(SCAN))
        self.assertFalse(mandate.scan_entry)
        self.assertEqual(mandate._scan_bytes(), SCAN)
        stored = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", "arrears.mandate"), ("res_id", "=", mandate.id),
             ("res_field", "=", "scan_content")]
        )  # fmt: skip
        self.assertTrue(stored)
        self.assertNotIn(b"6227000012345678901", stored.raw)
        with self.refused(AccessError):
            stored.with_user(self.treasurer).read(["raw"])

    def test_a_treasurer_opens_it_and_the_thread_says_so(self):
        mandate = self.paper(scan_entry=base64.b64encode(SCAN), scan_name="form.pdf")
        action = mandate.with_user(self.treasurer).action_open_scan()
        self.authenticate(self.treasurer.login, self.treasurer.login)
        got = self.url_open(action["url"])
        self.assertEqual((got.status_code, got.content), (200, SCAN))
        self.assertIn("opened the signed document", mandate.message_ids[0].body)
        for user in (self.manager, self.user("accountant"), self.user("collector")):
            with self.subTest(user=user.login):
                self.authenticate(user.login, user.login)
                self.assertNotIn(SCAN, self.url_open(action["url"]).content)

    def test_a_changed_key_reaches_the_documents(self):
        self.addCleanup(self.use_key, KEY)
        mandate = self.paper(scan_entry=base64.b64encode(SCAN))
        new = Fernet.generate_key().decode()
        self.use_key(f"{new},{KEY}")
        self.env["arrears.mandate"]._rotate_account_key()
        self.use_key(new)
        self.env.invalidate_all()
        self.assertEqual(mandate._scan_bytes(), SCAN)


@tagged("post_install", "-at_install")
class TestAccountNumbers(DebitCase):
    def test_a_card_whose_check_digit_does_not_fit_is_shown_as_doubtful(self):
        self.assertFalse(self.mandate(account="6222021234567890128").account_doubtful)
        other = self.mandate(self.partner("Other"), self.garage, account="6222021234567890129")
        self.assertTrue(other.account_doubtful)
        self.assertEqual(other.state, "active", "some accounts are no cards")

    def test_an_iban_that_is_none_is_refused_without_repeating_it(self):
        with self.assertRaises(ValidationError) as caught:
            self.mandate(account="DE89370400440532013001")
        self.assertNotIn("370400", str(caught.exception))
        mandate = self.mandate(account="DE89 3704 0044 0532 0130 00")
        self.assertEqual(mandate.account_last4, "3000")


@tagged("post_install", "-at_install")
class TestMandateEnd(DebitCase):
    def night(self, day=TODAY):
        env = self.env(context={**self.env.context, "arrears_today": day})
        env["arrears.mandate"]._cron_end()
        self.env.invalidate_all()

    def owned(self, until=None, partner=None):
        return self.env["arrears.ownership"].create(
            {
                "unit_id": self.flat.id,
                "partner_id": (partner or self.owner).id,
                "date_from": "2020-01-01",
                "date_to": until,
            }
        )

    def test_a_term_that_is_over_ends_the_mandate_for_good(self):
        mandate = self.mandate(date_to=TODAY)
        self.night()
        self.assertEqual(mandate.state, "active", "its last day counts")
        for __ in range(2):
            self.night(TODAY + timedelta(days=1))
        self.assertEqual(mandate.state, "expired")
        with self.refused(UserError, "has expired"):
            mandate.with_user(self.treasurer).action_activate()
        with self.refused(UserError, "suspend it before"):
            mandate.with_user(self.treasurer).amount_max = 5

    def test_a_mandate_that_nobody_used_for_36_months_has_lapsed(self):
        self.channel.lapse_months = 36
        mandate = self.mandate(signed_date="2026-01-05")
        self.night(date(2029, 1, 5))
        self.assertEqual(mandate.state, "active")
        self.night(date(2029, 1, 6))
        self.assertEqual((mandate.state, mandate.problem), ("expired", "unused"))

    def test_a_collection_begins_the_months_anew(self):
        self.channel.lapse_months = 36
        mandate, __ = self.household("1")
        self.exported()
        self.night(date(2029, 9, 15))
        self.assertEqual(mandate.state, "active")
        self.night(date(2029, 9, 16))
        self.assertEqual(mandate.state, "expired")

    def test_without_a_rule_of_the_scheme_nothing_lapses(self):
        mandate = self.mandate()
        self.night(date(2046, 1, 1))
        self.assertEqual(mandate.state, "active")

    def test_the_sellers_mandate_collects_what_is_from_before_and_nothing_later(self):
        self.mandate()
        self.owned(until="2026-06-30")
        before = self.invoice(self.line(100))
        self.invoice(
            self.line(70), arrears_period_from="2026-07-01", arrears_period_to="2026-09-30"
        )
        batch = self.batch()
        self.assertEqual(batch.line_ids.amount, 100)
        self.assertEqual(batch.line_ids.split_ids.charge_id, self.charges(before))

    def test_later_periods_alone_are_left_out_with_that_reason(self):
        self.mandate()
        self.owned(until="2026-03-31")
        self.invoice(self.line(100))
        batch = self.batch()
        self.assertEqual(batch.omission_ids.reasons[0]["code"], "debit_after_leaving")
        self.assertIn("had left the unit", batch.omission_ids.reason_text)

    def test_who_bought_it_back_or_was_never_an_owner_here_is_collected(self):
        self.mandate()
        old = self.owned(until="2026-03-31")
        self.env["arrears.ownership"].create(
            {"unit_id": self.flat.id, "partner_id": self.owner.id, "date_from": "2026-04-01"}
        )
        self.invoice(self.line(100))
        self.assertTrue(self.batch().line_ids)
        self.assertTrue(old)

    def test_once_nothing_from_before_is_open_the_mandate_stops(self):
        mandate = self.mandate()
        self.owned(until=TODAY)
        bill = self.invoice(self.line(100))
        self.end_transaction()
        self.night(TODAY + timedelta(days=1))
        self.assertEqual(mandate.state, "active", "the last bill may still be collected")
        self.pay(bill, 100)
        self.end_transaction()
        self.night(TODAY)
        self.assertEqual(mandate.state, "active", "still the owner")
        self.night(TODAY + timedelta(days=1))
        self.assertEqual((mandate.state, mandate.problem), ("suspended", "left"))

    def test_a_mandate_of_somebody_who_is_no_owner_in_the_records_goes_on(self):
        mandate = self.mandate()
        self.night(TODAY + timedelta(days=400))
        self.assertEqual(mandate.state, "active")
