"""Row 69: the ticks on the owner's page are consents, each with its wording, day and way back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.consent import TEXT_VERSION
from .test_owner_relief import OwnerReliefCase

# What owners read under each version: who changes the text gives it a new one.
WORDINGS = {
    "2026-11": {
        "statement": "I agree that those who decide read and keep what I write here, for the "
        "decision alone. I can take this back on this page at any time; it is deleted then.",
        "medical_certificate": "I agree that those who decide look at this paper, for the "
        "decision alone. No copy is kept. I can take this back on this page at any time.",
    }
}


@tagged("post_install", "-at_install")
class TestOwnerConsents(OwnerReliefCase):
    def apply(self, **values):
        self.send("relief", category="illness", statement="Three months away", agreed="1", **values)
        return self.applications()

    def consents(self):
        found = self.env["arrears.hardship.consent"].search(
            [("application_id.debtor_id", "=", self.owner.id)]
        )
        found.invalidate_recordset()
        return found

    def take_back(self, consent):
        return self.send("take_back_consent", consent_id=consent.id)

    def test_the_tick_is_kept_with_the_words_the_owner_read_and_their_day(self):
        self.assertIn(WORDINGS[TEXT_VERSION]["statement"], self.page())
        application = self.apply()
        consent = self.consents()
        self.assertEqual(consent.application_id, application)
        self.assertEqual((consent.proof, consent.way), ("statement", "page"))
        self.assertEqual((consent.given_on, consent.taken_by_id), (self.today, self.portal))
        self.assertEqual(consent.text, WORDINGS[TEXT_VERSION]["statement"])
        self.assertEqual(consent.text_version, TEXT_VERSION)
        self.assertTrue(consent.purpose)
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            consent.text = "Something else"

    def test_a_chinese_reader_agrees_to_the_chinese_words(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.ref("base.module_property_arrears")._update_translations(["zh_CN"])
        self.assertIn("我同意审批人员", self.page("/zh_CN"), "read first, in this language")
        self.apply()
        self.assertIn("同意", self.consents().text)
        self.assertIn(self.consents().text, self.page("/zh_CN"))

    def test_a_paper_has_a_tick_of_its_own_and_needs_no_further_consent(self):
        application = self.apply(proof_type="medical_certificate", proof_agreed="1")
        paper = self.consents().filtered(lambda one: one.proof == "medical_certificate")
        self.assertEqual(paper.text, WORDINGS[TEXT_VERSION]["medical_certificate"])
        self.assertFalse(paper.may_keep_copy)
        self.live(application.with_user(self.reviewer)).action_evidence_seen()
        self.assertEqual(application.evidence_seen_by_id, self.reviewer)

    def test_a_paper_named_without_the_tick_is_no_consent_and_no_obstacle(self):
        application = self.apply(proof_type="medical_certificate")
        self.assertEqual(application.evidence_type, "medical_certificate")
        self.assertEqual(self.consents().mapped("proof"), ["statement"])
        with self.assertRaisesRegex(UserError, "is sensitive"):
            self.live(application.with_user(self.reviewer)).action_evidence_seen()

    def test_a_paper_that_is_not_on_the_list_is_refused_with_what_was_typed(self):
        answer = self.send("relief", statement="Only this", agreed="1", proof_type="gold")
        self.assertIn("Choose a paper from the list", answer.text)
        self.assertIn("Only this", answer.text)
        self.assertFalse(self.applications() or self.consents())

    def test_taken_back_the_words_and_the_ground_go_and_the_application_goes_on(self):
        application = self.apply()
        self.assertIn("What you agreed to for your application", self.page())
        self.assertIn("You took it back", self.take_back(self.consents()).text)
        consent = self.consents()
        self.assertEqual((consent.withdrawn_on, consent.withdrawal_taken_by_id),
                         (self.today, self.portal))  # fmt: skip
        application.invalidate_recordset()
        self.assertEqual((application.statement, application.category), (False, False))
        self.assertEqual(application.state, "applied")
        self.assertIn("took back the consent", str(application.message_ids.mapped("body")))
        self.assertNotIn("What you agreed to for your application", self.page())
        self.take_back(consent)
        self.assertEqual(len(application.message_ids.filtered(
            lambda message: "took back the consent" in (message.body or ""))), 1)  # fmt: skip
        decided = self.live(application.with_user(self.reviewer))
        decided.write({"decision": "referral", "decision_reason": "Somebody helps.",
                       "referral": "The street office"})  # fmt: skip
        decided.action_decide()
        self.assertEqual(application.state, "approved")

    def test_a_paper_whose_consent_is_taken_back_is_not_looked_at(self):
        application = self.apply(proof_type="disability_card", proof_agreed="1")
        paper = self.consents().filtered(lambda one: one.proof == "disability_card")
        self.take_back(paper)
        self.assertEqual(application.statement, "Three months away", "that is another consent")
        with self.assertRaisesRegex(UserError, "is sensitive"):
            self.live(application.with_user(self.reviewer)).action_evidence_seen()

    def test_with_the_words_those_of_an_objection_go(self):
        application = self.apply()
        decider = self.live(application.with_user(self.reviewer))
        decider.write({"decision": "refuse", "decision_reason": "Bills were paid since."})
        decider.action_decide()
        self.send("objection", statement="They were not mine.", agreed="1")
        self.assertEqual(self.consents().mapped("proof"), ["statement"] * 2)
        self.take_back(self.consents()[:1])
        application.invalidate_recordset()
        self.assertFalse(application.appeal_said or application.statement)
        self.assertEqual(self.consents().mapped("withdrawn_on"), [self.today] * 2)
        self.assertEqual(application.state, "appealed")

    def test_nobody_takes_back_the_consent_of_another(self):
        other = (
            self.env["arrears.hardship"]
            .with_user(self.reviewer)
            .create({"company_id": self.company.id, "debtor_id": self.partner("Somebody else").id})
        )
        consents = self.env["arrears.hardship.consent"].with_user(self.reviewer)
        consent = self.live(consents).create(
            {"application_id": other.id, "proof": "medical_certificate", "purpose": "To decide",
             "given_on": self.today}
        )  # fmt: skip
        for key in (consent.id, 0):
            answer = self.send("take_back_consent", consent_id=key)
            self.assertEqual(answer.status_code, 404)
        self.assertFalse(consent.withdrawn_on)
