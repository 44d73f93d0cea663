"""Units, mandates, demands, former claims, check list, samples and rights of a go-live."""

import os
from datetime import date

from cryptography.fernet import Fernet
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .golive_case import CUT_OVER, GoliveCase


@tagged("post_install", "-at_install")
class TestGoliveOthers(GoliveCase):
    def test_units_and_owners_are_made_where_they_are_missing(self):
        owner = {"person_name": "赵云", "person_phone": "13700007777", "owner_from": "2021-05-01"}
        self.upload(
            "unit",
            {"building": "3", "entrance": 2, "number": 1501, "area": 88.8, **owner},
            {"building": None, "number": "P99", "usage": "车位", "area": 12, **owner},
            {"number": "1501", "person_name": "王芳", "owner_from": "2020-01-01"},
            {"number": "1501", "person_name": "别人", "owner_from": "2020-01-01"},
            {"number": "77", "person_name": "无日期"},
        )
        self.assertEqual(
            [self.reasons(row) for row in self.rows("unit")],
            [[], [], [], ["golive_owner_clash"], ["golive_owner_since_missing"]],
        )
        self.book_all()
        made = self.env["arrears.unit"].search([("name", "in", ("3-2-1501", "P99"))])
        self.assertEqual(len(made), 2)
        self.assertEqual(len(made.owner_id), 1, "one person by name and telephone")
        self.assertEqual(made.filtered("building").area, 88.8)
        row = self.upload("open_item", self.item(unit="3栋2单元1501", person_name="赵云"))
        self.assertEqual(row.row_ids.state, "accepted", row.row_ids.reason_text)

    def test_numbers_of_new_owners_are_kept_apart_and_still_tell_namesakes_apart(self):
        owner = {"person_name": "赵云", "owner_from": "2021-05-01"}
        self.upload(
            "unit",
            {"number": "801", **owner, "person_phone": "13700007777",
             "person_email": "zhao@example.com"},
            {"number": "802", **owner, "person_phone": "13700008888"},
        )  # fmt: skip
        self.book_all()
        people = self.env["arrears.unit"].search([("name", "in", ("801", "802"))]).owner_id
        self.assertEqual(len(people), 2)
        self.assertEqual(people.mapped("phone"), [False, False])
        self.assertFalse(any(people.mapped("email")))
        points = self.env["arrears.contact.point"].search([("partner_id", "in", people.ids)])
        self.assertEqual(sorted(points.mapped("kind")), ["email", "phone", "phone"])
        self.assertEqual(set(points.mapped("source")), {"import"})
        self.assertEqual(self.wang.phone, "138 0000 1234", "who was there before is left")
        self.upload("open_item", self.item(unit="801", person_name=None,
                                           person_phone="137 0000 8888"))  # fmt: skip
        [row] = self.rows("open_item")
        self.assertEqual(row.debtor_id, self.env["arrears.unit"].search(
            [("name", "=", "802")]).owner_id)  # fmt: skip

    def test_who_is_reached_by_a_number_kept_apart_is_not_listed_as_without_a_way(self):
        self.upload("open_item", self.item(unit="P7", person_name="李雷"))
        self.book_all()
        self.end_transaction()
        model, domain = self.golive.sudo()._check_domains()["no_reach"]
        self.assertEqual(self.env[model].search(domain), self.li)
        self.env["arrears.contact.point"].create(
            {"company_id": self.company.id, "partner_id": self.li.id, "entry": "13700007777"}
        )
        __, domain = self.golive.sudo()._check_domains()["no_reach"]
        self.assertFalse(self.env[model].search(domain))

    def test_a_company_that_opted_out_gets_numbers_in_contacts(self):
        self.company.arrears_points_opted_out = True
        owner = {"person_name": "赵云", "person_phone": "13700007777", "owner_from": "2021-05-01"}
        self.upload("unit", {"number": "801", **owner})
        self.book_all()
        made = self.env["arrears.unit"].search([("name", "=", "801")]).owner_id
        self.assertEqual(made.phone, "13700007777")
        self.assertFalse(self.company.arrears_points_apart)

    def test_mandates_come_in_signed_and_their_accounts_stay_hidden(self):
        clearing = self.new_account("Clearing", "109901", "asset_current", True)
        self.env["arrears.bank.channel"].create(
            {"name": "CCB", "code": "ccb", "profile": "ccb_batch", "company_id": self.company.id,
             "journal_id": self.bank.id, "clearing_account_id": clearing.id}
        )  # fmt: skip
        mandate = {
            "unit": "1501", "person_name": "王芳", "holder": "王芳",
            "account": "6222000012345678901", "signed_on": "2023-05-20",
            "agreement_number": "DK1", "amount_max": 2000,
        }  # fmt: skip
        self.upload(
            "mandate", mandate,
            {**mandate, "unit": "P7", "person_name": "李雷", "account": 6.2220000123456e18},
            {**mandate, "unit": "P7", "person_name": "李雷", "valid_to": "2024-01-01"},
            {**mandate, "unit": "P7", "person_name": "李雷", "channel": "icbc"},
            {**mandate, "unit": "P7", "person_name": "李雷", "signed_on": None},
        )  # fmt: skip
        rows = self.rows("mandate")
        self.assertEqual(
            [self.reasons(row) for row in rows],
            [[], ["golive_account_number"], ["golive_mandate_over"], ["golive_channel_unknown"],
             ["golive_missing"]],
        )  # fmt: skip
        self.env.cr.execute(
            "SELECT COUNT(*) FROM arrears_golive_row WHERE arrears_golive_row::text LIKE %s",
            ["%6222000012345678901%"],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,), "no account in plain text")
        self.book_all()
        made = rows[0].mandate_id
        self.assertEqual(
            (made.state, made.account_last4, made.unit_ids), ("active", "8901", self.flat)
        )
        self.assertEqual((made.amount_max, made.agreement_number), (2000, "DK1"))
        row = rows[0].sudo()
        self.assertFalse(row.account_cipher or row.account_hash, "the mandate has the account")
        file = self.upload("mandate", mandate)
        self.assertEqual(file.known_count, 1)
        self.assert_a_changed_key_changes_nothing(mandate)

    def assert_a_changed_key_changes_nothing(self, booked):
        """Booked rows are known again, rows that wait keep a readable account."""
        waiting = {**booked, "unit": "P7", "person_name": "李雷", "account": "6222000012345670000"}
        self.upload("mandate", waiting)
        old, new = os.environ["ARREARS_ACCOUNT_KEY"], Fernet.generate_key().decode()
        self.addCleanup(os.environ.__setitem__, "ARREARS_ACCOUNT_KEY", old)
        os.environ["ARREARS_ACCOUNT_KEY"] = f"{new},{old}"
        self.env["arrears.mandate"]._rotate_account_key()
        os.environ["ARREARS_ACCOUNT_KEY"] = new
        file = self.upload("mandate", booked, waiting)
        self.assertEqual(file.known_count, 1)
        self.book_all()
        made = self.env["arrears.mandate"].search([("account_entry", "=", waiting["account"])])
        self.assertEqual((made.state, made.debtor_id), ("active", self.li))

    def test_past_demands_restart_only_the_periods_they_name(self):
        self.upload(
            "open_item",
            self.item(period_from=date(2023, 1, 1), period_to=date(2023, 6, 30),
                      due_date=date(2023, 7, 31)),
            self.item(period_from=date(2023, 7, 1), period_to=date(2023, 12, 31),
                      due_date=date(2024, 1, 31)),
        )  # fmt: skip
        demand = {"unit": "1501", "person_name": "王芳", "demand_date": "2025-02-01",
                  "demand_how": "挂号信", "demand_proof": "R-1"}  # fmt: skip
        self.upload(
            "demand",
            {**demand, "period_from": "2023-01-01", "period_to": "2023-06-30"},
            {**demand, "period_from": "2020-01-01", "period_to": "2020-06-30"},
            {**demand, "period_from": "2023-07-01", "period_to": "2023-12-31", "demand_proof": ""},
        )
        self.assertEqual(
            [self.reasons(row) for row in self.rows("demand")],
            [[], ["golive_demand_for_nothing"], ["golive_missing"]],
        )
        self.book_all()
        charges = self.charges(*self.rows("open_item").move_id).sorted("due_date")
        self.assertEqual(charges.mapped("limitation_date"), [date(2028, 2, 1), date(2027, 2, 1)])
        self.assertEqual(self.rows("demand")[0].event_id.charge_link_ids.charge_id, charges[0])

    def test_a_demand_that_names_no_charge_is_refused(self):
        """Its period cuts a half-year in two; a charge without an end is none of its own."""
        self.upload("open_item", self.item())
        demand = {"unit": "1501", "person_name": "王芳", "demand_date": "2026-08-05",
                  "demand_how": "快递", "demand_proof": "R-1",
                  "period_from": "2026-01-01"}  # fmt: skip
        self.upload(
            "demand",
            {**demand, "period_to": "2026-03-31"},
            {**demand, "period_to": "2026-06-30"},
        )
        self.endless_bill()
        self.book_all()
        rows = self.rows("demand")
        self.assertEqual(rows.mapped("state"), ["refused", "booked"])
        self.assertIn("No charge of this person lies wholly within", rows[0].reason_text)

    def endless_bill(self):
        """A posted item of the flat with a first day of service and no last one."""
        self.entry(
            (self.receivable, 10, {
                "partner_id": self.wang.id, "arrears_unit_id": self.flat.id,
                "arrears_kind": "principal", "arrears_period_from": "2026-02-01",
            }),
            (self.income, -10, {}),
        )  # fmt: skip
        self.end_transaction()

    def test_a_former_firms_claims_stay_apart_until_they_are_assigned_and_notified(self):
        self.upload("former_claim", {**self.item(), "creditor": "旧园物业"})
        self.book_all()
        claim = self.rows("former_claim").former_claim_id
        self.assertEqual((claim.state, claim.creditor, claim.amount), ("kept", "旧园物业", 450.5))
        self.assertFalse(self.env["arrears.charge"].search([("unit_id", "=", self.flat.id)]))
        self.assertFalse(self.case_of(self.wang))
        for_accountant = claim.with_user(self.accountant)
        with self.assertRaises(UserError):
            for_accountant.action_book()
        claim = claim.with_user(self.manager)
        claim.write({"assigned_on": "2026-09-01", "assignment": "Contract 7"})
        with self.assertRaisesRegex(UserError, "Notice delivered on"):
            claim.action_assign()
        claim.write({"notified_on": "2026-09-10", "notified_how": "courier", "notice_proof": "SF9"})
        with self.assertRaises(AccessError):
            for_accountant.action_assign()
        claim.action_assign()
        for_accountant.counterpart_account_id = self.equity
        for_accountant.action_book()
        self.assertEqual(self.remaining(claim.move_id), {"principal": 450.5})
        with self.assertRaises(UserError):
            for_accountant.action_book()

    def test_the_check_list_says_what_is_missing_and_opens_it(self):
        self.estate.write({"office_hours": False})
        self.upload("open_item", self.item(price_basis=None), self.item(unit="x"))
        self.book_all()
        self.golive.action_look()
        found = {line.code: line.count for line in self.golive.checklist_ids}
        self.assertEqual(found["no_basis"], 1)
        self.assertEqual(found["refused_rows"], 1)
        self.assertEqual(found["transfer"], 1)
        self.assertIn("preview", found)
        self.assertNotIn("no_owner", found)
        for line in self.golive.checklist_ids:
            self.assertEqual(line.action_open()["type"], "ir.actions.act_window")
        line = self.golive.checklist_ids.filtered(lambda one: one.code == "no_basis")
        action = line.action_open()
        charge = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(charge.unit_id, self.flat)

    def test_samples_in_both_languages_are_read_by_the_upload(self):
        for sheet in self.golive._sheets():
            for language in ("en_US", "zh_CN"):
                with self.subTest(sheet, language=language):
                    golive = self.golive.with_context(lang=language)
                    content = golive._sample_content(sheet, "List")
                    golive.sudo().row_ids.unlink()
                    golive.sudo().file_ids.unlink()
                    file = golive._receive(sheet, "sample.xlsx", content)
                    self.assertEqual(file.row_count, 1, file.problem_text)
                    self.assertFalse(self.rows(sheet).read_problems)


