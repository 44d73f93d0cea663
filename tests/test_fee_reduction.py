import base64
from datetime import date
from fractions import Fraction

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

SCAN = base64.b64encode(b"signed application")


@tagged("post_install", "-at_install")
class TestFeeReduction(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "arrears_today": date(2026, 9, 15)})
        cls.clerk, cls.steward, cls.manager = (
            new_test_user(cls.env, f"reduction_{role}", groups=f"property_arrears.group_{role}")
            for role in ("accountant", "cashier", "manager")
        )
        cls.estate = cls.env["arrears.estate"].create(
            {"name": "Reduced", "code": "REDUCED", "default_collector_id": cls.manager.id}
        )
        cls.unit = cls.env["arrears.unit"].create(
            {"estate_id": cls.estate.id, "number": "1501", "area": 90}
        )
        cls.developer = cls.env["res.partner"].create({"name": "Developer"})

    def _apply(self, **values):
        defaults = {
            "unit_id": self.unit.id,
            "payable_percent": 60,
            "date_from": "2026-01-01",
            "date_to": "2026-12-31",
            "basis": "contract clause 9",
            "document": SCAN,
        }
        return (
            self.env["arrears.fee.reduction"].with_user(self.clerk).create({**defaults, **values})
        )

    def _inspected(self, **values):
        reduction = self._apply(**values).with_user(self.steward)
        reduction.inspection_note = "No furniture, meters at 0003."
        reduction.action_inspect()
        return reduction

    def _approved(self, **values):
        reduction = self._inspected(**values).with_user(self.manager)
        reduction.action_approve()
        return reduction

    def _spans(self, first="2026-01-01", last="2026-12-31", **values):
        days = (date.fromisoformat(first), date.fromisoformat(last))
        spans = self.env["arrears.fee.reduction"]._spans_for(self.unit, *days)
        return [(str(s.first), str(s.last), s.payable) for s in spans.get(self.unit.id, [])]

    def test_a_unit_has_no_reduction_by_default(self):
        self.unit.occupancy = "vacant"
        self.assertEqual(self._spans(), [])

    def test_bills_follow_an_approved_reduction_and_no_other(self):
        reduction = self._apply()
        self.assertEqual(self._spans(), [])
        reduction = reduction.with_user(self.steward)
        reduction.inspection_note = "empty"
        reduction.action_inspect()
        self.assertEqual((reduction.inspected_by_id, str(reduction.inspected_on)),
                         (self.steward, "2026-09-15"))  # fmt: skip
        self.assertEqual(self._spans(), [])
        reduction.with_user(self.manager).action_approve()
        self.assertEqual(self._spans(), [("2026-01-01", "2026-12-31", Fraction(3, 5))])
        self.assertEqual(
            self._spans("2026-12-01", "2027-03-31"), [("2026-12-01", "2026-12-31", Fraction(3, 5))]
        )
        self.assertEqual(self._spans("2027-01-01", "2027-03-31"), [])

    def test_a_promise_of_the_sale_names_who_pays_the_difference(self):
        promise = self._inspected(type="sales_promise", payable_percent=33.33)
        with self.assertRaisesRegex(UserError, "who pays the difference"):
            promise.with_user(self.manager).action_approve()
        promise.difference_payer_id = self.developer
        promise.with_user(self.manager).action_approve()
        [span] = self.env["arrears.fee.reduction"]._spans_for(
            self.unit, date(2026, 1, 1), date(2026, 1, 31)
        )[self.unit.id]
        self.assertEqual(span.difference_payer, self.developer.id)
        self.assertEqual(span.payable, Fraction(3333, 10000))
        self.assertIn("33.33 %", span.label)

    def test_whoever_took_the_application_neither_inspects_nor_decides(self):
        own = self._apply()
        own.inspection_note = "empty"
        with self.assertRaisesRegex(UserError, "a colleague"):
            own.action_inspect()
        self.clerk.group_ids += self.env.ref("property_arrears.group_manager")
        inspected = self._inspected(type="staff_housing").with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "a colleague"):
            inspected.action_approve()
        inspected.decision_reason = "no"
        with self.assertRaisesRegex(UserError, "a colleague"):
            inspected.action_refuse()

    def test_the_database_keeps_applicant_and_inspector_apart(self):
        reduction = self._apply()
        self.env.flush_all()
        for column in ("inspected_by_id", "approved_by_id"):
            with (
                self.assertRaisesRegex(Exception, "by_another"),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.env.cr.execute(
                    f"UPDATE arrears_fee_reduction SET {column} = requested_by_id WHERE id = %s",
                    [reduction.id],
                )

    def test_only_a_manager_decides(self):
        for method in ("action_approve", "action_refuse"):
            with self.assertRaises(AccessError):
                getattr(self._inspected_again(), method)()
        approved = self._approved(type="local_relief")
        approved.with_user(self.manager).end_reason = "moved in"
        with self.assertRaises(AccessError):
            approved.with_user(self.steward).action_end()

    def _inspected_again(self):
        self.env["arrears.fee.reduction"].search([("unit_id", "=", self.unit.id)]).unlink()
        return self._inspected()

    def test_approval_needs_inspection_document_and_a_resolution_where_the_fee_is_held(self):
        with self.assertRaisesRegex(UserError, "Applied for"):
            self._apply().with_user(self.manager).action_approve()
        bare = self._inspected(type="staff_housing", document=False).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Attach the signed application"):
            bare.action_approve()
        self.estate.fee_basis = "commission"
        held = self._inspected(type="local_relief").with_user(self.manager)
        with self.assertRaisesRegex(UserError, "resolution"):
            held.action_approve()
        held.owners_resolution = "2026-03, no. 4"
        held.action_approve()
        self.assertEqual(held.state, "approved")

    def test_an_inspection_says_what_was_found(self):
        with self.assertRaisesRegex(UserError, "what was found"):
            self._apply().with_user(self.steward).action_inspect()

    def test_a_refusal_says_why(self):
        refused = self._apply().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "reasons"):
            refused.action_refuse()
        refused.decision_reason = "somebody lives there"
        refused.action_refuse()
        self.assertEqual(refused.state, "refused")
        self._approved()  # a refused one takes no days

    def test_an_approved_reduction_is_frozen_for_everybody(self):
        approved = self._approved().sudo()
        for values in (
            {"payable_percent": 0},
            {"date_to": "2030-01-01"},
            {"unit_id": self.unit.copy().id},
            {"state": "applied"},
            {"approved_by_id": self.clerk.id},
            {"ended_on": "2026-02-01"},
        ):
            with self.assertRaises(UserError, msg=values):
                approved.write(values)
        with self.assertRaises(UserError):
            approved.unlink()

    def test_an_approved_reduction_ends_early_with_day_and_reason(self):
        approved = self._approved().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "why"):
            approved.action_end()
        approved.write({"end_reason": "tenant moved in", "closing_date": "2026-06-30"})
        approved.action_end()
        self.assertEqual(self._spans(), [("2026-01-01", "2026-06-30", Fraction(3, 5))])
        self.assertEqual(approved.ended_by_id, self.manager)
        with self.assertRaises(UserError):
            approved.action_end()
        with self.assertRaises(UserError):
            approved.end_reason = "another"
        self._approved(date_from="2026-07-01", payable_percent=50)
        self.assertEqual(len(self._spans()), 2)

    def test_a_reduction_that_ends_before_it_began_counts_for_no_day(self):
        approved = self._approved(date_from="2027-01-01", date_to="2027-12-31")
        approved.end_reason = "granted by mistake"
        approved.action_end()
        self.assertEqual(str(approved.ended_on), "2026-12-31")
        self.assertEqual(self._spans("2027-01-01", "2027-12-31"), [])
        self._approved(date_from="2027-01-01", date_to="2027-12-31")
        self.env.cr.flush()

    def test_overlapping_reductions_of_a_type_are_refused_with_unit_and_days(self):
        self._approved()
        with self.assertRaises(UserError) as refused:
            self._apply(date_from="2026-12-31", date_to="2027-06-30")
        for part in ("1501", "Vacancy", "2026", "Choose other days"):
            self.assertIn(part, str(refused.exception))
        self._apply(type="staff_housing")

    def test_database_refuses_overlapping_reductions_by_itself(self):
        first = self._apply()
        second = self._apply(date_from="2027-01-01", date_to="2027-12-31")
        self.env.flush_all()
        with (
            self.assertRaisesRegex(Exception, "one_at_a_time"),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE arrears_fee_reduction SET date_from = %s WHERE id = %s",
                [first.date_from, second.id],
            )
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_nobody_smuggles_a_decision_in(self):
        values = {"unit_id": self.unit.id, "payable_percent": 60, "basis": "x",
                  "date_from": "2026-01-01", "date_to": "2026-02-01"}  # fmt: skip
        reductions = self.env["arrears.fee.reduction"].with_user(self.clerk)
        with self.assertRaises(UserError):
            reductions.create({**values, "state": "approved"})
        sly = reductions.with_context(default_state="approved", default_approved_by_id=1)
        self.assertEqual(sly.create(values).state, "applied")

    def test_the_application_is_entered_on_its_form(self):
        with Form(self.env["arrears.fee.reduction"].with_user(self.clerk)) as form:
            form.unit_id = self.unit
            form.payable_percent = 70
            form.date_from = "2026-01-01"
            form.date_to = "2026-06-30"
            form.basis = "filed price 2026-7"
        self.assertEqual(form.record.requested_by_id, self.clerk)
