"""The owner's page for who cannot pay at once: instalments, relief sealed, an objection."""

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .plan_case import PlanCase


class OwnerReliefCase(PlanCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.portal = new_test_user(
            self.env, login="owner-portal", password="owner-portal", groups="base.group_portal",
            partner_id=self.owner.id, company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )  # fmt: skip
        self.today = self.company.with_context(arrears_today=None)._arrears_today()
        self.authenticate("owner-portal", "owner-portal")

    def page(self, language=""):
        answer = self.url_open(f"{language}/my/arrears")
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def send(self, what, **values):
        values.setdefault("case_id", self.case.id)
        values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(f"/my/arrears/{what}", data=values)

    def in_days(self, days):
        return fields.Date.to_string(fields.Date.add(self.today, days=days))

    def ask(self, amount="100", days=20, **values):
        return self.send("instalments", amount=amount, first_on=self.in_days(days), **values)

    def plans(self):
        return self.env["arrears.plan"].search([("debtor_id", "=", self.owner.id)])

    def applications(self):
        return self.env["arrears.hardship"].search([("debtor_id", "=", self.owner.id)])

    def live(self, records):
        """The page lives by the real clock."""
        return records.with_context(arrears_today=None)


@tagged("post_install", "-at_install")
class TestOwnerInstalments(OwnerReliefCase):
    def test_the_instalments_are_read_before_they_are_asked_for(self):
        text = self.ask().text
        self.assertIn("450", text)
        self.assertEqual(text.count("100.00"), 4)
        self.assertIn("I acknowledge the debt", text)
        self.assertFalse(self.plans(), "nothing is asked for yet")
        text = self.ask(sent="1").text
        self.assertIn("Tick that you owe this", text)
        self.assertFalse(self.plans())

    def test_what_the_owner_asks_for_waits_for_somebody_who_does_not_collect(self):
        self.ask(sent="1", agreed="1")
        plan = self.plans()
        self.assertEqual((plan.state, plan.proposed_by_id), ("proposed", self.portal))
        self.assertTrue(plan.asked_by_owner)
        self.assertEqual((plan.consent_how, plan.consent_on), ("portal", self.today))
        self.assertEqual(plan.line_ids.mapped("amount"), [100, 100, 100, 100, 50])
        self.assertEqual(self.tasks(plan).user_id, self.manager)
        self.assertFalse(plan.message_partner_ids & self.owner, "the chatter is ours")
        self.assertIn("Instalments of", self.page())
        self.case.user_id = self.manager
        with self.assertRaisesRegex(UserError, "collect this owner's debt"):
            self.live(plan.with_user(self.manager)).action_approve()
        self.live(plan.with_user(self.reviewer)).action_approve()
        self.assertEqual((plan.state, plan.decided_by_id), ("running", self.reviewer))
        self.assertIn("Your payment plan", self.page())

    def test_one_request_at_a_time(self):
        self.ask(sent="1", agreed="1")
        self.assertIn("waits for a decision already", self.ask().text)
        self.assertIn("waits for a decision already", self.ask(sent="1", agreed="1").text)
        self.assertEqual(len(self.plans()), 1)
        self.live(self.plans().with_user(self.reviewer)).action_approve()
        self.assertIn("You pay in instalments already", self.ask(sent="1", agreed="1").text)
        self.assertEqual(len(self.plans()), 1)

    def test_what_stands_against_it_is_said_with_what_was_typed(self):
        for typed, said in (
            ({"amount": "300"}, "Name a smaller"),
            ({"amount": "much"}, "in figures"),
            ({"days": 3}, "at least 15 days away"),
        ):
            text = self.ask(**typed).text
            self.assertIn(said, text)
            self.assertIn(f'value="{typed.get("amount", "100")}"', text)
        self.assertFalse(self.plans())

    def test_a_small_figure_becomes_token_payments_that_a_reviewer_decides_on(self):
        self.assertIn("After half a year", self.ask("10").text)
        self.ask("10", sent="1", agreed="1")
        self.assertEqual(self.plans().kind, "token")
        self.assertEqual(self.tasks(self.plans()).user_id, self.reviewer)

    def test_a_refusal_is_read_on_the_page_and_a_new_request_may_follow(self):
        self.ask(sent="1", agreed="1")
        plan = self.live(self.plans().with_user(self.manager))
        plan.decision_note = "Two bills are corrected first."
        plan.action_refuse()
        self.assertIn("Two bills are corrected first.", self.page())
        self.ask("150", sent="1", agreed="1")
        self.assertEqual(sorted(self.plans().mapped("state")), ["proposed", "refused"])

    def test_nobody_asks_for_somebody_else(self):
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "Z9"})
        self.owing(777, unit=unit, partner=self.partner("Somebody else"))
        strange = self.env["arrears.case"].search([("unit_id", "=", unit.id)])
        for values in ({}, {"sent": "1", "agreed": "1"}):
            self.assertEqual(self.ask(case_id=strange.id, **values).status_code, 404)
        for what in ("relief", "objection"):
            answer = self.send(what, case_id=strange.id, agreed="1", statement="x")
            self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.plans() or self.env["arrears.hardship"].search([]).filtered(
            lambda one: one.company_id == self.company))  # fmt: skip


