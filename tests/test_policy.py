"""Policies: which card follows which and why, what it does at which number, and what it refuses."""

from itertools import pairwise

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .collection_case import TODAY, CollectionCase


class PolicyCase(CollectionCase):
    """A card that was written to, called, sent a letter and visited."""

    all_policies = True

    def policy(self, code):
        return self.env.ref(f"property_arrears.policy_{code}")

    def segment(self, code):
        return self.env.ref(f"property_arrears.segment_{code}")

    def in_segment(self, code, case=None):
        """The card as the last night found it."""
        case = case or self.case_of()
        figures = {"segment_id": self.segment(code).id, "segment_inputs": "{}"}
        case._update_figures({case.id: figures})
        # The night is not asked again in these tests.
        self.patch(type(case), "_assign_segments", lambda *_args: 0)
        return case

    def tried(self, *channels, case=None, day="2026-09-10"):
        """Contacts of these channels that took place."""
        case = case or self.case_of()
        return self.env["arrears.contact"].create(
            [
                {
                    "company_id": self.company.id,
                    "debtor_id": case.debtor_id.id,
                    "case_ids": [Command.set(case.ids)],
                    "channel": channel,
                    "state": "sent",
                    "happened_at": f"{day} 02:00:00",
                }
                for channel in channels
            ]
        )

    def run_days(self, days, start=0):
        """One run a day, with what leaves in between; all lines of steps."""
        lines = self.env["arrears.run.line"]
        for number in range(start, start + days):
            run = self.run_on(self.later(number))
            lines |= run.line_ids.filtered(lambda line: line.outcome == "step")
            self.send("10:00", self.later(number))
        return lines


