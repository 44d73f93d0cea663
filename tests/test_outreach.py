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
        self.assertEqual((self.mean("complained"), self.mean("satisfaction")), (0, 2))
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
