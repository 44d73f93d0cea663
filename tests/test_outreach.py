"""What came after contacts: shares that a manager reads, each contact counted once."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .collection_case import TODAY, CollectionCase


@tagged("post_install", "-at_install")
class TestOutreach(CollectionCase):
    def setUp(self):
        super().setUp()
        self.bill = self.owing()
        self.case = self.case_of()

    def call(self, days=0, debtor=None, **values):
        values = {"state": "connected", "outcome": "connected", "channel": "call", **values}
        debtor = debtor or self.owner
        return self.env["arrears.contact"].create(
            {"company_id": self.company.id, "debtor_id": debtor.id, "partner_id": debtor.id,
             "case_ids": [(6, 0, self.case_of(debtor).ids)],
             "happened_at": self.moment("11:00", self.later(days)), **values}
        )  # fmt: skip

    def rows(self, user=None):
        self.env.flush_all()
        rows = self.env["arrears.outreach"].with_user(user or self.manager)
        return rows.search([("company_id", "=", self.company.id)])

    def mean(self, name):
        self.env.flush_all()
        rows = self.env["arrears.outreach"].with_user(self.manager)
        [[value]] = rows._read_group([("company_id", "=", self.company.id)], [], [f"{name}:avg"])
        return value

    def test_contacts_that_were_made_are_counted_once_and_shares_are_means(self):
        """Rows 34, 173."""
        self.call(0, promise_date=self.later(3))
        self.call(5, state="failed", outcome="no_answer")
        self.call(20)
        self.call(6, state="refused", outcome=False)
        self.call(6, direction="in")
        self.call(6, contact_class="service")
        self.assertEqual(len(self.rows()), 3)
        self.assertEqual(self.mean("reached"), 200 / 3)
        self.assertEqual(self.mean("promised"), 100 / 3)
        self.assertEqual(self.mean("repeated"), 100 / 3, "five days after a talk")
        self.assertEqual(self.rows()[-1].day, TODAY)

    def test_what_an_owner_thinks_and_says_stands_beside(self):
        """Row 41: complaints a hundred contacts, and satisfaction where it was told."""
        self.call(-2)
        self.env["arrears.preference"].create(
            {"case_id": self.case.id, "purpose_told": True, "satisfaction": "2"}
        )
        self.assertEqual(self.mean("complained"), 0)
        self.assertFalse(self.mean("satisfaction"), "one answer is nobody else's business")
        self.env["arrears.grievance"].with_context(arrears_today=TODAY).create(
            {"case_id": self.case.id, "subject": "Too many calls", "kind": "complaint"}
        )
        self.assertEqual(self.mean("complained"), 100)

    def test_a_card_that_was_paid_within_thirty_days_was_cured(self):
        self.call(0)
        self.assertEqual(self.mean("cured"), 0)
        self.pay(self.bill, 450)
        self.end_transaction()
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(self.mean("cured"), 100)

    def test_satisfaction_shows_from_five_answers_on(self):
        """Row 41: nobody's opinion can be read off."""
        for number, points in enumerate("22335"):
            owner = self.owner if not number else self.owner.copy({"name": f"Owner {number}"})
            if number:
                unit = self.flat.copy({"number": f"S{number}"})
                self.env["arrears.ownership"].create(
                    {"unit_id": unit.id, "partner_id": owner.id, "date_from": "2020-01-01"}
                )
                self.owing(partner=owner, unit=unit)
            case = self.env["arrears.case"].search([("debtor_id", "=", owner.id)])
            self.assertFalse(self.standing().satisfaction, f"{number} answers")
            self.call(-2, debtor=owner, case_ids=[(6, 0, case.ids)])
            self.env["arrears.preference"].create(
                {"case_id": case.id, "purpose_told": True, "satisfaction": points}
            )
        self.assertEqual(self.standing().satisfaction, 3)
        self.assertEqual(self.mean("satisfaction"), 3)

    def standing(self):
        """The estate as a manager sees it at a glance."""
        self.env.flush_all()
        standing = self.env["arrears.estate.standing"].with_user(self.manager)
        standing.invalidate_model()
        return standing.with_context(arrears_today=TODAY).search(
            [("estate_id", "=", self.estate.id)]
        )

    def test_rate_and_complaints_stand_on_one_page_and_open_their_records(self):
        """Row 41."""
        self.assertFalse(self.standing().rate_complaints, "nobody was contacted")
        self.call(-3)
        self.call(-2)
        self.env["arrears.grievance"].with_context(arrears_today=TODAY).create(
            {"case_id": self.case.id, "subject": "Too many calls", "kind": "complaint"}
        )
        report = self.env["arrears.rate.report"]._make(self.company, TODAY)
        standing = self.standing()
        self.assertEqual(standing.rate_complaints, 50)
        self.assertEqual(standing.rate_current, report.rate_current)
        self.assertEqual(standing.day, TODAY)
        action = standing.action_open_complaints()
        found = standing.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.mapped("subject"), ["Too many calls"])
        action = standing.action_open_contacts()
        self.assertEqual(len(standing.env[action["res_model"]].search(action["domain"])), 2)

    # What came of debts, and what it cost

    def spell(self):
        self.env.flush_all()
        spells = self.env["arrears.outreach.spell"].with_user(self.manager)
        spells.invalidate_model()
        return spells.search([("case_id", "=", self.case.id)])

    def test_a_debt_that_was_paid_without_any_contact_was_paid_alone(self):
        """Row 34: self-cure."""
        self.call(2, contact_class="service")
        self.pay(self.bill, 450, arrears_value_date=TODAY)
        self.end_transaction()
        spell = self.spell()
        self.assertEqual((spell.rate_alone, spell.contact_count), (100, 0))
        self.assertEqual((spell.recovered, spell.rate_recovered), (450, 100))
        self.assertFalse(spell.channel)

    def test_a_debt_that_a_waiver_ended_is_not_recovered(self):
        credit = self.credit_note(
            self.line(450), invoice_date=TODAY, due=TODAY, arrears_unit_id=self.flat.id
        )
        (self.receivables(self.bill) + self.receivables(credit)).reconcile()
        self.end_transaction()
        spell = self.spell()
        self.assertEqual(self.case.state, "closed")
        self.assertEqual((spell.recovered, spell.given_up), (0, 450))
        self.assertEqual((spell.alone_count, spell.rate_recovered), (0, 0))

    def test_a_contact_costs_what_its_channel_cost_on_the_day(self):
        """Row 34: cost by dated price, and complaints."""
        prices = self.env["arrears.channel.cost"].with_user(self.manager)
        prices.create(
            [
                {
                    "company_id": self.company.id,
                    "channel": "call",
                    "date_from": start,
                    "amount": fee,
                }
                for start, fee in ((self.later(-20), 2), (self.later(-5), 3))
            ]
        )
        self.case.episode_ids.opened_on = self.later(-30)
        self.call(-30)
        self.call(-10)
        self.call(-5, state="failed", outcome="no_answer")
        self.pay(self.bill, 100, arrears_value_date=TODAY)
        self.end_transaction()
        spell = self.spell()
        self.assertEqual((spell.cost, spell.contact_count, spell.channel), (5, 3, "call"))
        self.assertEqual((spell.recovered, spell.remaining), (100, 350))
        self.assertEqual((spell.rate_recovered, spell.rate_cost), (22.22, 5))
        self.assertEqual(sum(self.rows().mapped("cost")), 5)
        [[rate]] = spell._read_group([("id", "=", spell.id)], [], ["rate_cost:avg"])
        self.assertEqual(rate, 5)

    def test_a_mandate_signed_after_a_contact_counts(self):
        """Row 60."""
        self.call(0)
        clearing = self.env["account.account"].create(
            {"name": "Debits under way", "code": "109901", "account_type": "asset_current",
             "reconcile": True, "company_ids": [(6, 0, self.company.ids)]}
        )  # fmt: skip
        channel = self.env["arrears.bank.channel"].create(
            {"name": "CCB", "code": "ccb_test", "profile": "ccb_batch", "summary": "物业费",
             "company_id": self.company.id, "journal_id": self.bank.id,
             "clearing_account_id": clearing.id, "estate_ids": [(6, 0, self.estate.ids)]}
        )  # fmt: skip
        mandate = self.env["arrears.mandate"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id,
             "channel_id": channel.id, "holder_name": self.owner.name,
             "signed_date": self.later(-1)}
        )  # fmt: skip
        self.assertEqual(self.mean("enrolled"), 0, "it was signed before")
        mandate.signed_date = self.later(4)
        self.assertEqual(self.mean("enrolled"), 100)

    def test_managers_alone_read_it(self):
        self.call(0)
        with self.assertRaises(AccessError):
            self.rows(self.collector)