@tagged("post_install", "-at_install")
class TestPolicyChoice(PolicyCase):
    def chosen(self, case=None):
        case = case or self.case_of()
        return case._policies()[case.id]

    def test_the_shipped_policies_can_be_walked_and_stand_in_their_order(self):
        policies = self.env["arrears.policy"].search([("company_id", "=", False)])
        policies._check_steps()
        self.assertEqual(
            policies.mapped(lambda p: p.get_external_id()[p.id].split("policy_")[1]),
            ["on_time", "short_and_in_touch", "vacant", "shop_villa", "serial_promiser",
             "long_overdue", "habitual", "default"],
        )  # fmt: skip
        self.assertEqual(set(policies.step_ids.mapped("channel")),
                         {"message", "call", "letter", "visit", "legal"})  # fmt: skip

    def tones(self, code):
        steps = self.policy(code).step_ids
        return steps.filtered(lambda step: step.channel == "message").mapped("tone")

    def test_words_become_firmer_step_by_step_and_never_firm_for_who_is_seldom_late(self):
        """Rows 27, 38, 39: gentle first, a notice with its day later, firm words before the
        demand."""
        for code in ("on_time", "short_and_in_touch"):
            self.assertEqual(self.tones(code), ["gentle"], code)
        for code in ("default", "vacant", "shop_villa"):
            self.assertEqual(self.tones(code), ["gentle", "notice"], code)
        for code in ("habitual", "serial_promiser", "long_overdue"):
            self.assertEqual(self.tones(code), ["gentle", "notice", "firm"], code)
            steps = self.policy(code).step_ids
            firm = steps.filtered(lambda step: step.channel == "message" and step.tone == "firm")
            letter = steps.filtered(lambda step: step.channel == "letter")
            self.assertLess(firm.sequence, letter.sequence)
        for policy in self.env["arrears.policy"].search([("company_id", "=", False)]):
            words = policy.step_ids.filtered(lambda step: step.tone != "gentle")
            gaps = [step.gap_days for step in words if step.channel != "legal"]
            self.assertEqual(gaps, sorted(gaps), "a letter never overtakes the words before it")

    def test_a_debtor_hears_the_tones_in_their_order_and_within_the_limits(self):
        self.owing(450)
        self.in_segment("habitual")
        self.switch_on()
        self.run_days(30)
        sent = self.contacts().filtered(lambda c: c.channel == "email" and c.state == "sent")
        self.assertEqual(sent.sorted("moment").mapped("tone")[:3], ["gentle", "notice", "firm"])

    def test_one_contact_uses_the_gentlest_tone_of_all_cards(self):
        self.owing(450)
        self.in_segment("habitual")
        self.switch_on()
        self.run_days(20)
        self.owing(80, unit=self.garage, due="2026-09-20")
        self.in_segment("habitual", self.case_of(unit=self.garage))
        before = self.contacts()
        self.run_days(25, start=20)
        both = (self.contacts() - before).filtered(
            lambda c: c.channel == "email" and self.case_of(unit=self.garage) in c.case_ids
        )
        self.assertEqual(both.sorted("moment")[0].tone, "gentle")
        self.assertIn(self.case_of(), both.sorted("moment")[0].case_ids)

    def test_segment_usage_and_vacancy_choose_and_the_first_that_fits_counts(self):
        """Rows 8, 38–40, 58, 65, 75, 90."""
        self.owing(450)
        for code, policy in (
            ("on_time", "on_time"),
            ("short_and_in_touch", "short_and_in_touch"),
            ("serial_promiser", "serial_promiser"),
            ("long_overdue", "long_overdue"),
            ("habitual", "habitual"),
            ("occasional", "default"),
            ("unknown", "default"),
        ):
            self.in_segment(code)
            self.assertEqual(self.chosen(), self.policy(policy), code)
        self.flat.write({"occupancy": "vacant", "decorated": False, "usage": "villa"})
        self.assertEqual(self.chosen(), self.policy("vacant"))
        self.flat.decorated = True
        self.assertEqual(self.chosen(), self.policy("shop_villa"))
        self.in_segment("on_time")
        self.assertEqual(self.chosen(), self.policy("on_time"), "the gentler policy comes first")

    def test_an_estate_may_have_its_own_and_an_archived_segment_still_asks(self):
        self.owing(450)
        own = self.policy("default").copy({"name": "Own", "sequence": 1, "active": True})
        own.estate_ids = self.estate
        self.assertEqual(self.chosen(), own)
        own.estate_ids = False
        own.segment_ids = self.segment("habitual")
        self.segment("habitual").active = False
        self.assertEqual(self.chosen(), self.policy("default"))
        own.company_id = self.new_company("Other firm")
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            own.estate_ids = self.estate

    def test_a_debt_without_a_unit_has_none(self):
        nowhere = self.env["arrears.unit"]
        self.owing(450, unit=nowhere)
        self.assertFalse(self.chosen(self.case_of(unit=nowhere)))

    def test_queries_do_not_grow_with_the_cards(self):
        self.owing(450)
        one = self.case_of()
        for number in range(20):
            unit = self.flat.copy({"number": f"C{number}"})
            self.owing(10, partner=self.partner(f"P{number}"), unit=unit)
        many = self.env["arrears.case"].search([("company_id", "=", self.company.id)])
        self.assertGreater(len(many), 20)
        counts = []
        for cases in (one, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases._policies()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_a_card_says_which_policy_it_follows_and_why_to_those_who_work_it(self):
        self.owing(450)
        self.in_segment("habitual")
        self.switch_on()
        self.run_on()
        card = self.case_of().with_user(self.collector)
        self.assertEqual(card.policy_id, self.policy("habitual"))
        self.assertEqual(card.policy_why, "Segment: Often late")
        self.assertEqual(card.policy_payment_method, "autopay")
        self.assertIn("Call before writing", card.policy_note)
        with Form(card) as form:
            self.assertEqual(form.policy_why, "Segment: Often late")
        reader = self.user("reader", "group_reader")
        self.estate.collector_ids |= reader
        with self.assertRaises(AccessError):
            self.case_of().with_user(reader).read(["policy_why"])

    def test_a_card_that_no_night_has_seen_gets_its_segment_before_its_policy(self):
        self.owing(450, due="2025-01-31")
        self.switch_on()
        self.run_on()
        self.assertEqual(self.case_of().segment_id, self.segment("long_overdue"))
        self.assertEqual(self.case_of().policy_id, self.policy("long_overdue"))

    def test_the_named_owner_of_a_policy_gets_its_cards(self):
        """Row 65: a shop has somebody who knows it."""
        self.flat.usage = "shop"
        self.policy("shop_villa").owner_id = self.manager
        self.owing(450)
        self.assertEqual(self.case_of().user_id, self.collector)
        self.switch_on()
        self.run_on()
        self.assertEqual(self.case_of().user_id, self.manager)
        self.case_of().user_id = self.collector
        self.run_on(self.later(1))
        self.assertEqual(self.case_of().user_id, self.collector, "a person may give it back")

    def test_habitual_debtors_are_called_before_they_are_written_to(self):
        """Row 9, and never above the caps."""
        self.owing(450)
        self.in_segment("habitual")
        self.switch_on()
        steps = self.run_days(30)
        self.assertEqual(steps[0].step_id.channel, "call")
        days = sorted(steps.filtered(lambda line: line.step_id.channel == "message").mapped("date"))
        self.assertGreater(len(days), 2)
        self.assertTrue(all((two - one).days >= 7 for one, two in pairwise(days)))

    def test_vacant_units_are_called_every_month(self):
        """Row 59."""
        self.flat.write({"occupancy": "vacant", "decorated": False})
        self.owing(450)
        self.switch_on()
        calls = self.run_days(70).filtered(lambda line: line.step_id.channel == "call")
        self.assertEqual([(line.date - TODAY).days for line in calls.sorted("date")], [3, 33, 63])

    def test_letters_and_visits_that_nobody_carries_out_are_passed_over_with_the_reason(self):
        self.owing(450)
        self.in_segment("occasional")
        self.switch_on()
        self.patch(type(self.env["arrears.run"]), "_unready_channels",
                   lambda _run: frozenset({"letter", "visit"}))  # fmt: skip
        self.run_days(19)
        line = self.line_of(self.run_on(self.later(19)), self.case_of())
        standing = (
            line
            or self.env["arrears.run.line"]._standing_verdicts(self.case_of())[self.case_of().id]
        )
        self.assertIn("channel_not_ready", self.codes(standing))
        self.assertIn("letter", standing.reason_text)

    def test_a_flat_and_a_shop_of_one_debtor_are_one_conversation_under_two_policies(self):
        shop = self.flat.copy({"number": "S1", "usage": "shop"})
        self.owing(450)
        self.owing(80, unit=shop)
        self.switch_on()
        self.run_days(40)
        messages = self.contacts().filtered(lambda c: c.channel == "email" and c.state == "sent")
        days = sorted(messages.mapped("moment"))
        self.assertTrue(all((two - one).days >= 7 for one, two in pairwise(days)))
        self.assertEqual(messages.case_ids, self.case_of() | self.case_of(unit=shop))


@tagged("post_install", "-at_install")
class TestPolicyChecks(PolicyCase):
    def refused(self, change):
        with self.assertRaises(ValidationError) as refusal:
            with self.env.cr.savepoint():
                change()
        return str(refusal.exception)

    def test_each_policy_that_makes_no_sense_is_refused_with_its_step_and_the_reason(self):
        default = self.policy("default")
        gentle, call, _notice, letter, visit, legal = default.step_ids
        for change, word in (
            (lambda: gentle.write({"tone": "notice"}), "everybody may have forgotten"),
            (lambda: visit.write({"tone": "gentle"}), "gentler than Formal demand"),
            (lambda: gentle.write({"min_days_overdue": 20}), "would be due earlier"),
            (lambda: call.write({"stage_id": self.stage("visit").id}), "earlier stage"),
            (lambda: letter.write({"stage_id": self.stage("call").id}), "too much for stage Call"),
            (lambda: call.write({"stage_id": self.stage("legal").id}), "no run opens the law"),
            (lambda: legal.write({"stage_id": self.stage("visit").id}), "no run opens the law"),
            (lambda: gentle.write({"repeat_days": 6}), "after 7 days at the earliest"),
            (lambda: letter.unlink(), "waits for letter"),
            (lambda: legal.write({"min_days_overdue": 1096}), "time-barred"),
            (lambda: (legal.unlink(), visit.write({"repeat_days": 30})), "nothing comes after it"),
            (lambda: default.write({"segment_ids": [(4, self.segment("on_time").id)]}),
             "nobody is overdue for more than 10"),
            (lambda: default.write({"step_ids": [Command.clear()]}), "has no step"),
            (lambda: call.write({"stage_id": self.stage("closed").id}), "close by themselves"),
        ):  # fmt: skip
            with self.subTest(word):
                self.assertIn(word, self.refused(change))

    def test_an_archived_policy_may_be_unfinished(self):
        policy = self.env["arrears.policy"].create({"name": "Draft", "active": False})
        self.assertIn("has no step", self.refused(lambda: policy.write({"active": True})))

    def test_a_step_is_read_as_a_sentence(self):
        legal = self.policy("default").step_ids[-1].with_company(self.company)
        self.assertRegex(
            legal.summary,
            r"From day 60, if more than .*5,000.00.* is open or if older than 365 days, after "
            r"message, call, letter, visit: Proposal for legal steps; again every 180 days",
        )
        shop = self.policy("shop_villa").step_ids[-1]
        self.assertIn("or more is open and if 180 days old or older", shop.summary)

    def test_a_manager_makes_a_policy_on_the_form(self):
        with Form(self.env["arrears.policy"].with_user(self.manager)) as form:
            form.name = "Offices"
            form.for_office = True
            with form.step_ids.new() as step:
                step.name = "Reminder"
                step.stage_id = self.stage("reminder")
                step.email_template_id = self.env.ref("property_arrears.template_email_gentle")
        policy = form.save()
        self.assertEqual(policy.conditions_text, "Office")
        self.assertIn("1. Reminder – From day 1: Message", policy.steps_text)
