"""Row 152: owner and paying tenant answer together; each gets a notice, an event holds for both."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .consent import confirmed
from .letter_case import LetterCase


@tagged("post_install", "-at_install")
class TestJointLiability(LetterCase):
    def setUp(self):
        super().setUp()
        self.landlord = self.partner("Landlord", street="9 Hill Road", city="Hangzhou")
        roles = self.env["arrears.ownership"].create(
            [
                {"unit_id": self.flat.id, "partner_id": self.landlord.id,
                 "date_from": "2020-01-01"},
                {"unit_id": self.flat.id, "partner_id": self.owner.id, "role": "tenant_payer",
                 "date_from": "2026-01-01", "pays": "principal"},
            ]
        )  # fmt: skip
        self.let = confirmed(roles)[1]
        dates = {"arrears_period_from": "2026-04-01", "arrears_period_to": "2026-06-30"}
        self.fee = self.charges(self.owing(450, **dates))
        before = {"arrears_period_from": "2025-10-01", "arrears_period_to": "2025-12-31"}
        self.old = self.charges(self.owing(70, **before))

    def test_the_owner_answers_for_what_the_tenant_pays_in_his_days(self):
        self.assertEqual((self.fee | self.old)._liable_beside(), {self.fee.id: self.landlord})

    def test_an_event_against_one_holds_against_the_other_and_says_so(self):
        """SPC limitation rules 2020, art. 15."""
        event = self.env["arrears.limitation.event"].create(
            {
                "company_id": self.company.id, "debtor_id": self.owner.id, "date": "2026-08-15",
                "method": "courier", "proof": "SF123",
                "charge_link_ids": [(0, 0, {"charge_id": c.id}) for c in self.fee | self.old],
            }
        )  # fmt: skip
        event.action_record()
        liable = {link.charge_id: link.liable_ids for link in event.charge_link_ids}
        self.assertEqual(liable[self.fee], self.landlord)
        self.assertFalse(liable[self.old])
        self.let.date_to = "2026-03-31"
        self.assertEqual(event.charge_link_ids[0].liable_ids | self.landlord, self.landlord)
        with self.assertRaises(UserError):
            event.charge_link_ids[0].liable_ids = False

    def test_a_delivered_demand_records_it_for_both(self):
        letter = self.posted()
        self.tell(letter, "delivered", signer="Tenant", relation="self")
        links = letter.limitation_event_id.charge_link_ids
        self.assertEqual(links.liable_ids, self.landlord)

    def test_the_owner_gets_a_notice_of_the_same_periods(self):
        letter = self.letter()
        with self.assertRaisesRegex(UserError, "Print the letter first"):
            letter.action_print_liable_notices()
        letter.with_user(self.collector).action_print()
        letter.with_user(self.collector).action_print_liable_notices()
        notice = self.env["arrears.document"].search(
            [("res_model", "=", "arrears.letter"), ("res_id", "=", letter.id),
             ("document_type", "=", "liable_notice")]
        )  # fmt: skip
        self.assertEqual(len(notice), 1)
        paper = letter._paper(letter._also_to(self.landlord, self.fee.ids))
        self.assertEqual((paper["name"], paper["debtor"]), ("Landlord", self.owner.name))
        self.assertEqual((paper["total"], paper["address"][0]), (45000, "9 Hill Road"))
        self.assertEqual(letter._paper()["total"], 52000)

    def test_where_nobody_else_answers_there_is_no_notice(self):
        self.let.date_to = "2026-03-31"
        letter = self.printed()
        with self.assertRaisesRegex(UserError, "Nobody answers"):
            letter.action_print_liable_notices()
