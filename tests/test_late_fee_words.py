"""Where the late fee is said: the demand letter, texts and scripts, and to approvers."""

from odoo.tests import tagged

from .late_fee_scene import LateFeeScene
from .letter_case import LetterCase


@tagged("post_install", "-at_install")
class TestLateFeeWords(LateFeeScene, LetterCase):
    def test_a_demand_names_base_days_rate_amount_and_cap_and_asks_for_none_of_it(self):
        self.owing(1000, due="2026-08-31")
        letter = self.printed()
        running = letter._paper()["running"]
        [row] = running["rows"]
        self.assertEqual(
            (row["base"], row["date_from"], row["date_until"], row["permille"], row["days"],
             row["amount"], row["cap"]),
            (1000, "2026-09-01", "2026-09-15", "0.5", 15, 7.5, 1000),
        )  # fmt: skip
        self.assertEqual(letter.amount, 1000)
        text = self.page(letter)
        for part in ("In hardship it may be waived", "Contract 2020, clause 18", "09/15/2026"):
            self.assertIn(part, text)

    def test_without_a_clause_the_letter_names_no_late_fee(self):
        self.clause.unlink()
        self.owing(1000, due="2026-08-31")
        letter = self.printed()
        self.assertIsNone(letter._paper()["running"])
        self.assertIn("asks for no late fee", self.page(letter))

    def test_the_letter_keeps_what_was_reckoned_for_it(self):
        bill = self.owing(1000, due="2026-08-31")
        letter = self.printed()
        self.pay(bill, 1000, arrears_value_date="2026-09-02")
        self.assertEqual(letter._paper()["running"]["left"], 750)

    def test_a_text_says_the_true_figure_and_nothing_without_one(self):
        bill = self.owing(1000, due="2026-08-31")
        named = [(self.charges(bill), 100_000)]

        def said():
            values = {"channel": "sms", "body": "{late_fee}"}
            template = self.env["arrears.template"].new(values)
            return template._values(self.case_of(), named)["late_fee"]

        self.assertIn("7.50", said())
        self.clause.unlink()
        self.assertEqual(said(), "")

    def test_the_script_on_the_late_fee_is_given_out_only_with_one(self):
        self.owing(1000, due="2026-08-31")
        script = self.env.ref("property_arrears.script_late_fee").with_user(self.collector)
        _before, after = script._filled(self.case_of(), identity_checked=True)
        self.assertIn("7.50", after[0][1])
        self.clause.unlink()
        _before, after = script._filled(self.case_of(), identity_checked=True)
        self.assertEqual(after, [])
