from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .collection_case import CollectionCase


@tagged("post_install", "-at_install")
class TestContactCheck(CollectionCase):
    """Persons entered twice, and persons filed under companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.user("clerk", "group_accountant")
        cls.clerk.group_ids += cls.env.ref("base.group_partner_manager")
        cls.other = cls.env["arrears.unit"].create({"estate_id": cls.estate.id, "number": "1601"})
        cls.tower = cls.env["arrears.unit"].create(
            {"estate_id": cls.estate.id, "building": "9", "number": "1"}
        )

    def _own(self, partner, unit, role="owner", date_from="2020-01-01", date_to=False):
        return self.env["arrears.ownership"].create(
            {
                "unit_id": unit.id,
                "partner_id": partner.id,
                "role": role,
                "date_from": date_from,
                "date_to": date_to,
            }
        )

    def _doubles(self, ground=None):
        domain = [("company_id", "=", self.company.id)]
        if ground:
            domain.append(("ground", "=", ground))
        return self.env["arrears.same.person"].with_user(self.clerk).search(domain)

    def _pair(self, first, second, units=None):
        partners = self.partner(**first) | self.partner(**second)
        for partner, unit in zip(partners, units or (self.flat, self.other), strict=True):
            self._own(partner, unit)
        return partners

    # Entered twice

    def test_one_number_in_several_spellings_is_one_number(self):
        spellings = (
            "13800138000",
            "+86 138 0013 8000",
            "0086-138-0013-8000",
            "１３８００１３８０００",
        )
        pair = self._pair(*({"name": f"P{n}", "phone": text}
                            for n, text in enumerate(spellings[:2])))  # fmt: skip
        more = [self.partner(f"Q{n}", phone=text) for n, text in enumerate(spellings[2:])]
        for unit, partner in zip((self.garage, self.tower), more, strict=True):
            self._own(partner, unit)
        [found] = self._doubles("phone")
        self.assertEqual(found.partner_ids, pair.union(*more))
        self.assertEqual(found.unit_ids, self.flat | self.other | self.garage | self.tower)

    def test_one_name_in_one_building_is_listed_and_in_two_it_is_not(self):
        pair = self._pair({"name": "Zhang Wei"}, {"name": "zhang  wei"})
        elsewhere = self.partner("Zhang Wei")
        self._own(elsewhere, self.tower)
        [found] = self._doubles("name")
        self.assertEqual(found.partner_ids, pair)

    def test_contacts_without_units_or_bills_are_nobodys_business(self):
        self.partner("Supplier", phone="0571 8888 6666")
        self.partner("Supplier again", phone="0571 8888 6666")
        self.assertFalse(self._doubles())

    def test_different_people_are_not_listed_again_until_another_one_joins(self):
        couple = self._pair(
            {"name": "Wife", "phone": "13800138000"}, {"name": "Husband", "phone": "13800138000"}
        )
        self._doubles().action_different()
        self.assertFalse(self._doubles())
        child = self.partner("Child", phone="13800138000")
        self._own(child, self.garage)
        self.assertEqual(self._doubles().partner_ids, couple | child)

    def test_only_the_office_says_that_people_differ(self):
        self._pair({"name": "A", "phone": "13800138000"}, {"name": "B", "phone": "13800138000"})
        with self.assertRaises(AccessError):
            self._doubles().with_user(self.collector).action_different()

    def test_other_companies_are_not_listed(self):
        self._pair({"name": "A", "phone": "13800138000"}, {"name": "B", "phone": "13800138000"})
        other = self.new_company("Elsewhere")
        records = self.env["arrears.same.person"].with_user(self.clerk)
        self.assertFalse(records.search([("company_id", "=", other.id)]))

    def _merge(self, doubles, stays):
        action = doubles.action_merge()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.partner_ids, doubles.partner_ids)
        wizard.dst_partner_id = stays
        wizard.action_merge()
        self.env.invalidate_all()

    def test_odoos_own_merge_keeps_units_charges_cards_and_evidence(self):
        kept, gone = self._pair({"name": "Zhang Wei"}, {"name": "Zhang Wei"})
        bills = self.owing(partner=kept) | self.owing(partner=gone, unit=self.other)
        cases = self.case_of(kept) | self.case_of(gone, self.other)
        hold = self.env["arrears.hold"].create(
            {"case_id": cases[1].id, "type": "dispute", "note": "roof leaks"}
        )
        reduction = self.env["arrears.fee.reduction"].create(
            {"unit_id": self.other.id, "payable_percent": 50, "basis": "x", "type": "sales_promise",
             "date_from": "2026-01-01", "date_to": "2026-12-31",
             "difference_payer_id": gone.id}
        )  # fmt: skip
        charges = self.charges(bills[0], bills[1])
        self._merge(self._doubles("name"), kept)
        self.end_transaction()
        self.assertFalse(gone.exists())
        self.assertEqual(
            self.env["arrears.ownership"].search([("partner_id", "=", kept.id)]).unit_id,
            self.flat | self.other,
        )
        self.assertEqual(charges.exists().mapped("debtor_id"), kept)
        self.assertEqual(len(charges.filtered(lambda charge: charge.state == "open")), 2)
        self.assertEqual(cases.exists().debtor_id, kept)
        self.assertEqual(len(cases.exists()), 2)
        self.assertEqual(hold.note, "roof leaks")
        self.assertEqual(reduction.difference_payer_id, kept)
        self.assertFalse(self._doubles())
        self.assertEqual(self.tie_out().unexplained, 0)

    def test_one_role_of_one_unit_is_joined_into_one_record(self):
        kept, gone = (self.partner("Zhang Wei") for _ in range(2))
        first = self._own(kept, self.flat, "co_owner", "2020-01-01", "2024-12-31")
        self._own(gone, self.flat, "co_owner", "2024-06-01")
        later = self._own(gone, self.flat, "agent", "2021-01-01")
        self.env["base.partner.merge.automatic.wizard"]._merge((kept | gone).ids, kept)
        self.env.invalidate_all()
        self.assertEqual(self.flat.ownership_ids, later | first)
        self.assertFalse(first.date_to)
        first.share = 50  # the checks of the unit still pass

    def test_two_deaths_are_not_merged_away(self):
        kept, gone = self._pair({"name": "Zhang Wei"}, {"name": "Zhang Wei"})
        self.env["arrears.inheritance"].create(
            [
                {"deceased_id": partner.id, "date_of_death": "2026-01-01",
                 "company_id": self.company.id}
                for partner in (kept, gone)
            ]
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "only reported"):
            self.env["base.partner.merge.automatic.wizard"]._merge((kept | gone).ids, kept)

    # Filed under a company

    def _filed(self):
        firm = self.partner("Shop Ltd", is_company=True)
        person = self.partner("Manager Wang", parent_id=firm.id)
        self._own(person, self.flat)
        return firm, person

    def _listed(self):
        return (
            self.env["arrears.filed.person"]
            .with_user(self.clerk)
            .search([("company_id", "=", self.company.id)])
        )

    def test_a_person_filed_under_a_company_is_listed_as_an_unclear_debtor(self):
        firm, person = self._filed()
        self.owing(partner=person)
        [found] = self._listed()
        self.assertEqual((found.partner_id, found.commercial_id), (person, firm))
        self.assertEqual((found.unit_ids, found.bill_count), (self.flat, 1))
        self.assertIn("Manager Wang", found.debtor_text)
        self.assertIn("Shop Ltd", found.debtor_text)
        bills = self.env["account.move"].search(found.action_view_bills()["domain"])
        self.assertEqual(len(bills), 1)

    def test_an_unclear_debtor_is_not_dunned(self):
        firm, person = self._filed()
        self.owing(partner=person)
        self.switch_on()
        case = self.case_of(firm)
        [reason] = case._stop_reasons(self.later(0))[case.id]
        self.assertEqual((reason.code, reason.arguments), ("debtor_unclear",
                                                           {"person": "Manager Wang"}))  # fmt: skip
        run = self.run_on()
        self.assertEqual(self.codes(self.line_of(run, case)), ["debtor_unclear"])
        person.parent_id = False
        [reason] = case._stop_reasons(self.later(0))[case.id]
        self.assertEqual(reason.code, "debtor_unclear", "the books still name the company")

    def test_the_clerk_of_a_firm_that_owns_the_unit_is_no_unclear_debtor(self):
        firm = self.partner("Shop Ltd", is_company=True)
        clerk = self.partner("Book-keeping", parent_id=firm.id)
        self._own(firm, self.flat)
        self.owing(partner=clerk)
        self.switch_on()
        case = self.case_of(firm)
        self.assertEqual(case._stop_reasons(self.later(0))[case.id], [])

    def test_detaching_makes_the_person_a_debtor_of_his_own(self):
        _firm, person = self._filed()
        self._listed().action_detach()
        self.assertFalse(person.parent_id)
        self.assertEqual(person.commercial_partner_id, person)
        self.assertEqual(self.flat.ownership_ids.partner_id, person)
        self.assertIn("Shop Ltd", person.message_ids[0].body)
        self.assertFalse(self._listed())
        self.owing(partner=person)
        self.assertEqual(self.case_of(person).debtor_id, person)

    def test_only_the_office_detaches(self):
        self._filed()
        with self.assertRaises(AccessError):
            self._listed().with_user(self.collector).action_detach()
        lawyer = self.user("lawyer", "group_lawyer")
        with self.assertRaises(AccessError):
            self._listed().with_user(lawyer).action_detach()
