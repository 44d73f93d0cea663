"""From what an owner says in a talk to the form that helps: one click, filled in."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .talk_case import TalkCase


@tagged("post_install", "-at_install")
class TestTalkWaysOut(TalkCase):
    def reason(self, code):
        return self.env["arrears.reason"].search([("code", "=", code)])

    def talk(self, code=None, **values):
        reason = {"reason_id": self.reason(code).id} if code else {}
        return self.log(identity_checked=True, **reason, **values)

    def form_of(self, action):
        context = {**self.case.env.context, **action["context"]}
        return Form(self.case.env[action["res_model"]].with_context(**context))

    def test_who_cannot_pay_is_led_to_a_proposal_with_the_own_figure(self):
        log = self.talk("difficulty", owner_figure=100)
        self.assertTrue(log.offers_plan)
        self.assertFalse(log.offers_dispute)
        form = self.form_of(log.action_log_plan())
        self.assertEqual((form.owner_figure, form.consent_how), (100, "call"))
        self.assertFalse(form.consent_on, "the agreement itself is not made up")
        self.assertEqual(len(form.line_ids), 5)
        self.assertEqual((self.contact().outcome, self.case.reason_id.code),
                         ("connected", "difficulty"))  # fmt: skip

    def test_who_disputes_is_led_to_the_form_with_kind_and_words(self):
        log = self.talk("wrong_amount", need="Counted twice")
        self.assertTrue(log.offers_dispute)
        form = self.form_of(log.action_log_dispute())
        self.assertEqual((form.kind, form.said), ("amount", "Counted twice"))
        self.assertEqual(form.case_id, self.case)
        self.assertFalse(self.env["arrears.dispute"].search([("case_id", "=", self.case.id)]))

    def test_the_card_leads_there_by_the_reason_on_it(self):
        self.talk("house_defect", note="The wall is wet").action_connected()
        action = self.case.action_dispute()
        form = self.form_of(action)
        self.assertEqual((form.kind, form.said), ("house_defect", "The wall is wet"))
        plan = self.reason("procrastinating")
        plan.action = "plan"
        self.case.sudo().reason_id = plan
        self.assertEqual(self.case.action_do_what_helps()["res_model"], "arrears.plan")

    def test_a_talk_that_lacks_something_opens_no_form(self):
        log = self.log(reason_id=self.reason("difficulty").id)
        with self.assertRaisesRegex(ValidationError, "check who is speaking"):
            log.action_log_plan()
        self.assertFalse(self.contact())

    def test_b2b_4_leads_to_both_forms_once_identity_is_checked(self):
        """Row 163: ask a firm where it stands, and help on the spot."""
        self.owner.is_company = True
        script = self.env.ref("property_arrears.script_b2b_status")
        self.assertEqual((script.leads_to_plan, script.leads_to_dispute), (True, True))
        log = self.log()
        self.assertFalse(log.offers_plan or log.offers_dispute, "not before identity is checked")
        log.identity_checked = True
        self.assertIn("B2B-4", log.script_after)
        self.assertTrue(log.offers_plan and log.offers_dispute)
        log.reason_id = self.reason("forgot")
        self.assertEqual(log.action_log_plan()["res_model"], "arrears.plan")
        again = self.talk("forgot", direction="in", channel="counter")
        self.assertEqual(again.action_log_dispute()["res_model"], "arrears.dispute")

    def test_a_talk_about_a_repair_leads_nowhere(self):
        log = self.talk("wrong_amount", contact_class="service")
        self.assertFalse(log.offers_plan or log.offers_dispute)
