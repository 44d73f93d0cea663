from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestEstate(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jurisdiction = cls.env["arrears.jurisdiction"].create(
            {"name": "Testland", "code": "TEST", "late_fee_cap_permille": 0.5}
        )
        cls.estate = cls.env["arrears.estate"].create(
            {"name": "Lakeside", "code": "LAKE", "jurisdiction_id": cls.jurisdiction.id}
        )
        cls.unit = cls.env["arrears.unit"].create(
            {
                "estate_id": cls.estate.id,
                "building": "3",
                "entrance": "2",
                "number": "1501",
                "area": 89.5,
            }
        )

    def _found(self, text):
        return self.env["arrears.unit"].search(
            [("display_name", "ilike", text), ("estate_id", "=", self.estate.id)]
        )

    def test_unit_is_named_by_its_address(self):
        self.assertEqual(self.unit.name, "3-2-1501")
        self.assertEqual(self.unit.display_name, "Lakeside 3-2-1501")
        shop = self.env["arrears.unit"].create({"estate_id": self.estate.id, "number": "S12"})
        self.assertEqual(shop.name, "S12")

    def test_unit_is_found_as_people_say_it(self):
        partner = self.env["res.partner"].create({"name": "Zhang Wei of the tests"})
        self.unit.ownership_ids = [
            (0, 0, {"partner_id": partner.id, "date_from": date(2020, 1, 1)})
        ]
        spellings = (
            "3-2-1501",
            "3栋2单元1501",
            "3号楼2单元1501室",
            "3 2 1501",
            "３－２－１５０１",
            "1501",
            "Lakeside",
            "Lakeside 3-2-1501",
            "Zhang Wei of the tests",
        )
        for text in spellings:
            self.assertEqual(self._found(text), self.unit, text)
        self.assertFalse(self._found("3-2-1601"))

    def test_units_sort_as_numbers(self):
        numbers = ("1002", "901", "101")
        units = self.env["arrears.unit"].create(
            [{"estate_id": self.estate.id, "building": "9", "number": number} for number in numbers]
        )
        found = self.env["arrears.unit"].search([("id", "in", units.ids)])
        self.assertEqual(found.mapped("number"), ["101", "901", "1002"])

    def test_unit_number_twice_is_refused_with_its_name_and_a_cure(self):
        with mute_logger("odoo.sql_db"):
            result = self.env["arrears.unit"].load(
                ["estate_id/.id", "building", "entrance", "number"],
                [
                    [str(self.estate.id), "3", "2", "1502"],
                    [str(self.estate.id), "３ ", "2", "1501"],
                ],
            )
        self.assertFalse(result["ids"])
        [message] = result["messages"]
        self.assertEqual(message["rows"]["from"], 1)
        self.assertIn("3-2-1501", message["message"])
        self.assertIn("another building", message["message"])

    def test_archived_unit_keeps_its_number(self):
        self.unit.active = False
        with self.assertRaisesRegex(Exception, "number_unique"), mute_logger("odoo.sql_db"):
            self.env["arrears.unit"].create(
                {
                    "estate_id": self.estate.id,
                    "building": "3",
                    "entrance": "2",
                    "number": "1501",
                }
            )

    def test_copies_get_a_name_of_their_own(self):
        self.assertNotEqual(self.unit.copy().name, self.unit.name)
        self.assertNotEqual(self.estate.copy().code, self.estate.code)

    def test_unit_count_and_button_show_this_estate_alone(self):
        self.assertEqual(self.estate.unit_count, 1)
        action = self.estate.action_view_units()
        self.assertEqual(self.env["arrears.unit"].search(action["domain"]), self.unit)

    def test_new_estate_takes_the_preset_of_its_country(self):
        china = self.env.ref("base.cn")
        preset = self.env["arrears.jurisdiction"]._for_country(china)
        self.assertEqual(preset.code, "CN")
        self.assertTrue(self.env["arrears.jurisdiction"]._for_country(self.env["res.country"]))

    def test_responsible_collector_is_one_of_the_collectors(self):
        collector = new_test_user(
            self.env, "estate_default", groups="property_arrears.group_collector"
        )
        with Form(self.estate) as form:
            form.default_collector_id = collector
        self.assertIn(collector, self.estate.collector_ids)

    def test_contract_that_ends_before_it_starts_is_refused(self):
        with self.assertRaisesRegex(Exception, "contract_in_order"), mute_logger("odoo.sql_db"):
            self.estate.write({"contract_from": "2026-01-01", "contract_to": "2025-01-01"})
            self.estate.flush_recordset()

    def test_collector_sees_the_estates_he_is_named_on(self):
        collector = new_test_user(
            self.env, "estate_collector", groups="property_arrears.group_collector"
        )
        cashier = new_test_user(self.env, "estate_cashier", groups="property_arrears.group_cashier")
        with self.assertRaises(AccessError):
            self.unit.with_user(collector).read(["name"])
        self.assertEqual(self.unit.with_user(cashier).name, "3-2-1501")
        self.estate.collector_ids = collector
        self.env.invalidate_all()
        self.assertEqual(self.unit.with_user(collector).name, "3-2-1501")
        with self.assertRaises(AccessError):
            self.unit.with_user(collector).write({"area": 1})

    def test_other_company_is_invisible(self):
        other = self.env["res.company"].create({"name": "Another property firm"})
        estate = self.env["arrears.estate"].create(
            {
                "name": "Far away",
                "code": "LAKE",
                "company_id": other.id,
                "jurisdiction_id": self.jurisdiction.id,
            }
        )
        manager = new_test_user(self.env, "estate_manager", groups="property_arrears.group_manager")
        self.assertNotIn(estate, self.env["arrears.estate"].with_user(manager).search([]))


@tagged("post_install", "-at_install")
class TestFeeStandard(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate = cls.env["arrears.estate"].create({"name": "Priced", "code": "PRICED"})
        cls.flat, cls.shop = cls.env["arrears.unit"].create(
            [
                {"estate_id": cls.estate.id, "number": "1", "area": 89.53},
                {"estate_id": cls.estate.id, "number": "2", "area": 50, "usage": "shop"},
            ]
        )
        cls.standard = cls._standard(price=2.85)

    @classmethod
    def _standard(cls, **values):
        defaults = {
            "estate_id": cls.estate.id,
            "price": 1,
            "date_from": "2025-01-01",
            "legal_basis": "contract clause 12",
        }
        return cls.env["arrears.fee.standard"].create({**defaults, **values})

    def test_price_is_rounded_once_and_names_its_basis(self):
        self.assertEqual(str(self.standard._monthly_amount(89.53)), "255.16")
        self.assertEqual(
            self.standard._price_basis_text(), "2.85 a m² and month, contract clause 12"
        )
        parking = self._standard(usage="parking", basis="fixed_month", price=60)
        self.assertEqual(str(parking._monthly_amount(12)), "60.00")
        self.assertIn("60.00 a unit and month", parking._price_basis_text())

    def test_price_of_a_usage_comes_before_the_price_for_all(self):
        shops = self._standard(usage="shop", price=9)
        found = self.standard._for_units(self.flat | self.shop, "principal", date(2026, 1, 1))
        self.assertEqual(found, {self.flat.id: self.standard, self.shop.id: shops})
        self.assertFalse(
            self.standard._for_units(self.flat, "principal", date(2024, 12, 31)),
            "no price before the first day",
        )

    def test_overlapping_prices_are_refused_with_dates_and_a_cure(self):
        with self.assertRaises(ValidationError) as refused:
            self._standard(price=3.1, date_from="2026-01-01")
        message = str(refused.exception)
        for part in ("Priced", "2.85", "3.10", "2026", "Set the last day"):
            self.assertIn(part, message)

    def test_price_change_closes_one_version_and_opens_the_next(self):
        self.standard.date_to = "2025-12-31"
        changed = self._standard(price=3.1, date_from="2026-01-01")
        found = self.standard._for_units(self.flat, "principal", date(2026, 1, 1))
        self.assertEqual(found[self.flat.id], changed)

    def test_database_refuses_overlapping_prices_by_itself(self):
        values = {"usage": None, "kind": "principal", "date_from": "2025-06-01"}
        with (
            self.assertRaisesRegex(Exception, "one_price"),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO arrears_fee_standard"
                " (estate_id, company_id, usage, kind, basis, price, date_from, legal_basis)"
                " VALUES (%s, %s, %s, %s, 'fixed_month', 1, %s, 'x')",
                [
                    self.estate.id,
                    self.estate.company_id.id,
                    values["usage"],
                    values["kind"],
                    values["date_from"],
                ],
            )
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
