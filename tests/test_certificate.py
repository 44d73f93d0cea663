"""A collector's certificate: who has none contacts nobody, where the firm keeps the rule."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .collection_case import TODAY
from .stops_case import StopsCase


@tagged("post_install", "-at_install")
class TestCertificate(StopsCase):
    def setUp(self):
        super().setUp()
        self.company.arrears_needs_certificate = True

    def certify(self, day=TODAY, user=None):
        return self.env["arrears.certificate"].create(
            {"user_id": (user or self.collector).id, "company_id": self.company.id, "date": day}
        )

    def test_a_manager_enters_it_and_it_holds_for_a_year(self):
        with Form(self.env["arrears.certificate"].with_user(self.manager)) as form:
            form.user_id = self.collector
            form.date = "2026-09-15"
        certificate = self.env["arrears.certificate"].search([("user_id", "=", self.collector.id)])
        self.assertEqual(certificate.valid_until, self.day("2027-09-14"))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                certificate.write({"valid_until": "2028-09-15"})
                self.env.flush_all()
        with self.assertRaises(AccessError):
            certificate.with_user(self.collector).write({"valid_until": "2027-01-01"})
        with self.assertRaises(UserError):
            certificate.unlink()

    def test_without_one_no_outgoing_contact_is_logged_not_even_as_a_breach(self):
        for channel in ("call", "visit", "wechat"):
            with self.assertRaisesRegex(UserError, "no certificate"):
                self.logged("no_answer", channel=channel, breach=True)
        with self.assertRaisesRegex(UserError, "no certificate"):
            self.as_user(self.collector, self.case).action_log_no_answer()
        self.logged("connected", direction="in", reason_id=self.reason("forgot").id)
        self.assertEqual(self.case.contact_ids.mapped("direction"), ["in"])

    def test_an_expired_one_is_named_with_its_last_day(self):
        self.certify("2025-09-14")
        with self.assertRaisesRegex(UserError, "ended on"):
            self.logged("no_answer")
        self.certify("2025-09-16")
        self.logged("no_answer")

    def test_a_letter_is_printed_by_certified_people_only(self):
        self.owner.write({"street": "1 Lake Road", "city": "Hangzhou"})
        action = self.case.with_user(self.collector).action_write_letter()
        letter = self.env["arrears.letter"].browse(action["res_id"]).with_user(self.collector)
        with self.assertRaisesRegex(UserError, "no certificate"):
            letter.action_print()
        self.assertEqual(letter.state, "to_print")
        self.certify()
        letter.action_print()
        self.assertEqual(letter.state, "printed")

    def test_a_run_is_started_by_certified_people_only(self):
        with self.assertRaisesRegex(UserError, "no certificate"):
            self.env["arrears.run"].with_user(self.manager).action_run_now()
        self.certify(user=self.manager)
        self.assertTrue(self.env["arrears.run"].with_user(self.manager).action_run_now())

    def test_a_run_gives_them_no_calls_and_says_why(self):
        self.switch_on()
        self.owner.email = False
        # Otherwise a letter, which needs no collector, would be the next step.
        self.any_policy_goes()
        steps = self.env.ref("property_arrears.policy_default").step_ids
        steps.filtered(lambda step: step.channel != "call").min_days_overdue = 900
        line = self.line_of(self.run_on(), self.case)
        self.assertEqual(line.outcome, "waiting")
        self.assertIn("certificate_missing", self.codes(line))
        self.assertFalse(self.tasks(self.case))
        self.certify()
        line = self.line_of(self.run_on(self.later(1)), self.case)
        self.assertNotIn("certificate_missing", self.codes(line))

    def test_a_firm_without_the_rule_asks_nobody(self):
        self.company.arrears_needs_certificate = False
        self.logged("no_answer")
        self.certify("2025-09-20")
        self.morning()
        self.assertFalse(self.tasks(self.env["arrears.certificate"].search([])))

    def test_a_month_ahead_collector_and_manager_are_told_once(self):
        certificate = self.certify("2025-10-15")
        self.assertEqual(certificate.valid_until, self.day("2026-10-14"))
        self.morning(-2)
        self.assertFalse(self.tasks(certificate))
        self.morning(-1)
        self.morning()
        self.assertEqual(self.tasks(certificate).user_id, self.collector | self.manager)
        self.assertEqual(len(self.tasks(certificate)), 2)

    def test_a_renewed_one_is_not_warned_of(self):
        old = self.certify("2025-09-20")
        self.certify("2026-09-10")
        self.morning()
        self.assertFalse(self.tasks(old))

    def test_a_collector_reads_only_his_own(self):
        other = self.user("other", "group_collector")
        mine, theirs = self.certify(), self.certify(user=other)
        seen = self.env["arrears.certificate"].with_user(self.collector).search([])
        self.assertEqual(seen & (mine | theirs), mine)
