"""A collector's day in a real browser: thirteen cards in thirteen situations, in both languages."""

import re

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

NAMES = [
    "张三",
    "李四",
    "王五",
    "赵六",
    "钱七",
    "孙八",
    "周九",
    "吴十",
    "郑一",
    "冯二",
    "陈三",
    "褚四",
    "卫五",
]
FIRST = 1601


@tagged("post_install", "-at_install")
class TestDayTour(HttpCase):
    def setUp(self):
        super().setUp()
        self.company = self.env.company
        self.at_noon()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.language = "zh_CN" if "chinese" in self._testMethodName else "en_US"
        self.collector = self.worker("day-collector", "Lin Fang")
        self.colleague = self.worker("day-colleague", "Chen Wei")
        self.estate = self.make_estate()
        self.product = self.env["product.product"].create(
            {"name": "Fee", "type": "service", "arrears_kind": "principal"}
        )
        self.cases = [self.make_card(place) for place in range(len(NAMES))]
        self.wait_with_a_message(self.cases[0])
        self.cases[11].reason_id = self.env.ref("property_arrears.reason_forgot")

    def at_noon(self):
        """Noon wherever the clock of the machine stands, or calls would be out of hours."""
        hour = fields.Datetime.now().hour
        offset = (12 - hour + 24) % 24
        zone = f"Etc/GMT{'-' if offset <= 14 else '+'}{offset if offset <= 14 else 24 - offset}"
        self.company.partner_id.tz = zone
        self.env["arrears.holiday"].search([]).unlink()

    def worker(self, login, name):
        group = "property_arrears.group_collector"
        return new_test_user(self.env, login, group, name=name, lang=self.language)

    def make_estate(self):
        jurisdiction = self.env.ref("property_arrears.jurisdiction_cn")
        return self.env["arrears.estate"].create(
            {
                "name": "Tour Garden",
                "code": "DAY",
                "jurisdiction_id": jurisdiction.id,
                "collector_ids": [Command.set(self.collector.ids)],
                "default_collector_id": self.collector.id,
            }
        )

    def make_card(self, place):
        """A card of its own owner with a call for today; the earlier, the more is owed."""
        today = self.company._arrears_today()
        unit = self.env["arrears.unit"].create(
            {"estate_id": self.estate.id, "number": str(FIRST + place)}
        )
        owner = self.env["res.partner"].create(
            {
                "name": NAMES[place],
                "phone": f"+86 138 1234 56{place:02}",
                "street": f"1 Lake Road {FIRST + place}",
                "city": "Hangzhou",
                "lang": self.language,
            }
        )
        line = {
            "product_id": self.product.id,
            "price_unit": 3000 - 200 * place,
            "arrears_price_basis": "Contract",
            "tax_ids": [Command.clear()],
        }
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": owner.id,
                "invoice_date": fields.Date.subtract(today, days=200),
                "invoice_date_due": fields.Date.subtract(today, days=90 - place),
                "arrears_unit_id": unit.id,
                "invoice_line_ids": [Command.create(line)],
            }
        ).action_post()
        self.env.cr.flush()
        case = self.env["arrears.case"].search([("unit_id", "=", unit.id)])
        case.with_context(mail_activity_quick_update=True).activity_schedule(
            "property_arrears.activity_type_call",
            date_deadline=today,
            summary=case._task_summary(self.collector.lang),
            user_id=self.collector.id,
        )
        return case

    def wait_with_a_message(self, case):
        self.env["arrears.contact"].create(
            {
                "company_id": self.company.id,
                "debtor_id": case.debtor_id.id,
                "case_ids": [Command.set(case.ids)],
                "channel": "sms",
                "state": "queued",
                "scheduled_at": fields.Datetime.add(fields.Datetime.now(), hours=2),
                "text": f"{case.unit_id.number}: 3,000.00",
                "amount": 3000,
            }
        )

    def work_through(self):
        """Click through the day, and tell how long the next card took each time."""
        with self.assertLogs(type(self)._logger, "WARNING") as heard:
            self.start_tour(
                "/odoo/action-property_arrears.action_arrears_case_day",
                f"arrears_day_{self.language}",
                login=self.collector.login,
                timeout=240,
            )
        waits = [int(ms) for ms in re.findall(r"next card \d+: (\d+) ms", "\n".join(heard.output))]
        self.assertEqual(len(waits), len(NAMES) - 1)
        self._logger.runbot("Next card: %s ms, the slowest %s ms", waits, max(waits))
        self.env.invalidate_all()
        self.assert_all_is_written_down()

    def assert_all_is_written_down(self):
        outcomes = [case.contact_ids.filtered("outcome").outcome for case in self.cases[1:6]]
        self.assertEqual(
            outcomes, ["connected", "connected", "no_answer", "wrong_number", "someone_else"]
        )
        types = [case.hold_ids.type for case in self.cases]
        self.assertEqual(
            [types[place] for place in (2, 6, 7, 8, 9)],
            ["promise", "dispute", "hardship", "payment_claim", "fapiao"],
        )
        self.assertEqual(self.cases[10].letter_ids.state, "to_print")
        self.assertEqual(self.cases[11].visit_ids.companion_id, self.colleague)
        self.assertEqual(self.cases[12].stage_id.gate, "none", "the law stays out of reach")

    def test_thirteen_cards_are_worked_with_clicks_in_english(self):
        self.work_through()

    def test_thirteen_cards_are_worked_with_clicks_in_chinese(self):
        self.work_through()
