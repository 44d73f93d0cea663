import base64
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .collection_case import CollectionCase

DEED = base64.b64encode(b"notarial deed")


@tagged("post_install", "-at_install")
class TestInheritance(CollectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.user("clerk", "group_accountant")
        cls.child, cls.widow = cls.partner("Child"), cls.partner("Widow")
        cls.holding = cls._own(cls.owner, cls.flat)
        cls.parking = cls._own(cls.owner, cls.garage)

    @classmethod
    def _own(cls, partner, unit, date_from="2020-01-01", role="owner"):
        return cls.env["arrears.ownership"].create(
            {
                "unit_id": unit.id,
                "partner_id": partner.id,
                "role": role,
                "date_from": date_from,
            }
        )

    def _reported(self, **values):
        defaults = {
            "deceased_id": self.owner.id,
            "date_of_death": "2026-05-10",
            "proof": "death_certificate",
            "company_id": self.company.id,
        }
        return self.env["arrears.inheritance"].with_user(self.clerk).create({**defaults, **values})

    def _proven(self, **values):
        inheritance = self._reported(**values)
        inheritance.action_prove()
        return inheritance

    def _spans(self, unit):
        found = unit._payers_between(date(2026, 4, 1), date(2026, 6, 30), "principal")
        return [(str(s.first), str(s.last), s.payer, s.liable) for s in found.get(unit.id, [])]

    def test_the_deceased_owes_until_the_day_of_death(self):
        inheritance = self._reported()
        self.assertEqual(inheritance.unit_ids, self.flat | self.garage)
        self.assertFalse(self.holding.date_to, "a report alone ends nothing")
        inheritance.action_prove()
        self.assertEqual((inheritance.proof_seen_by_id, str(inheritance.proof_seen_on)),
                         (self.clerk, "2026-09-15"))  # fmt: skip
        self.assertEqual(self._spans(self.flat), [("2026-04-01", "2026-05-10", self.owner.id, ())])

    def test_heirs_own_and_pay_from_the_day_after(self):
        """Civil Code arts. 230, 1121: they own from the moment of death."""
        inheritance = self._proven()
        inheritance.write(
            {
                "determined_on": "2026-08-01",
                "deed": DEED,
                "heir_ids": [
                    Command.create({"partner_id": self.child.id, "sequence": 2, "share": 50}),
                    Command.create({"partner_id": self.widow.id, "sequence": 1, "share": 50}),
                ],
            }
        )
        inheritance.action_determine_heirs()
        self.assertEqual(
            self._spans(self.flat),
            [
                ("2026-04-01", "2026-05-10", self.owner.id, ()),
                ("2026-05-11", "2026-06-30", self.widow.id, (self.child.id,)),
            ],
        )
        self.assertEqual(self.flat.ownership_ids.filtered("share").mapped("share"), [50, 50])

    def test_heirs_may_share_out_the_units(self):
        inheritance = self._proven()
        heirs = [(self.child, self.flat), (self.widow, self.garage)]
        inheritance.write(
            {
                "determined_on": "2026-08-01",
                "deed": DEED,
                "heir_ids": [
                    Command.create({"partner_id": heir.id, "unit_id": unit.id})
                    for heir, unit in heirs
                ],
            }
        )
        inheritance.action_determine_heirs()
        day = date(2026, 9, 1)
        self.assertEqual(self.flat._payer_on(day)[self.flat.id], self.child)
        self.assertEqual(self.garage._payer_on(day)[self.garage.id], self.widow)

    def test_limitation_stands_still_while_nobody_is_determined(self):
        """Civil Code art. 194: it ends half a year after the heirs are determined."""
        inheritance = self._proven()
        self.assertFalse(inheritance.suspended_until)
        inheritance.write(
            {
                "determined_on": "2026-08-31",
                "deed": DEED,
                "heir_ids": [Command.create({"partner_id": self.child.id})],
            }
        )
        inheritance.action_determine_heirs()
        self.assertEqual(str(inheritance.suspended_until), "2027-02-28")

    def test_everything_the_deceased_was_ends_and_a_co_owner_goes_on(self):
        agent = self._own(self.owner, self.flat, role="agent")
        self._own(self.widow, self.flat, role="co_owner")
        self._proven()
        self.assertEqual(str(agent.date_to), "2026-05-10")
        self.assertEqual(self._spans(self.flat)[-1][2:], (self.widow.id, ()))

    def test_the_cards_of_the_deceased_stop_when_the_proof_was_seen(self):
        self.owing()
        self.switch_on()
        inheritance = self._reported()
        self.assertFalse(self.case_of().hold_ids)
        inheritance.action_prove()
        [hold] = self.case_of().hold_ids
        self.assertEqual(hold.type, "deceased")
        run = self.run_on()
        self.assertIn("hold_deceased", self.codes(self.line_of(run, self.case_of())))

    def test_a_card_that_comes_later_stops_as_well_and_a_lifted_hold_lifts_no_death(self):
        self.switch_on()
        self._proven()
        self.owing()
        case = self.case_of()
        codes = [reason.code for reason in case._stop_reasons(self.later(0))[case.id]]
        self.assertEqual(codes.count("hold_deceased"), 1)
        self.owing(partner=self.child, unit=self.garage)
        other = self.case_of(self.child, self.garage)
        codes = [reason.code for reason in other._stop_reasons(self.later(0))[other.id]]
        self.assertNotIn("hold_deceased", codes)

    def test_bills_for_days_after_the_death_are_listed(self):
        self.owing()
        inheritance = self._proven()
        self.assertEqual(inheritance.late_charge_count, 1)
        found = self.env["arrears.charge"].search(inheritance.action_view_late_charges()["domain"])
        self.assertEqual(found.debtor_id, self.owner)

    def test_a_proof_is_named_and_the_day_is_past(self):
        with self.assertRaisesRegex(UserError, "which proof"):
            self._proven(proof=False)
        self.env["arrears.inheritance"].search([("company_id", "=", self.company.id)]).unlink()
        with self.assertRaisesRegex(UserError, "lies ahead"):
            self._proven(date_of_death="2027-01-01")

    def test_somebody_entered_after_his_death_is_refused_with_the_unit(self):
        self.holding.date_from = "2026-06-01"
        with self.assertRaises(UserError) as refused:
            self._proven()
        for part in ("Owner", "1501", "correct that record"):
            self.assertIn(part, str(refused.exception))

    def test_heirs_need_day_and_deed_and_are_entered_once(self):
        inheritance = self._proven()
        with self.assertRaisesRegex(UserError, "Enter the heirs"):
            inheritance.action_determine_heirs()
        inheritance.write(
            {
                "determined_on": "2026-08-01",
                "deed": DEED,
                "heir_ids": [Command.create({"partner_id": self.child.id})],
            }
        )
        inheritance.action_determine_heirs()
        with self.assertRaises(UserError):
            inheritance.action_determine_heirs()
        for change in (
            lambda: inheritance.heir_ids.write({"share": 1}),
            lambda: inheritance.heir_ids.unlink(),
            lambda: inheritance.write({"heir_ids": [Command.clear()]}),
            lambda: inheritance.write({"date_of_death": "2026-01-01"}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_proven_death_is_frozen(self):
        inheritance = self._proven().sudo()
        for values in ({"date_of_death": "2026-01-01"}, {"proof": False}, {"state": "reported"}):
            with self.assertRaises(UserError):
                inheritance.write(values)
        with self.assertRaises(UserError):
            inheritance.unlink()
        inheritance.administrator_id = self.child

    def test_only_the_office_and_the_lawyer_read_of_a_death(self):
        inheritance = self._proven()
        with self.assertRaises(AccessError):
            inheritance.with_user(self.collector).read(["date_of_death"])
        with self.assertRaises(AccessError):
            inheritance.with_user(self.user("lawyer", "group_lawyer")).action_determine_heirs()

    def test_a_death_is_entered_on_its_form(self):
        with Form(self.env["arrears.inheritance"].with_user(self.clerk)) as form:
            form.deceased_id = self.owner
            form.date_of_death = "2026-05-10"
            form.proof = "community_letter"
            self.assertEqual(len(form.unit_ids), 2)
        with Form(form.record) as form:
            self.assertEqual(form.state, "reported")