@tagged("post_install", "-at_install")
class TestOwnerApplies(OwnerReliefCase):
    def test_sent_sealed_it_pauses_at_once_and_the_collector_sees_no_more(self):
        """Row 68: self-service."""
        self.send("relief", category="illness", statement="Three months in hospital", amount="25",
                  address_confidential="1", agreed="1")  # fmt: skip
        application = self.applications()
        self.assertEqual((application.state, application.channel), ("applied", "portal"))
        self.assertEqual((application.category, application.owner_figure), ("illness", 25))
        self.assertTrue(application.address_confidential)
        self.assertEqual(application.opened_by_id, self.portal)
        self.assertEqual(application.evidence_type, "self_declaration")
        self.case.invalidate_recordset()
        self.assertEqual((self.case.state, self.case.amount_pursued), ("held", 0))
        card = self.case.with_user(self.collector)
        self.assertIn("Paused", [badge["label"] for badge in card.badges])
        seen = str(card.read()) + str(card.hold_ids.read()) + str(card.message_ids.read(["body"]))
        for word in ("illness", "hospital", "ardship", "25.0"):
            self.assertNotIn(word, seen)
        with self.assertRaises(AccessError):
            application.with_user(self.collector).read(["state"])
        self.assertFalse(application.message_partner_ids & self.owner)

    def test_the_owner_reads_where_it_stands_and_never_the_ground(self):
        self.send("relief", category="illness", statement="Hospital", agreed="1")
        text = self.page()
        self.assertIn("Application for relief", text)
        self.assertIn("We decide by", text)
        self.assertNotIn("Hospital", text)

    def test_without_a_word_it_counts_and_without_the_tick_it_does_not(self):
        text = self.send("relief", statement="Only this").text
        self.assertIn("Tick that those who decide", text)
        self.assertIn("Only this", text)
        self.assertFalse(self.applications())
        self.send("relief", agreed="1")
        self.assertEqual(self.applications().state, "applied")

    def test_one_application_at_a_time_and_no_instalments_beside_it(self):
        self.send("relief", agreed="1")
        self.assertIn("is being decided", self.send("relief", agreed="1").text)
        self.assertIn("is being decided", self.ask(sent="1", agreed="1").text)
        self.assertEqual(len(self.applications()), 1)
        self.assertFalse(self.plans())

    def test_a_plan_decided_on_comes_from_the_figure_on_the_page(self):
        self.send("relief", amount="50", agreed="1")
        application = self.live(self.applications().with_user(self.reviewer))
        application.write({"decision": "plan", "decision_reason": "From your figure."})
        application.action_decide()
        plan = self.plans()
        self.assertEqual((plan.state, plan.consent_how), ("running", "portal"))
        self.assertFalse(plan.asked_by_owner, "nothing says that it came out of an application")
        text = self.page()
        self.assertIn("From your figure.", text)
        self.assertIn("Your payment plan", text)

    def refused(self):
        self.send("relief", agreed="1")
        application = self.live(self.applications().with_user(self.reviewer))
        application.write({"decision": "refuse", "decision_reason": "Bills were paid since."})
        application.action_decide()
        return application.with_env(self.env)

    def test_the_owner_objects_to_a_refusal_in_time_and_once(self):
        application = self.refused()
        text = self.page()
        self.assertIn("Bills were paid since.", text)
        self.assertIn("I object to the refusal", text)
        text = self.send("objection", statement="They were not mine.").text
        self.assertIn("Tick that those who decide", text)
        self.assertEqual(application.state, "refused")
        self.send("objection", statement="They were not mine.", agreed="1")
        self.assertEqual((application.state, application.appeal_said),
                         ("appealed", "They were not mine."))  # fmt: skip
        self.assertEqual(application.appeal_taken_by_id, self.portal)
        text = self.page()
        self.assertNotIn("I object to the refusal", text)
        self.assertNotIn("They were not mine", text)
        again = self.send("objection", statement="Once more", agreed="1").text
        self.assertIn("no answer to which you could still object", again)

    def test_without_a_refusal_no_objection_is_offered(self):
        self.assertNotIn("I object to the refusal", self.page())

    def test_the_page_speaks_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.ref("base.module_property_arrears")._update_translations(["zh_CN"])
        text = self.page("/zh_CN")
        self.assertIn("申请分期缴费", text)
        self.assertIn("提交困难申请", text)
        self.assertNotIn("I would like", text)
        self.owner.lang = "zh_CN"
        answer = self.url_open(
            "/zh_CN/my/arrears/instalments",
            data={"case_id": self.case.id, "amount": "300", "first_on": self.in_days(20),
                  "csrf_token": http.Request.csrf_token(self)},
        )  # fmt: skip
        self.assertIn("少于 3 期", answer.text)
