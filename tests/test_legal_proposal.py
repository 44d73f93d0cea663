"""Legal steps are proposed at the numbers of the trade, and only a manager goes there."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .test_policy import PolicyCase

FOUR = ("sms", "call", "letter", "visit")


class ProposalCase(PolicyCase):
    def setUp(self):
        super().setUp()
        self.switch_on()

    def only_law(self, code):
        """Let the earlier steps of a policy lie behind the card: what remains is the law."""
        case = self.case_of()
        steps = self.policy(code).step_ids
        steps.repeat_days = 0
        self.env["arrears.step.claim"].create(
            [
                {
                    "case_id": case.id,
                    "step_id": step.id,
                    "channel": step.channel,
                    "tone": step.tone,
                    "anchor_date": "2026-09-01",
                    "taken_on": "2026-09-15",
                }
                for step in steps - steps[-1]
            ]
        )
        return case

    def proposed(self, day=30):
        """Whether a run proposes the card."""
        self.run_on(self.later(day))
        return self.case_of().legal_proposal_ids

    def ready(self, amount=9000, due="2025-01-31"):
        """A card that is proposed, under the default policy."""
        self.owing(amount, due=due)
        self.in_segment("occasional")
        self.only_law("default")
        self.tried(*FOUR, day="2026-09-16")
        return self.proposed()

    def open_gate(self, *cases):
        """The facts that letters and addresses bring; the sign-off is not among them."""
        original = type(self.env["arrears.case"])._legal_facts
        opened = {case.id for case in cases}
        proved = {
            "demand_delivered_on": TODAY,
            "demand_pay_by": TODAY - timedelta(days=1),
            "demand_names_every_period": True,
            "address_verified": True,
        }

        def facts(case_set):
            known = original(case_set)
            return {id: row | (proved if id in opened else {}) for id, row in known.items()}

        self.patch(type(self.env["arrears.case"]), "_legal_facts", facts)
        for case in cases:
            case.reason_id = self.env.ref("property_arrears.reason_unwilling")


@tagged("post_install", "-at_install")
class TestLegalNumbers(ProposalCase):
    """Rows 54, 55, 61, 67; domain 2.1. Everything on principal."""

    def scene(self, code, segment, amount, due="2026-06-30", channels=FOUR, **unit):
        self.flat.write(unit)
        self.owing(amount, due=due)
        self.in_segment(segment)
        self.only_law(code)
        self.tried(*channels, day="2026-09-16")

    def test_five_thousand_is_not_more_than_five_thousand(self):
        self.scene("default", "occasional", 5000)
        self.assertFalse(self.proposed())

    def test_one_cent_more_is(self):
        self.scene("default", "occasional", 5000.01)
        self.assertEqual(self.proposed().principal, 5000.01)

    def test_water_and_late_fees_do_not_count(self):
        self.owing(5000, kind="pass_through", due="2026-06-30")
        self.scene("default", "occasional", 1000)
        self.assertFalse(self.proposed())

    def test_a_year_is_not_more_than_a_year(self):
        """Due on 15 October 2025: 365 days on 15 October 2026."""
        self.scene("default", "occasional", 100, due="2025-10-15")
        self.assertFalse(self.proposed(30))
        self.assertEqual(self.proposed(31).days_old, 366)

    def test_an_old_water_bill_makes_no_debt_a_year_old(self):
        self.owing(50, kind="pass_through", due="2025-01-31")
        self.scene("default", "occasional", 100)
        self.assertFalse(self.proposed())

    def test_vacant_units_from_three_thousand_on(self):
        vacant = {"occupancy": "vacant", "decorated": False}
        self.scene("vacant", "occasional", 2999.99, channels=("sms", "call", "letter"), **vacant)
        self.assertFalse(self.proposed(60))
        self.owing(0.01, due="2026-06-30")
        self.assertEqual(self.proposed(61).principal, 3000)

    def test_shops_from_five_thousand_and_half_a_year_on(self):
        """Due on 30 June 2026: 180 days on 27 December."""
        self.scene("shop_villa", "occasional", 5000, usage="shop")
        self.assertFalse(self.proposed(102))
        self.assertEqual(self.proposed(103).days_old, 180)

    def test_shops_below_five_thousand_are_not_proposed(self):
        self.scene("shop_villa", "occasional", 4999.99, usage="shop")
        self.assertFalse(self.proposed(200))

    def test_each_of_the_four_channels_has_to_be_tried_in_this_episode(self):
        self.scene("default", "occasional", 9000, channels=("sms", "call", "letter"))
        self.owner.phone = "+86 138 1234 5678"
        run = self.run_on(self.later(30))
        self.assertFalse(self.case_of().legal_proposal_ids)
        self.assertIn("visit", self.line_of(run, self.case_of()).reason_text)
        self.tried("visit", day="2026-09-17")
        self.assertTrue(self.proposed(31))

    def test_a_visit_under_an_earlier_episode_does_not_count(self):
        self.scene("default", "occasional", 9000, channels=("sms", "call", "letter"))
        self.tried("visit", day="2020-01-01")
        self.assertFalse(self.proposed())

    def test_a_call_is_no_condition_where_there_is_no_number(self):
        """Row 54: tried, or documented as impossible."""
        self.owner.phone = False
        self.scene("default", "occasional", 9000, channels=("email", "letter", "visit"))
        self.assertTrue(self.proposed())

    def untried(self):
        reasons = self.case_of()._legal_gate_reasons()[self.case_of().id]
        rows = [r.arguments["channels"] for r in reasons if r.code == "legal_channels_untried"]
        return rows[0] if rows else []

    def test_the_legal_gate_counts_what_the_policies_count(self):
        """Row 54: one rule for both."""
        self.owing(9000)
        self.owner.phone = "+86 138 1234 5678"
        self.assertEqual(self.untried(), ["message", "call", "letter", "visit"])
        self.owner.phone = False
        self.assertEqual(self.untried(), ["message", "letter", "visit"], "no number on record")
        self.tried("letter", "visit", day="2020-01-01")
        self.assertEqual(self.untried(), ["message", "letter", "visit"], "before this episode")
        self.owner.email = False
        self.assertEqual(self.untried(), ["letter", "visit"])
        self.case_of()._mark_address("bad")
        self.assertEqual(self.untried(), [], "a letter came back")
        missing = self.case_of()._legal_gate_reasons()[self.case_of().id]
        self.assertIn("legal_address_unverified", [reason.code for reason in missing])

    def test_a_message_that_came_back_was_tried_and_one_that_failed_here_was_not(self):
        self.owing(9000)
        contact = self.tried("email", day="2026-09-16")
        contact.state = "failed"
        self.assertIn("message", self.untried())
        self.env["arrears.contact.event"].create({"contact_id": contact.id, "kind": "bounced"})
        self.assertNotIn("message", self.untried())

    def test_nobody_is_proposed_who_was_not_offered_help(self):
        """Row 72."""
        self.scene("default", "occasional", 9000, channels=("call", "visit", "wechat"))
        self.policy("default").step_ids[-1].after_letter = False
        run = self.run_on(self.later(30))
        self.assertIn("hardship_not_offered", self.codes(self.line_of(run, self.case_of())))
        self.assertFalse(self.case_of().legal_proposal_ids)
        card = self.on(self.later(31), self.case_of().with_user(self.collector))
        card.action_note_help_offered()
        self.assertEqual(card.help_offered_by_id, self.collector)
        self.assertEqual(self.proposed(31).help_offered_on, self.later(31))


@tagged("post_install", "-at_install")
class TestLegalProposal(ProposalCase):
    def test_a_run_proposes_once_and_moves_no_card_to_the_law(self):
        before = len(self.contacts())
        proposal = self.ready()
        self.assertEqual((proposal.state, proposal.days_old), ("proposed", 622))
        self.assertEqual(proposal.help_offered_on.isoformat(), "2026-09-16")
        self.assertNotEqual(self.case_of().stage_id.gate, "legal")
        self.assertEqual(self.case_of().next_action, "legal")
        self.assertEqual(len(self.contacts()) - before, 4, "nothing is sent to anybody")
        run = self.run_on(self.later(31))
        self.assertEqual(self.case_of().legal_proposal_ids, proposal)
        self.assertEqual(self.codes(self.line_of(run, self.case_of())), ["ladder_end"])

    def test_what_is_missing_is_listed_and_without_it_nobody_accepts(self):
        proposal = self.ready().with_user(self.manager)
        self.assertIn("No formal demand that names every period has been delivered.",
                      proposal.missing_text)  # fmt: skip
        self.assertNotIn("signed off", proposal.missing_text)
        self.assertFalse(proposal.is_ready)
        with self.assertRaisesRegex(UserError, "No formal demand"):
            proposal.action_accept()
        self.assertEqual(proposal.state, "proposed")

    def test_accepting_signs_off_and_moves_the_card_when_the_gate_is_open(self):
        proposal = self.ready().with_user(self.manager)
        case = self.case_of()
        self.open_gate(case)
        legal = self.stage("pre_legal")
        with self.assertRaisesRegex(UserError, "Nobody has signed off"):
            case.with_user(self.manager).write({"stage_id": legal.id})
        proposal.invalidate_recordset()
        self.assertTrue(proposal.is_ready)
        self.assertEqual(proposal.search([("is_ready", "=", True)]), proposal)
        court = {"stage_id": self.stage("legal").id}
        proposal.action_accept()
        self.assertEqual((proposal.state, proposal.decided_by_id, case.stage_id),
                         ("accepted", self.manager, legal))  # fmt: skip
        case._update_figures({case.id: {"stage_id": self.stage("visit").id}})
        with self.assertRaisesRegex(UserError, "Legal comes after Pre-legal"):
            case.write(court)
        case._update_figures({case.id: {"stage_id": legal.id}})
        case.write(court)
        case.write({"stage_id": legal.id})
        run = self.run_on(self.later(220))
        self.assertEqual(self.codes(self.line_of(run, case))[-1:], ["ladder_end"])
        self.assertEqual(case.legal_proposal_ids, proposal)

    def test_many_at_once_pass_the_gate_each_by_itself(self):
        first = self.ready()
        other = self.partner("Other", email="other@example.com")
        self.owing(8000, partner=other, unit=self.garage, due="2025-01-31")
        second_case = self.case_of(other, self.garage)
        second = self.env["arrears.legal.proposal"].create(
            {"case_id": second_case.id, "proposed_on": TODAY, "principal": 8000}
        )
        self.open_gate(first.case_id)
        (first | second).with_user(self.manager).action_accept()
        self.assertEqual((first.state, second.state), ("accepted", "proposed"))
        self.assertNotEqual(second_case.stage_id.gate, "legal")

    def test_declining_needs_a_reason_and_is_final(self):
        proposal = self.ready().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "write down the reason"):
            proposal.action_decline()
        with Form(proposal) as form:
            form.decision_note = "The daughter pays from next month"
        proposal.action_decline()
        self.assertEqual((proposal.state, proposal.decided_by_id), ("declined", self.manager))
        for attempt in (
            proposal.action_accept,
            proposal.action_decline,
            lambda: proposal.sudo().write({"decision_note": "Other"}),
            lambda: proposal.sudo().write({"state": "proposed"}),
            proposal.sudo().unlink,
        ):
            with self.assertRaises(UserError):
                attempt()
        self.assertFalse(self.case_of()._legal_facts_of(self.case_of())["signed_off"])

    def test_only_managers_decide_and_collectors_see_their_own(self):
        proposal = self.ready()
        mine = proposal.with_user(self.collector)
        self.assertIn("No formal demand", mine.missing_text)
        with self.assertRaises(AccessError):
            mine.action_accept()
        with self.assertRaises(AccessError):
            mine.write({"decision_note": "No"})
        stranger = self.user("stranger", "group_collector")
        self.assertFalse(self.env["arrears.legal.proposal"].with_user(stranger).search([]))

    def test_a_debtor_who_pays_leaves_the_list(self):
        proposal = self.ready()
        action = self.env.ref("property_arrears.action_arrears_legal_proposal")
        self.assertIn("to_decide", action.context)
        to_decide = [("state", "=", "proposed"), ("case_id.state", "!=", "closed")]
        self.assertEqual(proposal.search(to_decide), proposal)
        bill = self.env["account.move"].search(
            [("partner_id", "=", self.owner.id), ("move_type", "=", "out_invoice")]
        )
        self.pay(bill, 9000)
        self.end_transaction()
        self.assertFalse(proposal.search(to_decide))
        self.assertIn("Nothing is overdue", proposal.with_user(self.manager).missing_text)

    def test_undoing_the_run_withdraws_what_nobody_decided(self):
        proposal = self.ready()
        run = proposal.run_id
        run._undo("Too early")
        self.assertEqual(proposal.state, "withdrawn")
        self.assertTrue(proposal.claim_id.voided)
        self.assertEqual(len(self.proposed(31)), 2)

    def test_a_decided_proposal_stays_when_its_run_is_undone(self):
        proposal = self.ready()
        proposal.decision_note = "Later"
        proposal.with_user(self.manager).action_decline()
        proposal.run_id._undo("Too early")
        self.assertEqual(proposal.state, "declined")
        self.assertFalse(proposal.claim_id.voided)

    def test_the_database_keeps_one_open_proposal_a_card(self):
        proposal = self.ready()
        values = {"case_id": proposal.case_id.id, "proposed_on": TODAY}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                proposal.create(values)

    def test_a_preview_proposes_nothing(self):
        self.owing(9000, due="2025-01-31")
        self.in_segment("occasional")
        self.only_law("default")
        self.tried(*FOUR, day="2026-09-16")
        estate = self.on(self.later(30), self.estate)
        run = self.on(self.later(30), self.env["arrears.run"])._preview_of(estate)
        line = self.line_of(run, self.case_of())
        self.assertEqual((line.outcome, line.step_id.channel), ("step", "legal"))
        self.assertFalse(self.case_of().legal_proposal_ids)
