"""What waits for whom moves a card, with a part of its own that the card names."""

from odoo.tests import tagged

from ..engine.priority import points, score
from .collection_case import TODAY
from .stops_case import StopsCase


@tagged("post_install", "-at_install")
class TestPriority(StopsCase):
    def setUp(self):
        super().setUp()
        self.owing(20000)
        self.plain = self.case.priority_score

    def parts(self, day=TODAY, case=None):
        """The parts as the card names them, checked against the statement and the engine."""
        case = self.on(day, case or self.case)
        self.refresh(day)
        case.invalidate_recordset()
        facts = case._priority_facts(case.company_id, day)[case.id]
        self.assertEqual(score(facts), case.priority_score)
        for _code, value in points(facts):
            self.assertIn(f"{value:+d}", case.why_here)
        return dict(points(facts))

    def grievance(self):
        grievances = self.env["arrears.grievance"].with_user(self.collector)
        return grievances.create({"case_id": self.case.id, "subject": "The lift is slow"})

    def test_a_payment_that_is_traced_moves_every_card_of_the_owner_down(self):
        self.owing(80, unit=self.garage)
        garage = self.case_of(unit=self.garage)
        claim = self.env["arrears.payment.claim"].with_user(self.collector).create(
            {"case_id": self.case.id, "amount": 450, "paid_on": "2026-09-10"}
        )  # fmt: skip
        for case in self.case | garage:
            self.assertEqual(self.parts(case=case)["payment_claim"], -60)
        self.assertIn("Payment being traced -60", self.case.why_here)
        self.assertNotIn("On hold", self.case.why_here, "it counts once")
        self.assertEqual(
            self.parts(self.later(30))["payment_claim"], -60, "also when the office is late"
        )
        claim.action_withdraw()
        self.assertNotIn("payment_claim", self.parts())

    def test_an_open_complaint_moves_the_card_down(self):
        self.grievance()
        self.assertEqual(self.parts()["grievance"], -60)
        self.assertLess(self.case.priority_score, self.plain)

    def test_an_extension_comes_up_again_a_week_before_its_end(self):
        self.env["arrears.hold"].create(
            {"case_id": self.case.id, "type": "extension", "date_from": TODAY,
             "date_until": self.later(15)}
        )  # fmt: skip
        self.assertNotIn("extension_ending", self.parts(self.later(7)))
        self.assertEqual(self.parts(self.later(8))["extension_ending"], 30)
        self.assertEqual(self.parts(self.later(15))["extension_ending"], 30)
        self.assertNotIn("extension_ending", self.parts(self.later(16)))

    def test_a_proposal_moves_the_card_up_at_once_until_it_is_decided(self):
        proposal = self.env["arrears.legal.proposal"].create(
            {"case_id": self.case.id, "proposed_on": TODAY, "principal": 20000}
        )
        self.assertEqual(self.case.priority_score, self.plain + 20)
        self.assertEqual(self.parts()["legal_proposed"], 20)
        proposal.decision_note = "The owner called"
        proposal.with_user(self.manager).action_decline()
        self.assertEqual(self.case.priority_score, self.plain)
