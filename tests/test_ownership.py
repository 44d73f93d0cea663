from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from .consent import confirmed


@tagged("post_install", "-at_install")
class TestOwnership(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.estate = cls.env["arrears.estate"].create({"name": "Lakeside", "code": "OWN"})
        cls.unit, cls.shop = cls.env["arrears.unit"].create(
            [
                {"estate_id": cls.estate.id, "number": "1501"},
                {"estate_id": cls.estate.id, "number": "S1", "usage": "shop"},
            ]
        )
        cls.seller, cls.buyer, cls.tenant = cls.env["res.partner"].create(
            [{"name": "Seller"}, {"name": "Buyer"}, {"name": "Tenant"}]
        )

    def _own(self, partner, date_from, date_to=False, role="owner", unit=None):
        return confirmed(
            self.env["arrears.ownership"].create(
                {
                    "unit_id": (unit or self.unit).id,
                    "partner_id": partner.id,
                    "role": role,
                    "date_from": date_from,
                    "date_to": date_to,
                }
            )
        )

    def test_payer_is_the_party_of_the_day(self):
        self._own(self.seller, "2020-01-01", "2026-02-14")
        self._own(self.buyer, "2026-02-15")
        for day, partner in (
            (date(2026, 2, 14), self.seller),
            (date(2026, 2, 15), self.buyer),
            (date(2030, 1, 1), self.buyer),
        ):
            self.assertEqual(self.unit._payer_on(day), {self.unit.id: partner}, day)
        self.assertEqual(self.unit._payer_on(date(2019, 12, 31)), {})

    def test_tenant_who_agreed_pays_and_the_owner_stays_owner(self):
        self._own(self.seller, "2020-01-01", unit=self.shop)
        self._own(self.tenant, "2026-01-01", "2026-06-30", "tenant_payer", self.shop)
        during, after = date(2026, 3, 1), date(2026, 7, 1)
        self.assertEqual(self.shop._payer_on(during)[self.shop.id], self.tenant)
        self.assertEqual(self.shop._owner_on(during)[self.shop.id], self.seller)
        self.assertEqual(self.shop._payer_on(after)[self.shop.id], self.seller)

    def test_agent_never_pays(self):
        self._own(self.tenant, "2020-01-01", role="agent")
        self.assertEqual(self.unit._payer_on(date(2026, 1, 1)), {})

    def test_heir_follows_the_deceased_owner(self):
        self._own(self.seller, "2020-01-01", "2026-03-03")
        self._own(self.buyer, "2026-03-04", role="heir")
        self.assertEqual(self.unit._payer_on(date(2026, 3, 4))[self.unit.id], self.buyer)

    def test_payers_of_many_units_take_one_query(self):
        self._own(self.seller, "2020-01-01")
        self._own(self.buyer, "2020-01-01", unit=self.shop)
        units = self.unit | self.shop
        units.mapped("company_id")
        self.env.flush_all()
        with self.assertQueryCount(1):
            units._payer_on(date(2026, 1, 1))

    def test_overlap_is_refused_with_unit_dates_and_a_cure(self):
        self._own(self.seller, "2020-01-01")
        with self.assertRaises(ValidationError) as refused:
            self._own(self.buyer, "2026-02-15")
        message = str(refused.exception)
        for part in ("1501", "Seller", "Buyer", "2020", "2026", "Set the last day of Seller"):
            self.assertIn(part, message)

    def test_developer_and_owner_may_not_overlap(self):
        self._own(self.seller, "2020-01-01", "2026-02-15", "developer")
        with self.assertRaises(ValidationError):
            self._own(self.buyer, "2026-02-15")

    def test_two_tenants_may_not_pay_at_once(self):
        self._own(self.tenant, "2020-01-01", role="tenant_payer")
        with self.assertRaises(ValidationError):
            self._own(self.buyer, "2021-01-01", role="tenant_payer")

    def test_same_person_twice_in_one_role_is_refused(self):
        self._own(self.tenant, "2020-01-01", role="co_owner")
        self._own(self.buyer, "2020-01-01", role="co_owner")
        with self.assertRaises(ValidationError):
            self._own(self.tenant, "2021-01-01", role="co_owner")

    def test_database_refuses_an_overlap_by_itself(self):
        self._own(self.seller, "2020-01-01")
        self.env.flush_all()
        with (
            self.assertRaisesRegex(Exception, "one_owner"),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO arrears_ownership"
                " (unit_id, company_id, partner_id, role, pays, date_from)"
                " VALUES (%s, %s, %s, 'developer', 'all', '2021-01-01')",
                [self.unit.id, self.unit.company_id.id, self.buyer.id],
            )
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_database_is_asked_before_the_commit_so_that_a_refusal_is_a_message(self):
        """Odoo words what fails in precommit; what fails in the commit itself is a bare error."""
        self._own(self.seller, "2020-01-01")
        with self.assertRaisesRegex(Exception, "one_owner"), mute_logger("odoo.sql_db"):
            self._own(self.buyer, "2019-01-01", "2019-06-30")
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE arrears_ownership SET date_to = NULL WHERE partner_id = %s",
                [self.buyer.id],
            )
            self.env.cr.precommit.run()

    def test_sale_in_one_save_closes_and_opens(self):
        first = self._own(self.seller, "2020-01-01")
        self.unit.write(
            {
                "ownership_ids": [
                    Command.create({"partner_id": self.buyer.id, "date_from": "2026-02-15"}),
                    Command.update(first.id, {"date_to": "2026-02-14"}),
                ]
            }
        )
        self.env.cr.flush()
        self.assertEqual(len(self.unit.ownership_ids), 2)

    def test_owner_is_entered_on_the_unit_form(self):
        with Form(self.unit) as form, form.ownership_ids.new() as line:
            line.partner_id = self.buyer
            line.date_from = "2020-01-01"
        unit = self.unit.with_context(arrears_today=date(2026, 1, 1))
        self.assertEqual(unit.owner_id, self.buyer)
        self.assertEqual(
            self.env["arrears.unit"].search([("owner_id", "in", self.buyer.ids)]), self.unit
        )
        self.assertIn(self.shop, self.env["arrears.unit"].search([("owner_id", "=", False)]))

    def test_merged_persons_keep_their_units(self):
        self._own(self.seller, "2020-01-01", "2026-02-14")
        self._own(self.buyer, "2026-02-15")
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.seller | self.buyer).ids, self.buyer
        )
        self.env.invalidate_all()
        self.assertEqual(len(self.unit.ownership_ids), 2)
        self.assertEqual(self.unit.ownership_ids.partner_id, self.buyer)

    def _spans(self, first, last, kind="principal", units=None):
        """Payers with the days and names; the reader sees the same as an accountant."""
        units = units or self.unit
        partners = self.env["res.partner"]
        return [
            (
                str(span.first),
                str(span.last),
                partners.browse(span.payer),
                partners.browse(span.liable),
            )
            for span in units._payers_between(
                date.fromisoformat(first), date.fromisoformat(last), kind
            ).get(units.id, [])
        ]

    def test_quarter_of_a_sale_has_two_payers(self):
        self._own(self.seller, "2020-01-01", "2026-02-14")
        self._own(self.buyer, "2026-02-15")
        nobody = self.env["res.partner"]
        self.assertEqual(
            self._spans("2026-01-01", "2026-03-31"),
            [
                ("2026-01-01", "2026-02-14", self.seller, nobody),
                ("2026-02-15", "2026-03-31", self.buyer, nobody),
            ],
        )

    def test_tenant_pays_the_kinds_agreed_and_the_owner_answers(self):
        self._own(self.seller, "2020-01-01", unit=self.shop)
        let = self._own(self.tenant, "2020-01-01", role="tenant_payer", unit=self.shop)
        let.pays = "pass_through"
        confirmed(let)
        day = ("2026-01-01", "2026-01-31")
        [(_, _, payer, liable)] = self._spans(*day, "pass_through", self.shop)
        self.assertEqual((payer, liable), (self.tenant, self.seller))
        [(_, _, payer, liable)] = self._spans(*day, "principal", self.shop)
        self.assertEqual((payer, liable), (self.seller, self.env["res.partner"]))
        self.assertEqual(
            self.shop._payer_on(date(2026, 1, 1), "pass_through")[self.shop.id], self.tenant
        )

    def test_developer_pays_through_the_month_of_delivery_where_the_jurisdiction_says_so(self):
        self._own(self.seller, "2020-01-01", "2026-02-09", "developer")
        self._own(self.buyer, "2026-02-10")
        self.unit.handover_date = "2026-02-10"
        self.assertEqual(self.unit._payer_on(date(2026, 2, 28))[self.unit.id], self.seller)
        self.assertEqual(self.unit._payer_on(date(2026, 3, 1))[self.unit.id], self.buyer)
        self.estate.jurisdiction_id.developer_rule = "to_the_day"
        self.assertEqual(self.unit._payer_on(date(2026, 2, 10))[self.unit.id], self.buyer)
        self.unit.occupancy = "undelivered"
        self.assertEqual(self.unit._payer_on(date(2026, 6, 1))[self.unit.id], self.seller)

    def test_payers_over_time_of_many_units_take_one_query(self):
        self._own(self.seller, "2020-01-01")
        self._own(self.buyer, "2020-01-01", unit=self.shop)
        units = self.unit | self.shop
        units.mapped("company_id")
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = units._payers_between(date(2026, 1, 1), date(2026, 12, 31), "principal")
        self.assertEqual(set(found), set(units.ids))
