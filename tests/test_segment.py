"""Payment record and segments: which debtor is in which, why, and how a mistake is put right."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .collection_case import CollectionCase
from .ledger_case import TODAY


@tagged("post_install", "-at_install")
class TestSegment(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_manager = cls.user("second-manager", "group_manager")

    def history(self, *late, partner=None, unit=None):
        """Monthly bills until August, the oldest first: days late, or None for still open."""
        moves = []
        for number, days in enumerate(late):
            due = self.later(-20 - 30 * (len(late) - number))
            move = self.owing(100, partner=partner, unit=unit, due=due.isoformat())
            if days is not None:
                self.pay(move, 100, arrears_value_date=due + timedelta(days=days))
            moves.append(move)
        self.end_transaction()
        return moves

    def assign(self, case=None):
        case = case or self.case_of()
        self.env["arrears.case"]._assign_segments(self.company, case.debtor_id.ids, TODAY)
        return case

    def segment(self, code):
        return self.env.ref(f"property_arrears.segment_{code}")

    # Segments

    def test_the_shipped_segments_are_whole_and_in_order(self):
        segments = self.env["arrears.segment"].search([("company_id", "=", False)])
        self.assertEqual(
            segments.mapped(lambda s: s.get_external_id()[s.id].split("segment_")[1]),
            ["long_overdue", "serial_promiser", "on_time", "short_and_in_touch", "unknown",
             "habitual", "occasional"],
        )  # fmt: skip
        self.assertFalse(any(segments.mapped("warning")))

    def test_three_bills_are_unknown_and_the_record_says_too_little_to_tell(self):
        self.history(9, 9, None)
        case = self.assign()
        self.assertEqual(case.segment_id, self.segment("unknown"))
        self.assertIn("Too little to tell", case.record_text)

    def test_a_collector_reads_the_record_of_bills_that_name_no_period(self):
        """Such a bill goes by the name of its document, which he may not open."""
        bill = self.owing(100, arrears_period_from=False, arrears_period_to=False)
        self.env.invalidate_all()
        card = self.case_of().with_user(self.collector)
        self.assertIn(bill.name, str(card.record_table))
        self.assertIn(bill.name, card.charge_ids.display_name)

    def test_three_late_of_eight_is_habitual_and_two_is_not(self):
        self.history(0, 0, 0, 0, 0, 9, 9, None)
        case = self.assign()
        self.assertEqual(case.segment_id, self.segment("habitual"))
        self.assertIn("Late ones, of the last 8 bills: 3 (asked for: at least 3)", case.segment_why)
        self.assertIn("8 bills count: 5 on time, 3 late.", case.record_text)
        other = self.env["res.partner"].create({"name": "Zhou"})
        self.history(0, 0, 0, 0, 0, 0, 9, None, partner=other, unit=self.flat)
        self.assertEqual(self.assign(self.case_of(other)).segment_id, self.segment("occasional"))

    def test_an_old_debt_comes_before_everything_else(self):
        self.owing(100, due=self.later(-366).isoformat())
        self.assertEqual(self.assign().segment_id, self.segment("long_overdue"))

    def test_a_debt_of_one_year_is_not_yet_long_overdue(self):
        self.owing(100, due=self.later(-365).isoformat())
        self.assertEqual(self.assign().segment_id, self.segment("unknown"))

    def test_two_broken_promises(self):
        self.history(0, 0, 0, None)
        case = self.case_of()
        for days in (-60, -30):
            self.env["arrears.hold"].create(
                {"case_id": case.id, "type": "promise", "date_from": self.later(days),
                 "date_until": self.later(days + 5)}
            )  # fmt: skip
        self.env["arrears.promise"]._to_judge(self.company, TODAY)._judge(TODAY)
        self.assertEqual(self.assign().segment_id, self.segment("serial_promiser"))

    def test_spoken_with_and_short(self):
        self.history(9, 9, 9, 9, None)
        case = self.case_of()
        self.assertEqual(self.assign().segment_id, self.segment("habitual"))
        self.env["arrears.contact"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "channel": "call",
             "case_ids": [Command.set(case.ids)], "state": "connected", "outcome": "connected",
             "direction": "in", "happened_at": self.moment(day=self.later(-90))}
        )  # fmt: skip
        self.assertEqual(self.assign().segment_id, self.segment("short_and_in_touch"))

    def test_a_second_night_writes_nothing(self):
        self.history(0, 9, 9, 9, None)
        case = self.assign()
        version = "SELECT xmin::text FROM arrears_case WHERE id = %s"
        self.env.cr.execute(version, [case.id])
        before = self.env.cr.fetchone()
        self.env["arrears.case"]._assign_segments(self.company, self.owner.ids, self.later(1))
        self.env.flush_all()
        self.env.cr.execute(version, [case.id])
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_queries_do_not_grow_with_the_debtors(self):
        partners = self.env["res.partner"].create([{"name": f"Owner {n}"} for n in range(12)])
        for partner in partners:
            self.history(9, None, partner=partner, unit=self.env["arrears.unit"])
        self.env.flush_all()

        def queries(debtors):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["arrears.case"]._assign_segments(self.company, debtors.ids, TODAY)
            return self.env.cr.sql_log_count - start

        queries(partners[:2])
        self.assertEqual(queries(partners[:2]), queries(partners))

    def test_the_night_finds_the_segments_once(self):
        self.history(9, 9, 9, 9, None)
        refresh = self.env["arrears.refresh"]._of_companies(self.company)
        refresh.segments_day = TODAY
        refresh.segments_cursor = 0
        debtors = refresh._segment_debtors()
        self.assertIn(self.owner.id, debtors)
        refresh._segment_chunk(debtors, TODAY)
        self.assertEqual(self.case_of().segment_id, self.segment("habitual"))
        self.assertEqual(refresh.segments_cursor, -1)

    def test_the_segment_of_one_company_leaves_the_other_alone(self):
        self.history(9, 9, 9, 9, None)
        other = self.env["res.company"].create({"name": "Sister"})
        self.env["arrears.segment"].create(
            {"name": "Sister's own", "sequence": 1, "company_id": other.id}
        )
        self.assertEqual(self.assign().segment_id, self.segment("habitual"))
        names = self.env["arrears.segment"].with_user(self.manager).search([]).mapped("name")
        self.assertNotIn("Sister's own", names)

    # Rules

    def test_conditions_that_can_never_hold_together_are_refused_with_the_reason(self):
        with self.assertRaisesRegex(ValidationError, "No debtor can ever fulfil"):
            self.env["arrears.segment"].create(
                {
                    "name": "Never",
                    "condition_ids": [
                        Command.create({"fact": "late", "comparison": "at_least", "value": 4}),
                        Command.create({"fact": "bills", "comparison": "at_most", "value": 3}),
                    ],
                }
            )
        with self.assertRaisesRegex(ValidationError, "No debtor can ever fulfil"):
            self.segment("habitual").condition_ids.value = 9

    def test_a_segment_that_is_never_reached_says_so(self):
        with Form(self.env["arrears.segment"].with_user(self.manager)) as form:
            form.name = "Very often late"
            form.sequence = 65
            with form.condition_ids.new() as condition:
                condition.fact = "late"
                condition.value = 5
        self.assertIn("Often late", form.record.warning)
        form.record.sequence = 55
        self.assertFalse(form.record.warning)

    def test_the_preview_counts_cards_by_the_rules_as_they_stand(self):
        self.history(0, 0, 0, 0, 0, 0, 9, None)
        self.assign()
        rules = self.env["arrears.segment"].with_user(self.manager)
        habitual, occasional = (
            rules.browse(self.segment(code).id) for code in ("habitual", "occasional")
        )
        now = (habitual.case_count, habitual.preview_count, occasional.case_count)
        habitual.condition_ids.value = 2
        self.env.invalidate_all()
        self.assertEqual(habitual.case_count, now[0])
        self.assertEqual(habitual.preview_count, now[1] + 1)
        self.assertEqual(self.assign().segment_id, self.segment("habitual"))

    # The record

    def test_deposits_and_late_fees_are_no_bills_of_the_record(self):
        self.owing(50, kind="late_fee", due="2026-05-31")
        self.owing(50, kind="deposit", due="2026-05-31")
        judged, record = self.case_of()._payment_record()
        self.assertEqual((judged, record.bills), ([], 0))

    def test_a_disputed_bill_does_not_count(self):
        moves = self.history(0, 0, 0, None)
        case = self.case_of()
        self.assertEqual(case._payment_record()[1].late, 1)
        self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "dispute", "date_from": TODAY,
             "charge_ids": [Command.set(self.charges(moves[-1]).ids)]}
        )  # fmt: skip
        judged, record = case._payment_record()
        self.assertEqual((record.bills, record.late), (3, 0))
        self.assertEqual(judged[0].verdict, "held")

    def test_grace_days_of_the_company(self):
        self.history(3, None)
        self.assertEqual(self.case_of()._payment_record()[1].late, 2)
        self.company.arrears_record_grace_days = 3
        self.assertEqual(self.case_of()._payment_record()[1].late, 1)

    def test_the_owners_paper_shows_the_record_and_no_segment(self):
        self.history(0, 9, 9, 9, None)
        case = self.assign()
        render = self.env["arrears.document.render"]
        page = self.env["arrears.document"]._page(
            case, "payment_record", {"until": TODAY}, self.company
        )
        html = str(
            render._html(
                "property_arrears.payment_record_document",
                {**page, "number": "", "issued_on": None},
            )
        )
        self.assertIn("5 bills count: 1 on time, 4 late.", html)
        for segment in self.env["arrears.segment"].with_context(active_test=False).search([]):
            self.assertNotIn(segment.name, html.replace("On time", ""))
        self.assertNotIn("credit report", html.lower())
        document = case.with_user(self.collector).action_print_payment_record()
        self.assertEqual(document["res_model"], "arrears.document")

    # Corrections

    def correction(self, move, user=None):
        return (
            self.env["arrears.record.correction"]
            .with_user(user or self.collector)
            .create(
                {"charge_id": self.charges(move).id, "reason_code": "bank",
                 "explanation": "The bank was closed."}
            )
        )  # fmt: skip

    def test_a_correction_by_two_people_takes_the_bill_out_of_the_record(self):
        moves = self.history(0, 0, 9, 9, 9, 0)
        self.owing(70)
        case = self.assign()
        before = case._payment_record()[1].late
        correction = self.correction(moves[2])
        self.assertEqual(correction.requested_by_id, self.collector)
        self.assertEqual(case._payment_record()[1].late, before)
        correction.with_user(self.manager).action_approve()
        self.assertEqual(correction.decided_by_id, self.manager)
        self.assertEqual(case._payment_record()[1].late, before - 1)

    def test_whoever_asked_does_not_decide(self):
        correction = self.correction(self.history(9, None)[0], self.manager)
        with self.assertRaisesRegex(UserError, "another manager"):
            correction.action_approve()
        with self.assertRaises(AccessError):
            correction.with_user(self.collector).action_approve()
        correction.with_user(self.second_manager).action_approve()

    def test_a_refusal_needs_a_note_and_a_decision_is_final(self):
        correction = self.correction(self.history(9, None)[0])
        decider = correction.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "why it is refused"):
            decider.action_refuse()
        decider.decision_note = "The bank was open."
        decider.action_refuse()
        with self.assertRaises(UserError):
            decider.action_approve()
        with self.assertRaises(UserError):
            decider.explanation = "Something else"
        with self.assertRaises(UserError):
            correction.sudo().unlink()

    def test_one_correction_a_bill_until_it_is_withdrawn(self):
        move = self.history(9, None)[0]
        correction = self.correction(move)
        with self.assertRaises(AccessError):
            correction.with_user(self.user("cashier", "group_cashier")).action_withdraw()
        correction.action_withdraw()
        self.assertEqual(self.correction(move).state, "requested")

    def test_only_late_bills_are_offered_for_correction(self):
        moves = self.history(0, 9, None)
        action = self.case_of().with_user(self.collector).action_correct_record()
        late = self.charges(moves[1]) | self.charges(moves[2])
        self.assertEqual(sorted(action["context"]["arrears_late_charges"]), sorted(late.ids))

    def test_decisions_are_not_typed(self):
        correction = self.correction(self.history(9, None)[0])
        with self.assertRaises(UserError):
            correction.sudo().write({"state": "approved"})
        with self.assertRaises(UserError):
            self.case_of().write({"segment_id": self.segment("on_time").id})
