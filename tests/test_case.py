"""Cards follow the ledger: they open, change, close and come back with their charges."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..engine.priority import PriorityFacts, score, urgency
from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestCase(CollectionCase):
    def test_a_bill_past_its_due_date_makes_a_card_for_the_responsible_collector(self):
        self.owing(450, due="2026-09-14")
        case = self.case_of()
        self.assertEqual(case.state, "open")
        self.assertEqual(case.stage_id, self.stage("reminder"))
        self.assertEqual(case.user_id, self.collector)
        self.assertEqual(case.amount_overdue, 450)
        self.assertEqual(case.amount_pursued, 450)
        self.assertEqual(case.days_overdue, 1)
        self.assertEqual(case.episode_ids.mapped("opened_on"), [TODAY])

    def test_a_bill_due_today_makes_none(self):
        self.owing(450, due=TODAY)
        self.assertFalse(self.case_of())
        self.refresh(self.later(1))
        self.assertEqual(self.case_of().amount_overdue, 450)

    def test_amounts_are_told_apart_by_kind_and_age(self):
        self.owing(100, due="2026-09-01")
        self.owing(200, due="2026-07-15")
        self.owing(300, due="2025-09-01")
        self.owing(40, kind="late_fee", due="2026-09-01")
        self.owing(25, kind="deposit", due="2026-09-01")
        case = self.case_of()
        self.assertEqual(case.amount_principal, 600)
        self.assertEqual(case.amount_late_fee, 40)
        self.assertEqual(case.amount_deposit, 25)
        self.assertEqual((case.age_1_30, case.age_31_90, case.age_over_365), (165, 200, 300))
        self.assertEqual(case.amount_overdue, 665)
        self.assertEqual(case.amount_pursued, 640, "a deposit is not pursued")
        self.assertEqual(case.charge_count, 5)

    def test_what_is_not_classified_is_shown_and_not_pursued(self):
        self.owing(100, kind=None)
        case = self.case_of()
        self.assertEqual(case.amount_unclassified, 100)
        self.assertEqual(case.amount_pursued, 0)

    def test_a_paid_card_closes_and_the_same_card_comes_back(self):
        first = self.owing(450)
        case = self.case_of()
        case.stage_id = self.stage("call")
        payment = self.pay(first, 450)
        self.end_transaction()
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.stage_id, self.stage("closed"))
        self.assertEqual(case.amount_overdue, 0)
        self.assertEqual(case.episode_ids.closed_on, TODAY)
        self.receivables(payment).remove_move_reconcile()
        self.end_transaction()
        self.assertEqual(self.case_of(), case)
        self.assertEqual(case.state, "open")
        self.assertEqual(case.stage_id, self.stage("reminder"), "it begins at the first stage")
        self.assertEqual(len(case.episode_ids), 2)

    def test_a_part_payment_shows_at_once(self):
        self.pay(self.owing(450), 150)
        self.end_transaction()
        self.assertEqual(self.case_of().amount_overdue, 300)

    def test_flat_and_parking_space_are_two_cards_and_a_debt_without_unit_a_third(self):
        self.owing(450)
        self.owing(80, unit=self.garage)
        self.owing(30, unit=self.env["arrears.unit"])
        cases = self.env["arrears.case"].search([("debtor_id", "=", self.owner.id)])
        self.assertEqual(len(cases), 3)
        self.assertEqual(self.case_of(unit=self.garage).other_case_count, 2)
        self.assertFalse(self.case_of(unit=self.env["arrears.unit"]).user_id)

    def test_time_barred_debt_opens_no_card(self):
        self.owing(450, due="2022-04-30", invoice_date="2022-04-01")
        self.assertFalse(self.case_of())

    def test_refreshing_twice_writes_nothing(self):
        self.owing(450)
        touched = self.env["arrears.case"]._refresh_from_charges(self.company, None, TODAY)
        self.assertFalse(touched)

    def test_a_refresh_changes_only_what_differs(self):
        other = self.partner("Other")
        self.owing(450)
        self.owing(200, partner=other, due="2026-09-10")
        cases = self.env["arrears.case"]
        # The day after, one bill of the other owner passes 90 days; the first one stays as it is.
        touched = cases._refresh_from_charges(
            self.company, None, self.env.company._arrears_today().replace(month=12, day=10)
        )
        self.assertIn(self.case_of(other), touched)

    def test_figures_can_not_be_typed_by_anybody(self):
        self.owing(450)
        case = self.case_of()
        for user in (self.env.user, self.manager, self.collector):
            with self.assertRaisesRegex(UserError, "ledger"):
                case.with_user(user).write({"amount_overdue": 1})
        with self.assertRaises(UserError):
            self.env["arrears.case"].create({"debtor_id": self.owner.id})
        with self.assertRaises(UserError):
            case.unlink()

    def test_a_whole_hold_pauses_the_card_until_its_last_day(self):
        self.owing(450)
        case = self.case_of()
        self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "promise", "date_until": self.later(7)}
        )
        self.assertEqual((case.state, case.amount_held, case.amount_pursued), ("held", 450, 0))
        self.assertEqual(case.urgency, "held")
        self.refresh(self.later(7))
        self.assertEqual(case.state, "held")
        self.refresh(self.later(8))
        self.assertEqual((case.state, case.amount_pursued), ("open", 450))

    def test_a_hold_over_charges_or_an_amount_leaves_the_rest(self):
        disputed = self.owing(100)
        self.owing(350, due="2026-05-31", arrears_period_from="2026-07-01",
                   arrears_period_to="2026-09-30")  # fmt: skip
        case = self.case_of()
        hold = self.env["arrears.hold"].create(
            {
                "case_id": case.id,
                "type": "dispute",
                "charge_ids": [Command.set(self.charges(disputed).ids)],
            }
        )
        self.assertEqual((case.state, case.amount_held, case.amount_pursued), ("open", 100, 350))
        hold.action_lift()
        self.assertEqual((case.amount_held, case.amount_pursued), (0, 450))
        self.env["arrears.hold"].create({"case_id": case.id, "type": "dispute", "amount": 60})
        self.assertEqual((case.amount_held, case.amount_pursued), (60, 390))

    def test_a_hold_is_lifted_and_never_deleted_and_has_a_limit(self):
        self.owing(450)
        case = self.case_of()
        hold = self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "promise", "date_until": self.later(14)}
        )
        with self.assertRaises(UserError):
            hold.unlink()
        hold.action_lift()
        with self.assertRaises(UserError):
            hold.write({"date_until": self.later(3)})
        with self.assertRaises(ValidationError):
            self.env["arrears.hold"].create(
                {"case_id": case.id, "type": "promise", "date_until": self.later(31)}
            )
        with self.assertRaises(ValidationError):
            self.env["arrears.hold"].create({"case_id": case.id, "type": "manual"})

    def test_paying_keeps_the_promise(self):
        bill = self.owing(450)
        case = self.case_of()
        hold = self.env["arrears.hold"].create(
            {"case_id": case.id, "type": "promise", "date_until": self.later(7)}
        )
        self.pay(bill, 450)
        self.end_transaction()
        self.assertEqual(hold.lifted_on, TODAY)
        hold.promise_ids._judge(self.later(20))
        self.assertEqual(hold.promise_ids.state, "kept")
        self.assertFalse(self.env["arrears.hold"]._broken_promises(case, self.later(20)))

    def test_a_promise_counts_as_broken_when_it_was_judged_so(self):
        self.owing(450)
        case = self.case_of()
        holds = self.env["arrears.hold"]
        hold = holds.create({"case_id": case.id, "type": "promise", "date_until": self.later(7)})
        hold.promise_ids._judge(self.later(8))
        self.assertFalse(holds._broken_promises(case, self.later(8)), "two working days more")
        hold.promise_ids._judge(self.later(10))
        self.assertEqual(holds._broken_promises(case, self.later(10)), {case.id: 1})

    def test_the_tie_out_asks_the_cards_what_is_overdue(self):
        self.owing(450)
        self.owing(120, due="2026-12-31")
        self.assertEqual(self.bucket("overdue"), 450)
        self.env.cr.execute(
            "UPDATE arrears_case SET amount_overdue = 449.99 WHERE id = %s", self.case_of().ids
        )
        self.env.invalidate_all()
        self.assertAlmostEqual(self.tie_out().unexplained, 0.01)

    def test_another_company_has_cards_of_its_own(self):
        self.owing(450)
        other = self.new_company("Other firm")
        self.assertFalse(
            self.env["arrears.case"]._refresh_from_charges(other, self.owner.ids, TODAY)
        )
        self.assertEqual(self.case_of().amount_overdue, 450)

    def test_days_overdue_can_be_searched(self):
        self.owing(450, due="2026-08-16")
        cases = self.env["arrears.case"]
        own = [("company_id", "=", self.company.id)]
        for operator, value, found in (
            (">", 29, True),
            (">", 30, False),
            (">=", 30, True),
            ("<", 30, False),
            ("<=", 30, True),
            ("=", 30, True),
            ("in", [29, 31], False),
        ):
            domain = [*own, ("days_overdue", operator, value)]
            self.assertEqual(bool(cases.search_count(domain)), found, f"{operator} {value}")

    def test_the_figures_of_many_cards_agree_with_a_plain_sum_of_charges(self):
        """The set-based statement against the obvious one, on a mixed bag of bills."""
        owners = self.env["res.partner"].create([{"name": f"Owner {n}"} for n in range(5)])
        kinds = ("principal", "late_fee", "pass_through", "deposit", "cost", None)
        for number, owner in enumerate(owners):
            for step, kind in enumerate(kinds):
                due = f"202{5 - number % 2 + 1}-0{step + 1}-1{number}"
                unit = self.garage if (number + step) % 3 else self.flat
                self.owing(10.35 * (step + 1), partner=owner, unit=unit, kind=kind, due=due)
        cases = self.env["arrears.case"].search([("debtor_id", "in", owners.ids)])
        self.assertGreater(len(cases), 5)
        for case in cases:
            total = sum(case.charge_ids.mapped("amount_remaining"))
            self.assertAlmostEqual(case.amount_overdue, total)
            ages = ("age_1_30", "age_31_90", "age_91_180", "age_181_365", "age_over_365")
            self.assertAlmostEqual(sum(case[name] for name in ages), total)
            self.assertEqual(case.oldest_due_date, min(case.charge_ids.mapped("due_date")))
            self.assertEqual(case.charge_count, len(case.charge_ids))

    def test_merging_two_contacts_merges_their_cards_with_all_history(self):
        twin = self.partner("Owner, again", email="owner@example.com")
        self.owing(450)
        self.owing(200, partner=twin)
        self.owing(80, partner=twin, unit=self.garage)
        kept, merged = self.case_of(), self.case_of(twin)
        self.env["arrears.hold"].create(
            {"case_id": merged.id, "type": "manual", "date_until": self.later(5), "amount": 50}
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.owner.id, twin.id], self.owner, extra_checks=False
        )
        self.end_transaction()
        self.env.invalidate_all()
        self.assertEqual(self.case_of(), kept)
        self.assertFalse(merged.exists())
        self.assertEqual(kept.amount_overdue, 650)
        self.assertEqual(kept.amount_held, 50)
        self.assertEqual(self.case_of(unit=self.garage).amount_overdue, 80)
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_priority_and_urgency_are_those_of_the_engine(self):
        """The statement reckons them in sets; ``engine.priority`` is the definition."""
        bills = (
            (450, "2026-09-14"), (450, "2026-06-16"), (450, "2025-09-14"), (99000, "2026-06-17"),
            (249.99, "2023-10-01"), (250, "2025-09-15"),
        )  # fmt: skip
        owners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(len(bills))])
        for owner, (amount, due) in zip(owners, bills, strict=True):
            self.owing(amount, partner=owner, due=due, invoice_date="2023-09-01")
        cases = self.env["arrears.case"].search([("debtor_id", "in", owners.ids)])
        self.assertEqual(len(cases), len(bills))
        for case in (cases[0], cases[1]):
            self.env["arrears.hold"].create(
                {
                    "case_id": case.id,
                    "type": "promise",
                    "date_from": self.later(-20),
                    "date_until": self.later(-10),
                }
            )
        self.env["arrears.hold"].create({"case_id": cases[2].id, "type": "dispute"})
        broken = self.env["arrears.hold"]._broken_promises(cases, TODAY)
        self.assertEqual(len(broken), 2)
        for case in cases:
            facts = PriorityFacts(
                days_overdue=case.days_overdue,
                pursued=int(case.amount_pursued),
                days_to_limitation=(case.limitation_date - TODAY).days,
                broken_promises=broken.get(case.id, 0),
                held=case.state == "held",
            )
            self.assertEqual((case.priority_score, case.urgency), (score(facts), urgency(facts)))
