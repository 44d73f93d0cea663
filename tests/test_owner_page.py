"""The owner's page: the own account and no other, and forms that make the same records as ours."""

from datetime import timedelta

from odoo import fields, http
from odoo.tests import HttpCase, new_test_user, tagged

from .collection_case import CollectionCase

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@tagged("post_install", "-at_install")
class TestOwnerPage(CollectionCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.bill = self.owing(450)
        self.case = self.case_of()
        self.portal = new_test_user(
            self.env, login="owner-portal", password="owner-portal", groups="base.group_portal",
            partner_id=self.owner.id, company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )  # fmt: skip
        self.authenticate("owner-portal", "owner-portal")

    def page(self):
        answer = self.url_open("/my/arrears")
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def send(self, what, files=None, **values):
        values.setdefault("case_id", self.case.id)
        values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(f"/my/arrears/{what}", data=values, files=files)

    def of_card(self, model):
        return self.env[model].search([("case_id", "=", self.case.id)])

    def test_the_owner_reads_what_is_open_and_how_to_pay(self):
        """Row 20."""
        self.estate.how_to_pay = "Transfer to the account of the office"
        text = self.page()
        self.assertIn("450", text)
        self.assertIn(self.flat.display_name, text)
        self.assertIn("Transfer to the account of the office", text)
        self.assertIn("0571-88886666", text)

    def offer(self, name, criteria, **values):
        """A running programme of the estate."""
        programs = self.env["arrears.incentive.program"]
        program = programs.with_user(self.manager).create(
            {
                "name": name, "criteria": criteria, "company_id": self.company.id, "percent": 5,
                "date_from": "2026-01-01", "date_to": "2026-12-31", "budget": 100,
                "estate_ids": self.estate.ids, **values,
            }
        )  # fmt: skip
        return program

    def test_the_published_criteria_of_running_programmes_are_on_it(self):
        """Row 12: the same criteria for everybody, in the reader's language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        second = self.user("second", "group_manager")
        running = self.offer("Early birds", "Pay by the due date, get 5 % off the next bill.")
        running.with_user(self.manager).update_field_translations(
            "criteria", {"zh_CN": "到期日前缴清，下期账单减免 5%。"}
        )
        running.with_user(second).action_activate()
        self.offer("Only a draft", "Nobody reads this yet.")
        text = self.page()
        self.assertIn("Early birds", text)
        self.assertIn("get 5 % off the next bill", text)
        self.assertNotIn("Only a draft", text)
        self.assertIn("下期账单减免 5%", self.url_open("/zh_CN/my/arrears").text)
        running.with_user(second).action_end()
        self.assertNotIn("Early birds", self.page())

    def test_the_owner_chooses_one_notice_a_bill_and_every_notice_again(self):
        """Row 18."""
        self.assertNotIn("Notices before a bill is due", self.page())
        self.estate.with_user(self.manager).notices_enabled = True
        self.assertIn("Notices before a bill is due", self.page())
        wishes = self.env["arrears.notice.wish"]
        for wish in ("fewer", "all"):
            answer = self.send("notices", company_id=self.company.id, wish=wish)
            self.assertIn("Your wish holds", answer.text)
            found = wishes.search([("debtor_id", "=", self.owner.id)])
            found.invalidate_recordset()
            self.assertEqual(found.mapped("wish"), [wish])
        self.assertEqual(self.send("notices", company_id=0, wish="all").status_code, 404)
        answer = self.send("notices", company_id=self.company.id, wish="none")
        self.assertIn("Choose how many notices", answer.text)

    def test_nothing_of_how_we_work_is_on_it(self):
        text = self.page()
        unknown = self.env.ref("property_arrears.segment_unknown")  # the record says so itself
        segments = (self.env["arrears.segment"].search([]) - unknown).mapped("name")
        stages = self.env["arrears.stage"].search([]).mapped("name")
        for hidden in (*segments, *stages, self.collector.name, "CHECK"):
            self.assertNotIn(hidden, text)

    def test_nobody_sees_or_touches_the_account_of_another(self):
        other = self.partner("Somebody else")
        unit = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "Z9"})
        self.owing(777, unit=unit, partner=other)
        strange = self.env["arrears.case"].search([("unit_id", "=", unit.id)])
        self.assertTrue(strange)
        self.assertNotIn("777", self.page())
        answer = self.send("question", case_id=strange.id, kind="question", subject="Mine?")
        self.assertEqual(answer.status_code, 404)
        answer = self.send("paid", case_id=strange.id, amount="1", paid_on="2026-09-01",
                           way="cash")  # fmt: skip
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.env["arrears.grievance"].search([("case_id", "=", strange.id)]))
        self.assertEqual(self.send("nothing_of_ours").status_code, 404)

    def test_who_is_not_signed_in_is_sent_to_the_door(self):
        self.authenticate(None, None)
        answer = self.url_open("/my/arrears", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_a_question_pauses_the_card_and_is_answered_by_a_day(self):
        """Row 158: it is the same record as a collector's."""
        self.send("question", kind="repair", subject="Lift", said="It stood for two weeks.")
        grievance = self.of_card("arrears.grievance")
        self.assertEqual((grievance.kind, grievance.subject), ("repair", "Lift"))
        self.assertEqual(grievance.author_id, self.portal)
        self.assertTrue(grievance.hold_ids)
        self.assertFalse(grievance.message_partner_ids & self.owner, "the chatter is ours")
        text = self.page()
        self.assertIn("Lift", text)
        answer = self.send("question", kind="repair", subject="Door")
        self.assertIn("is being answered", answer.text)
        self.assertEqual(len(self.of_card("arrears.grievance")), 1)

    def test_a_disputed_bill_is_examined_and_the_owner_reads_the_answer(self):
        self.send("dispute", kind="price", amount="50", said="The price was never agreed.")
        dispute = self.of_card("arrears.dispute")
        self.assertEqual((dispute.kind, dispute.amount_total), ("price", 50))
        self.assertEqual(dispute.author_id, self.portal)
        self.assertFalse(dispute.message_partner_ids & self.owner, "the chatter is ours")
        self.assertEqual(self.case.amount_pursued, 400)
        self.assertIn("We decide by", self.page())
        answer = self.send("dispute", kind="price", said="Once more")
        self.assertIn("is being examined", answer.text)
        self.assertEqual(self.of_card("arrears.dispute"), dispute)
        # The page lives by the real clock.
        decided = dispute.with_user(self.manager).with_context(arrears_today=None)
        decided.write({"outcome": "rejected", "decision_reason": "See clause 9."})
        decided.action_decide()
        text = self.page()
        self.assertIn("See clause 9.", text)
        self.assertNotIn(self.manager.name, text)

    def test_a_wrong_dispute_is_refused_with_what_was_typed(self):
        for wrong, word in (
            ({"kind": "gold"}, "Choose what"),
            ({"amount": "451"}, "More is disputed"),
            ({"amount": "much"}, "in figures"),
        ):
            values = {"kind": "amount", "said": "It is too much", **wrong}
            answer = self.send("dispute", **values)
            self.assertIn(word, answer.text)
            self.assertIn("It is too much", answer.text)
        self.assertFalse(self.of_card("arrears.dispute"))

    def test_a_payment_that_was_made_is_traced(self):
        day = fields.Date.to_string(self.company.with_context(arrears_today=None)._arrears_today())
        self.send("paid", files={"proof": ("a.png", PICTURE, "image/png")},
                  amount="450.00", paid_on=day, way="transfer", payer_name="Aunt")  # fmt: skip
        claim = self.of_card("arrears.payment.claim")
        self.assertEqual((claim.amount, claim.way, claim.payer_name), (450, "transfer", "Aunt"))
        self.assertEqual(claim.proof_name, "proof.png")
        self.assertEqual(self.case.state, "held")

    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self):
        wrongs = {"amount": ("many", "in figures"), "paid_on": ("soon", "Choose a day"),
                  "way": ("gold", "Choose how")}  # fmt: skip
        for name, (typed, said) in wrongs.items():
            values = {"amount": "450", "paid_on": "2026-09-01", "way": "cash", name: typed}
            answer = self.send("paid", payer_name="My aunt", **values)
            self.assertIn(said, answer.text)
            self.assertIn("My aunt", answer.text)
        answer = self.send("paid", files={"proof": ("a.exe", b"MZ" * 40, "image/png")},
                           amount="450", paid_on="2026-09-01", way="cash")  # fmt: skip
        self.assertIn("picture or a PDF", answer.text)
        self.assertFalse(self.of_card("arrears.payment.claim"))

    def test_more_time_is_asked_for_with_the_owners_agreement(self):
        """Row 29: a click on the page is the owner's consent."""
        today = self.company.with_context(arrears_today=None)._arrears_today()
        until = fields.Date.to_string(fields.Date.add(today, days=5))
        answer = self.send("more_time", until=until, reason="Pay day")
        self.assertIn("Tick that you agree", answer.text)
        far = fields.Date.to_string(fields.Date.add(today, days=400))
        self.send("more_time", until=far, reason="Pay day", agreed="1")
        self.assertFalse(self.of_card("arrears.extension"))
        self.send("more_time", until=until, reason="Pay day", agreed="1")
        extension = self.of_card("arrears.extension")
        self.assertEqual(extension.consent_how, "portal")
        self.assertEqual(extension.consent_on, today)
        extension.with_user(self.manager).with_context(arrears_today=None).action_grant()
        self.assertEqual(extension.state, "granted")

    def test_a_late_bill_can_be_objected_to(self):
        """The record is the owner's to correct."""
        charge = self.env["arrears.charge"].search([("move_id", "=", self.bill.id)])
        self.assertIn("This is not right", self.page())
        self.send("correction", charge_id=charge.id, reason_code="not_billed",
                  explanation="The bill went to the old address.")  # fmt: skip
        correction = self.env["arrears.record.correction"].search([("charge_id", "=", charge.id)])
        self.assertEqual(correction.state, "requested")
        self.assertEqual(correction.requested_by_id, self.portal)
        answer = self.send("correction", charge_id=charge.id, reason_code="bank", explanation="x")
        self.assertIn("asked for already", answer.text)

    def test_the_page_speaks_the_owners_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owner.lang = "zh_CN"
        self.env.ref("base.module_property_arrears")._update_translations(["zh_CN"])
        answer = self.url_open("/zh_CN/my/arrears")
        self.assertIn("缴费记录", answer.text)
        self.assertIn("我已缴费", answer.text)

    def test_the_home_page_leads_to_it(self):
        page = self.env["arrears.owner.page"].with_user(self.portal)
        self.assertTrue(page._has_account(self.owner))
        self.assertFalse(page._has_account(self.partner("New")))

    def test_who_is_away_names_the_day_of_paying_and_the_hour_of_a_call(self):
        """Rows 95, 151: the records of a talk, without one."""
        today = fields.Date.today()  # the page knows no other clock
        monday = today + timedelta(days=7 - today.weekday())
        back = monday + timedelta(days=1)
        answer = self.send("away", pay_by=back, call_on=monday, call_at="07:00")
        self.assertIn("may not call at that hour", answer.text)
        self.send("away", pay_by=back, call_on=monday, call_at="15:30")
        contact = self.case.contact_ids
        self.assertEqual((contact.channel, contact.direction), ("portal", "in"))
        self.assertEqual(contact.promise_date, back)
        self.assertEqual(self.case.reason_id.code, "busy_away")
        hold = self.case.hold_ids
        self.assertEqual((hold.type, hold.date_until), ("promise", back))
        task = self.case.activity_ids
        self.assertEqual((task.date_deadline, task.user_id), (monday, self.collector))
        self.assertIn("15:30", task.summary)
        self.assertIn("named", self.send("away", pay_by=back).text)
        again = self.send("away", call_on=monday, call_at="16:00")
        self.assertIn("chose an hour for our call already", again.text)
        self.assertEqual(len(self.case.contact_ids), 1)

    def test_a_day_far_ahead_is_a_request_for_more_time(self):
        far = fields.Date.today() + timedelta(days=25)
        self.assertIn("ask for more time", self.send("away", pay_by=far).text)
        self.assertIn("Choose the day on which you pay", self.send("away").text)
        self.assertFalse(self.case.contact_ids)

    def test_the_ways_to_pay_from_anywhere_are_listed(self):
        """Row 151."""
        self.env["arrears.payment.code"].create(
            {"estate_id": self.estate.id, "app": "page", "link": "https://pay.example/{reference}"}
        )
        self.assertIn("on your own telephone", self.page())
