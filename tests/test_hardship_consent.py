"""A separate consent to a sensitive proof: without it nobody looks, and no copy is kept."""

import base64
import os
from datetime import timedelta
from unittest.mock import patch

from cryptography.fernet import Fernet
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .relief_scene import ReliefScene

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
COPY = base64.b64encode(PICTURE)


@tagged("post_install", "-at_install")
class TestHardshipConsent(ReliefScene):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        before = os.environ.get("ARREARS_ACCOUNT_KEY", "")
        os.environ["ARREARS_ACCOUNT_KEY"] = Fernet.generate_key().decode()
        cls.addClassCleanup(os.environ.__setitem__, "ARREARS_ACCOUNT_KEY", before)

    def setUp(self):
        super().setUp()
        self.application = self.apply_for_relief(evidence_type="medical_certificate")

    def with_copy(self, **values):
        agreed = {"may_keep_copy": True, "keep_until": "2026-10-15", "proof_copy": COPY,
                  "copy_name": "hospital.png"}  # fmt: skip
        return self.consent(self.application, **{**agreed, **values})

    def stored(self, consent):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT cipher FROM arrears_hardship_consent WHERE id = %s", [consent.id]
        )
        return self.env.cr.fetchone()[0]

    def night(self, day):
        consents = self.env["arrears.hardship.consent"].with_context(arrears_today=self.day(day))
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 99):
            consents._cron_delete_copies()
        self.env.invalidate_all()

    def test_a_sensitive_proof_is_not_ticked_without_a_consent(self):
        with self.assertRaisesRegex(UserError, "Medical certificate is sensitive"):
            self.application.action_evidence_seen()
        self.consent(self.application, "disability_card")
        with self.assertRaisesRegex(UserError, "is sensitive"):
            self.application.action_evidence_seen()
        self.consent(self.application)
        self.application.action_evidence_seen()
        self.assertEqual(self.application.evidence_seen_by_id, self.reviewer)

    def test_a_proof_that_is_not_sensitive_needs_none(self):
        self.application.evidence_type = "community_letter"
        self.application.action_evidence_seen()
        self.assertTrue(self.application.evidence_seen_on)

    def test_the_window_knows_application_proof_and_purpose(self):
        context = self.application.action_record_consent()["context"]
        self.assertEqual(context["default_application_id"], self.application.id)
        self.assertEqual(context["default_proof"], "medical_certificate")
        self.assertTrue(context["default_purpose"])

    def test_without_consent_to_a_copy_none_is_kept_by_any_way(self):
        consent = self.consent(self.application)
        with self.assertRaisesRegex(UserError, "not agreed that a copy"):
            consent.proof_copy = COPY
        with self.assertRaisesRegex(UserError, "not agreed that a copy"):
            self.consent(self.application, proof_copy=COPY)
        with (
            mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):  # fmt: skip
            consent.sudo()._record_effect({"cipher": COPY})
            self.env.flush_all()
        self.env.invalidate_all()
        for model, record in (("arrears.hardship.consent", consent),
                              ("arrears.hardship", self.application)):  # fmt: skip
            with self.assertRaisesRegex(UserError, "No files"):
                self.env["ir.attachment"].create(
                    {"name": "x.png", "raw": PICTURE, "res_model": model, "res_id": record.id}
                )

    def test_a_copy_that_was_agreed_to_is_kept_encrypted_and_read_by_reviewers(self):
        consent = self.with_copy()
        self.assertEqual((consent.copy_kept_by_id, str(consent.copy_kept_on)),
                         (self.reviewer, "2026-09-15"))  # fmt: skip
        self.assertNotIn(PICTURE[:8], bytes(self.stored(consent)))
        seen = consent.with_user(self.other_reviewer)
        self.assertEqual(base64.b64decode(seen.proof_copy), PICTURE)
        with self.assertRaises(AccessError):
            seen.read(["cipher"])
        with self.assertRaises(AccessError):
            consent.with_user(self.collector).read(["purpose"])

    def test_a_copy_may_come_later_and_once(self):
        consent = self.with_copy(proof_copy=False, copy_name=False)
        self.assertFalse(consent.copy_kept_on)
        consent.write({"proof_copy": COPY, "copy_name": "later.png"})
        self.assertTrue(self.stored(consent))
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            consent.proof_copy = COPY

    def test_only_papers_and_pictures_are_taken(self):
        with self.assertRaisesRegex(UserError, "PDF or a picture"):
            self.with_copy(proof_copy=base64.b64encode(b"<script>alert(1)</script>"))

    def test_the_copy_goes_the_night_after_its_last_day(self):
        consent = self.with_copy()
        self.night("2026-10-15")
        self.assertTrue(self.stored(consent))
        self.night("2026-10-16")
        self.night("2026-10-16")
        self.assertFalse(self.stored(consent))
        self.assertEqual((str(consent.copy_deleted_on), consent.copy_name), ("2026-10-16", False))
        self.assertFalse(consent.proof_copy)
        self.assertTrue(consent.copy_kept_on, "that there was one stays to be read")

    def test_withdrawn_the_copy_goes_at_once_and_nobody_looks_again(self):
        consent = self.with_copy()
        consent.action_withdraw()
        self.assertFalse(self.stored(consent))
        self.assertEqual(consent.withdrawal_taken_by_id, self.reviewer)
        with self.assertRaisesRegex(UserError, "is sensitive"):
            self.application.action_evidence_seen()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            consent.proof_copy = COPY
        with self.assertRaisesRegex(UserError, "withdrawn before"):
            consent.action_withdraw()

    def test_with_the_application_its_copies_go(self):
        consent = self.with_copy()
        self.application.action_withdraw()
        self.assertFalse(self.stored(consent))

    def test_a_reviewer_may_delete_a_copy_before_its_day(self):
        consent = self.with_copy()
        with self.assertRaises(AccessError):
            consent.with_user(self.manager).action_delete_copy()
        consent.action_delete_copy()
        self.assertFalse(self.stored(consent))
        self.assertFalse(consent.withdrawn_on)

    def test_what_was_agreed_stands_still(self):
        consent = self.consent(self.application)
        for values in ({"purpose": "Something else"}, {"may_keep_copy": True}):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                consent.write(values)
        with self.assertRaisesRegex(UserError, "cannot be typed in"):
            consent.write({"withdrawn_on": "2026-09-15"})

    def test_days_and_purpose_make_sense(self):
        tomorrow = self.day("2026-09-15") + timedelta(days=1)
        for values in (
            {"given_on": tomorrow},
            {"purpose": " "},
            {"may_keep_copy": True, "keep_until": "2027-09-15"},
            {"may_keep_copy": True, "keep_until": "2026-09-14"},
        ):
            with self.assertRaises(ValidationError):
                self.consent(self.application, **values)

    def test_a_changed_key_reaches_copies(self):
        consent = self.with_copy()
        before, old = self.stored(consent), os.environ["ARREARS_ACCOUNT_KEY"]
        new = Fernet.generate_key().decode()
        with patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": f"{new},{old}"}):
            self.env["arrears.mandate"]._rotate_account_key()
        self.assertNotEqual(bytes(self.stored(consent)), bytes(before))
        with patch.dict(os.environ, {"ARREARS_ACCOUNT_KEY": new}):
            self.assertEqual(base64.b64decode(consent.proof_copy), PICTURE)
