"""An owner who can't be reached: the steps in their order, a request without a debt, the court."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .collection_case import TODAY
from .letter_case import LetterCase

WAYS = ("registered_letter", "property_records", "contact_request", "court")


@tagged("post_install", "-at_install")
class TestLostContact(LetterCase):
    def setUp(self):
        super().setUp()
        self.owing(2450)
        self.case = self.case_of()
        action = self.case.with_user(self.collector).action_lost_contact()
        form = Form(self.env["arrears.lost.contact"].with_user(self.collector).with_context(
            **action["context"]))  # fmt: skip
        form.ground = "letter_back"
        self.lost = form.save()

    def step(self, kind):
        return self.lost.step_ids.filtered(lambda step: step.kind == kind)

    def done(self, kind, result="nothing", **values):
        step = self.step(kind)
        step.write({"result": result, **values})
        step.action_done()

    def letter_came_back(self):
        self.tell(self.posted(method="registered"), "returned")

    def searched(self):
        """All ways short of the court, in vain."""
        self.letter_came_back()
        self.done("registered_letter")
        self.done("property_records", document=base64.b64encode(b"extract"))
        self.lost.action_print_request()
        self.done("contact_request")

    def test_the_steps_stand_there_in_their_order(self):
        """Row 145: no step leads to relatives."""
        self.assertEqual(tuple(self.lost.step_ids.mapped("kind")), WAYS)
        self.assertEqual((self.lost.opened_on, self.lost.opened_by_id), (TODAY, self.collector))
        for kind in WAYS[1:]:
            with self.assertRaisesRegex(UserError, "Registered letter"):
                self.done(kind)

    def test_the_letter_has_to_be_posted_and_says_itself_what_came_of_it(self):
        with self.assertRaisesRegex(UserError, "registered post or courier"):
            self.done("registered_letter")
        self.letter_came_back()
        with self.assertRaisesRegex(UserError, "otherwise"):
            self.done("registered_letter", "reached")
        self.done("registered_letter")
        step = self.step("registered_letter")
        self.assertEqual((step.done_on, step.done_by_id), (TODAY, self.collector))
        self.assertEqual(step.letter_id.state, "returned")
        with self.assertRaises(UserError):
            step.note = "Another"
        with self.assertRaises(UserError):
            step.with_env(self.env).done_on = False

    def test_the_request_names_neither_an_amount_nor_a_debt(self):
        """Rows 145, 155, 156: in both languages, whatever stands on the card."""
        self.assertEqual(
            set(self.lost._request()), {"committee", "unit", "owner", "office", "telephone"}
        )
        for language in ("en_US", "zh_CN"):
            render = self.lost.with_context(lang=language).env["arrears.document.render"]
            page = self.env["arrears.document"].with_context(lang=language)._page(
                self.lost.with_context(lang=language), "contact_request",
                {"estate": self.estate, "request": self.lost.sudo()._request()}, self.company,
            )  # fmt: skip
            page |= {"number": "CR1", "issued_on": None}
            html = render._html("property_arrears.contact_request_document", page)
            html = html.split("</style>")[-1]
            for word in ("2,450", "2450", "arrear", "overdue", "owe", "debt", "欠", "催", "缴费",
                         "逾期", "债"):  # fmt: skip
                self.assertNotIn(word, html.lower().replace("owner", ""))
            self.assertIn(self.owner.name, html)

    def test_the_court_comes_last_and_by_way_of_a_manager(self):
        """Row 155."""
        self.searched()
        self.step("court").action_done()
        self.assertEqual((self.lost.state, self.lost.ended_by_id), ("court", self.collector))
        proposal = self.case.legal_proposal_ids
        self.assertEqual((proposal.state, proposal.principal), ("proposed", 2450))
        with self.assertRaisesRegex(UserError, "No formal demand"):
            proposal.with_user(self.manager).action_accept()

    def gate(self):
        return {reason.code for reason in self.case._legal_gate_reasons()[self.case.id]}

    def test_a_notice_in_the_media_stands_for_the_demand_of_whoever_is_lost(self):
        address, demand = "legal_address_unverified", "legal_no_delivered_demand"
        before = self.gate()
        event = self.env["arrears.limitation.event"].create(
            {"debtor_id": self.owner.id, "company_id": self.company.id, "method": "media",
             "date": TODAY - timedelta(days=40), "proof": "Daily"}
        )  # fmt: skip
        event.charge_link_ids = [(0, 0, {"charge_id": c.id}) for c in self.case.charge_ids]
        event.action_record()
        self.assertEqual(self.gate(), before, "who is not lost is not served by a newspaper")
        self.searched()
        self.step("court").action_done()
        self.assertEqual(before - self.gate(), {address, demand} & before)
        self.assertTrue({address, demand} & before)

    def test_a_talk_with_the_owner_ends_the_search(self):
        self.env["arrears.contact"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "direction": "in",
             "case_ids": [(6, 0, self.case.ids)], "channel": "call", "state": "connected",
             "happened_at": self.moment("11:00")}
        )  # fmt: skip
        self.assertEqual(self.lost.state, "found")
        with self.assertRaisesRegex(UserError, "ended already"):
            self.lost.action_found()
        self.case.with_user(self.collector).action_lost_contact()

    def test_a_new_address_ends_the_search_and_the_card_wears_a_badge_until_then(self):
        self.assertIn("Lost contact", [b["label"] for b in self.case.badges or ()])
        self.letter_came_back()
        self.done("registered_letter", "new_address", note="The post told a new one")
        self.assertEqual(self.lost.state, "found")
        self.case.invalidate_recordset()
        self.assertNotIn("Lost contact", [b["label"] for b in self.case.badges or ()])

    def test_one_search_at_a_time_and_only_for_who_works_the_card(self):
        again = self.case.with_user(self.collector).action_lost_contact()
        self.assertEqual(again["res_id"], self.lost.id)
        stranger = self.user("stranger", "group_collector")
        with self.assertRaises(AccessError):
            self.lost.with_user(stranger).action_found()
        with self.assertRaises(UserError):
            self.lost.unlink()