@tagged("post_install", "-at_install")
class TestGoliveRights(GoliveCase):
    def test_collectors_and_cashiers_see_nothing_of_it(self):
        for user in (self.collector, self.worker("cashier"), self.worker("treasurer")):
            with self.assertRaises(AccessError):
                self.golive.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                self.rows().with_user(user).search([])

    def test_an_accountant_uploads_by_the_window_and_a_second_company_sees_nothing(self):
        window = Form(
            self.env["arrears.golive.upload"]
            .with_user(self.accountant)
            .with_context(default_golive_id=self.golive.id)
        )
        window.sheet = "open_item"
        window.whole_list = False
        wizard = window.save()
        with self.assertRaisesRegex(UserError, "Choose a file"):
            wizard.action_upload()
        other = self.new_company("Other")
        foreign = self.env["res.users"].create(
            {"name": "Foreign", "login": "golive-foreign", "company_id": other.id,
             "company_ids": other.ids,
             "group_ids": self.env.ref("property_arrears.group_accountant").ids}
        )  # fmt: skip
        golives = self.env["arrears.golive"].with_user(foreign)
        self.assertFalse(golives.with_context(allowed_company_ids=other.ids).search([]))

    def test_a_form_makes_a_go_live(self):
        form = Form(self.env["arrears.golive"].with_user(self.accountant))
        form.estate_id = self.estate
        form.date = CUT_OVER
        form.transfer_account_id = self.new_account("Third", "199903", "asset_current")
        self.assertEqual(len(form.save().balance_ids), 3)

    def test_accounts_that_cannot_hold_what_they_are_for_are_refused(self):
        for field, kind, reconcile in (
            ("deposit_account_id", "liability_payable", True),
            ("deposit_account_id", "liability_current", False),
            ("deposit_account_id", "asset_current", True),
            ("transfer_account_id", "income", False),
        ):
            with self.subTest(field, kind=kind):
                account = self.new_account("Wrong", f"9{kind[-6:]}{reconcile:d}", kind, reconcile)
                with self.assertRaisesRegex(ValidationError, "Wrong must be"):
                    self.golive.write({field: account.id})

    def test_the_transfer_account_is_of_one_open_go_live(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.new_golive()
            self.env.flush_all()
