"""The board in a real browser, as a collector uses it."""

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestBoardTour(HttpCase):
    # All columns in sight: near the edge of the window a dragged card scrolls the board away.
    browser_size = "1920x1080"

    def setUp(self):
        super().setUp()
        company = self.env.company
        # Noon wherever the clock of the machine stands, or the call would be out of hours.
        now = fields.Datetime.now()
        offset = (12 - now.hour + 24) % 24
        zone = f"Etc/GMT{'-' if offset <= 14 else '+'}{offset if offset <= 14 else 24 - offset}"
        company.partner_id.tz = zone
        jurisdiction = self.env.ref("property_arrears.jurisdiction_eu")
        self.collector = new_test_user(
            self.env, "board-collector", "property_arrears.group_collector", name="Lin Fang"
        )
        estate = self.env["arrears.estate"].create(
            {
                "name": "Tour Garden",
                "code": "TOUR",
                "jurisdiction_id": jurisdiction.id,
                "collector_ids": [Command.set(self.collector.ids)],
                "default_collector_id": self.collector.id,
            }
        )
        self.unit = self.env["arrears.unit"].create({"estate_id": estate.id, "number": "1501"})
        self.owner = owner = self.env["res.partner"].create(
            {"name": "张三", "phone": "+86 138 1234 5678", "street": "1 Lake Road"}
        )
        product = self.env["product.product"].create(
            {"name": "Fee", "type": "service", "arrears_kind": "principal"}
        )
        today = company._arrears_today()
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": owner.id,
                "invoice_date": fields.Date.subtract(today, days=60),
                "invoice_date_due": fields.Date.subtract(today, days=30),
                "arrears_unit_id": self.unit.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": 450,
                            "arrears_price_basis": "Contract",
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        bill.action_post()
        self.env.cr.flush()

    def test_a_collector_works_a_card_on_the_board(self):
        """Row 23: without skipping."""
        self.reminded()
        self.start_tour("/odoo/arrears", "arrears_board", login="board-collector")
        case = self.env["arrears.case"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(case.stage_id.code, "demand_letter")
        self.assertEqual(case.reason_id.code, "forgot")
        self.assertEqual(case.contact_count, 3)
        self.assertEqual(
            set(case.contact_ids.filtered("outcome").mapped("outcome")), {"no_answer", "connected"}
        )
        self.assertTrue(case.sudo().access_ids)

    def reminded(self):
        """A message left an hour ago."""
        case = self.env["arrears.case"].search([("unit_id", "=", self.unit.id)])
        self.env["arrears.contact"].create(
            {
                "company_id": case.company_id.id,
                "debtor_id": case.debtor_id.id,
                "case_ids": [Command.set(case.ids)],
                "channel": "sms",
                "state": "sent",
                "happened_at": fields.Datetime.subtract(fields.Datetime.now(), hours=1),
                "contact_class": "dunning",
            }
        )

    def test_what_an_owner_says_is_one_click_away(self):
        self.start_tour("/odoo/arrears", "arrears_stops", login="board-collector")
        case = self.env["arrears.case"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(case.payment_claim_ids.payer_name, "Wife")
        self.assertEqual(case.grievance_ids.subject, "The lift stands still")
        self.assertEqual(case.extension_ids.state, "requested")
        self.assertEqual(case.state, "held")

    def test_the_bill_again_is_one_click_and_waits_with_its_paper(self):
        """Row 158."""
        self.owner.email = "zhang@example.com"
        self.start_tour("/odoo/arrears", "arrears_bill_again", login="board-collector")
        case = self.env["arrears.case"].search([("unit_id", "=", self.unit.id)])
        contact = case.contact_ids.filtered(lambda one: one.asked_for == "bill_again")
        self.assertEqual((len(contact), contact.state, contact.channel), (1, "queued", "email"))
        self.assertEqual((contact.amount, contact.user_id), (450, self.collector))
        self.assertEqual(contact.document_ids.document_type, "bill_statement")
