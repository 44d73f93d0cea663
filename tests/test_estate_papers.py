"""Papers for the notice board and the owners' meeting: they name nobody."""

import re

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, UniqueViolation

from .document_case import DocumentCase

# What a poster may show. Adding a word here is a decision about privacy: PIPL art. 25.
POSTER_WORDS = {
    "estate", "firm", "period", "pay_by", "how_to_pay", "office", "telephone", "hours", "line",
    "text",
}  # fmt: skip
EXPRESSIONS = re.compile(r't-(?:out|foreach|if|attf?-[a-z-]+|value)="([^"]*)"')


class PaperCase(DocumentCase):
    """Cost accounts to spend on."""

    def expense(self, name):
        return self.env["account.account"].create(
            {"name": name, "code": f"69{abs(hash(name)) % 10**6:06}", "account_type": "expense",
             "company_ids": [Command.set(self.company.ids)]}
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestPoster(DocumentCase):
    def poster(self, **values):
        return self.printed(
            self.estate, "poster",
            **{"date_from": "2026-07-01", "date_to": "2026-09-30", "pay_by": "2026-10-15"} | values,
        )  # fmt: skip

    def test_it_names_estate_period_deadline_and_office(self):
        """Acceptance 124."""
        text = self.text_of(self.poster())
        for word in ("Lakeside", "2026-07", "10/15/2026", "At the office", "021-5555 0101"):
            self.assertIn(word, text)

    def test_its_template_can_show_nothing_but_the_words_of_the_list(self):
        """Acceptance 5, 50, 124: no way from the template to a record."""
        arch = self.env.ref("property_arrears.poster_document").arch_db
        expressions = EXPRESSIONS.findall(arch)
        self.assertTrue(expressions)
        for expression in expressions:
            word = re.fullmatch(r"poster\['([a-z_]+)'\]|([a-z]+)", expression)
            self.assertTrue(word, expression)
            self.assertIn(word[1] or word[2], POSTER_WORDS)
        wizard = self.env["arrears.document.print"].create(
            {"document_type": "poster", "res_model": "arrears.estate", "date_from": "2026-07-01",
             "date_to": "2026-09-30", "pay_by": "2026-10-15",
             "language_id": self.env["res.lang"]._get_data(code="en_US").id}
        )  # fmt: skip
        _template, values = wizard._make_poster(self.estate)
        self.assertEqual(set(values), {"poster", "title"})
        self.assertEqual(set(values["poster"]), POSTER_WORDS - {"line"})

    def bulletin(self, **values):
        return self.env["arrears.template"].create(
            {"name": "Board", "channel": "bulletin", "subject": "To everybody in {estate}",
             "body": "The fee of {period} is billed.\n\nPlease pay by {pay_by}.\n{office}",
             **values}
        )  # fmt: skip

    def test_a_bulletin_is_a_channel_whose_texts_can_name_nobody(self):
        """Row 4."""
        text = self.text_of(self.poster(bulletin_id=self.bulletin().id))
        for words in ("To everybody in Lakeside", "Please pay by 10/15/2026", "021-5555 0101"):
            self.assertIn(words, text)
        self.assertNotIn("Dear owners", text)
        for part in ("units", "amount", "periods", "due_date", "late_fee", "name"):
            for use in ("arrears", "plan", "thanks"):
                with self.assertRaisesRegex(ValidationError, "everybody reads"):
                    self.bulletin(body=f"{{estate}} {{pay_by}} {{office}} {{{part}}}", use=use)
        with self.assertRaisesRegex(ValidationError, "1501"):
            self.bulletin(body="{estate} {pay_by} {office} 1501")

    def test_a_bulletin_hangs_out_only_when_it_was_reviewed(self):
        waiting = self.bulletin()
        waiting.with_user(self.env.ref("base.user_admin")).body = "{estate} {pay_by} {office} soon"
        self.assertEqual(waiting.review_state, "draft")
        with self.assertRaisesRegex(UserError, "second manager"):
            self.poster(bulletin_id=waiting.id)

    def test_it_cannot_be_made_for_a_unit_a_card_or_a_person(self):
        for record in (self.flat, self.owner):
            with self.assertRaisesRegex(UserError, "at least one record"):
                self.printed(record, "poster")

    def test_it_needs_the_day_to_pay_by(self):
        with self.assertRaisesRegex(UserError, "day to pay by"):
            self.poster(pay_by=False)


@tagged("post_install", "-at_install")
class TestFeeUse(PaperCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Estates"})
        cls.estate.analytic_account_id = cls.env["account.analytic.account"].create(
            {"name": "Lakeside", "plan_id": plan.id, "company_id": cls.company.id}
        )

    def cost(self, amount, account, when="2026-06-30"):
        analytic = {str(self.estate.analytic_account_id.id): 100}
        return self.entry(
            (account, amount, {"analytic_distribution": analytic}),
            (self.bank.default_account_id, -amount, {}),
            when=when,
        )

    def test_costs_stand_by_account_the_largest_first_with_their_share(self):
        """Acceptance 166."""
        guards, lifts = self.expense("Guards"), self.expense("Lifts")
        self.cost(250, lifts)
        self.cost(500, guards)
        self.cost(250, guards)
        self.cost(99, guards, when="2025-12-31")
        use = self.env["arrears.fee.use"]._use(
            self.estate, self.day("2026-01-01"), self.day("2026-12-31")
        )
        self.assertEqual(
            [(cost["name"], cost["amount"], cost["share"]) for cost in use["costs"]],
            [("Guards", 75000, 750), ("Lifts", 25000, 250)],
        )
        self.assertEqual(use["total"], 100000)

    def test_income_is_that_of_the_same_estate(self):
        analytic = {str(self.estate.analytic_account_id.id): 100}
        self.invoice(self.line(756, analytic_distribution=analytic))
        self.invoice(self.line(999))
        use = self.env["arrears.fee.use"]._use(
            self.estate, self.day("2026-01-01"), self.day("2026-12-31")
        )
        self.assertEqual(use["income"], 75600)

    def test_the_sheet_is_printed(self):
        self.cost(500, self.expense("Guards"))
        text = self.text_of(self.printed(self.estate, "fee_use"))
        for word in ("Guards", "500.00", "100.0", "Lakeside"):
            self.assertIn(word, text)

    def test_without_an_analytic_account_it_says_what_to_do(self):
        self.estate.analytic_account_id = False
        with self.assertRaisesRegex(UserError, "no analytic account.*Set one"):
            self.printed(self.estate, "fee_use")

    def test_figures_of_an_estate_are_for_accountants_and_managers(self):
        for document_type in ("fee_use", "meeting_pack"):
            with self.assertRaisesRegex(AccessError, "accountants and managers"):
                self.printed(self.estate, document_type, user=self.collector)


@tagged("post_install", "-at_install")
class TestMeetingPack(PaperCase):
    def building(self, name, count, one_owner=False):
        """Bills of 100 for so many units of a building, of which the first is paid."""
        units = self.env["arrears.unit"].create(
            [
                {"estate_id": self.estate.id, "building": name, "number": str(number), "area": 90}
                for number in range(1, count + 1)
            ]
        )
        owner = self.partner(f"Developer {name}")
        bills = self.env["account.move"]
        for unit in units:
            person = owner if one_owner else self.partner(f"Owner of {name}-{unit.number}")
            bills |= self.invoice(self.line(100), partner_id=person.id, arrears_unit_id=unit.id)
        self.pay(bills[0], 100)
        return units

    def totals(self):
        self.end_transaction()
        return self.env["arrears.meeting.pack"]._totals(self.estate, self.day("2026-09-15"))

    def test_totals_stand_by_building(self):
        self.building("1", 6)
        self.building("2", 5)
        totals = self.totals()
        self.assertEqual(
            [(row["label"], row["units"], row["due"], row["paid"]) for row in totals["rows"]],
            [("Building 1", 6, 60000, 10000), ("Building 2", 5, 50000, 10000)],
        )
        self.assertEqual(str(totals["total"]["rate"]), "18.18")

    def test_a_small_building_is_never_the_difference_of_two_figures(self):
        """Acceptance 114: four units alone would follow from the total less the others."""
        self.building("1", 9)
        self.building("2", 6)
        self.building("3", 4)
        totals = self.totals()
        self.assertEqual(
            [(row["label"], row["units"]) for row in totals["rows"]],
            [("Building 1", 9), ("Other buildings together", 10)],
        )
        self.assertEqual(sum(row["due"] for row in totals["rows"]), totals["total"]["due"])

    def test_many_units_of_one_owner_are_not_shown_by_themselves(self):
        self.building("1", 9)
        self.building("2", 7)
        self.building("9", 6, one_owner=True)
        self.assertEqual(
            [row["label"] for row in self.totals()["rows"]],
            ["Building 1", "Other buildings together"],
        )

    def test_of_too_few_units_nothing_is_shown(self):
        self.building("1", 4)
        self.assertIsNone(self.totals()["rows"])
        text = self.text_of(self.printed(self.estate, "meeting_pack"))
        self.assertIn("too few units", text)
        self.assertNotIn("400.00", text)

    def test_the_pack_holds_prices_and_totals_and_no_name(self):
        units = self.building("Oak", 6)
        self.end_transaction()
        text = self.text_of(self.printed(self.estate, "meeting_pack"))
        for word in ("Contract, clause 6", "Building Oak", "600.00", "16.67"):
            self.assertIn(word, text)
        for unit in units:
            self.assertNotIn(f"Owner of Oak-{unit.number}", text)
            self.assertNotIn(unit.name, text)

    def planned(self, year, amount, account):
        return self.env["arrears.estate.budget"].create(
            {"estate_id": self.estate.id, "year": year, "account_id": account.id, "amount": amount}
        )

    def test_the_budget_of_the_coming_year_stands_beside_what_was_spent(self):
        """Acceptance 114."""
        guards, lifts = self.expense("Guards"), self.expense("Lifts")
        self.planned(2027, 1200, guards)
        self.planned(2027, 300.50, lifts)
        self.planned(2026, 999, guards)
        use = {"costs": [{"account_id": guards.id, "name": "Guards", "amount": 80000}]}
        budget = self.env["arrears.meeting.pack"]._budget(self.estate, self.day("2026-09-15"), use)
        self.assertEqual(
            budget,
            {
                "year": 2027,
                "rows": [
                    {"name": "Guards", "planned": 120000, "spent": 80000},
                    {"name": "Lifts", "planned": 30050, "spent": None},
                ],
                "total": 150050,
            },
        )
        text = self.text_of(self.printed(self.estate, "meeting_pack"))
        for word in ("Budget , 2027", "1,200.00", "1,500.50"):
            self.assertIn(word, text)

    def test_without_next_years_budget_that_of_this_year_is_shown_or_none(self):
        pack, day = self.env["arrears.meeting.pack"], self.day("2026-09-15")
        self.assertIsNone(pack._budget(self.estate, day, None))
        self.assertIn(
            "No budget of the coming year", self.text_of(self.printed(self.estate, "meeting_pack"))
        )
        account = self.expense("Guards")
        self.planned(2026, 100, account)
        self.assertEqual(pack._budget(self.estate, day, None)["year"], 2026)

    def test_a_budget_has_one_line_an_account_and_year_and_no_negative_amount(self):
        account = self.expense("Guards")
        self.planned(2027, 100, account)
        for year, amount, error in (
            (2027, 200, UniqueViolation), (2028, -1, CheckViolation), (27, 100, CheckViolation),
        ):  # fmt: skip
            with (
                self.assertRaises(error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.planned(year, amount, account)
