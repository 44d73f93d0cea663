"""The demo firm's ageing, reckoned a second time from its journal items in plain Python.

Nothing of ours is used but the words on the documents (unit, period and kind on the lines of a
bill): no charge, no report, no SQL of ours and none of Odoo's residuals. What each receivable
owes is its balance less what was reconciled with it by entries of that day or before; it is
divided over the lines of the bill, and paid from the service fee on, oldest first.
"""

from collections import defaultdict
from datetime import date, timedelta

from odoo.tests import tagged

from .demo_case import DemoCase


def cents(amount):
    return round(amount * 100)


def a_year_later(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def overdue_since(due, day):
    """The class by due date, written out."""
    days = (day - due).days
    for code, last in (("0_not_due", 0), ("1_days_30", 30), ("2_days_90", 90),
                       ("3_days_180", 180), ("4_days_365", 365)):  # fmt: skip
        if days <= last:
            return code
    if day <= a_year_later(due, 2):
        return "5_years_2"
    return "6_years_3" if day <= a_year_later(due, 3) else "7_over_3_years"


def served_since(end, day):
    """The class by service period, written out."""
    for code, years in (("4_year_1", 1), ("5_years_2", 2), ("6_years_3", 3)):
        if day <= a_year_later(end, years):
            return code
    return "7_over_3_years"


def divided(total, weights):
    """A total in proportion to weights: nearest cent, the rest to the largest."""
    whole = sum(weights)
    parts = [-((-2 * total * weight + whole) // (2 * whole)) for weight in weights]
    largest = max(range(len(weights)), key=weights.__getitem__)
    parts[largest] += total - sum(parts)
    return parts


def products(move):
    """The lines of a document that charge or credit something."""
    return move.invoice_line_ids.filtered(lambda line: line.display_type == "product")


class Books:
    """The receivables of a company as journal items, read once."""

    def __init__(self, env, company):
        items = env["account.move.line"].sudo().search(
            [("company_id", "=", company.id), ("parent_state", "=", "posted"),
             ("account_id.account_type", "=", "asset_receivable"),
             ("account_id.non_trade", "=", False)]
        )  # fmt: skip
        self.debts = [item for item in items if item.balance > 0]
        self.credits = [item for item in items if item.balance < 0]
        self.taken, self.given = defaultdict(list), defaultdict(list)
        for item in items:
            for partial in item.matched_credit_ids:
                self.taken[item.id].append((partial.credit_move_id, cents(partial.amount)))
            for partial in item.matched_debit_ids:
                self.given[item.id].append((partial.debit_move_id, cents(partial.amount)))

    def balance(self, day):
        return sum(cents(i.balance) for i in (*self.debts, *self.credits) if i.date <= day)

    def credit(self, day):
        """What no debt of that day has used."""
        return sum(
            -cents(item.balance)
            - sum(part for debt, part in self.given[item.id] if debt.date <= day)
            for item in self.credits
            if item.date <= day
        )

    def owed(self, day):
        """Every open part of a bill: (due date, end of service, amount)."""
        for item in self.debts:
            if item.date > day:
                continue
            reductions = [(c, part) for c, part in self.taken[item.id] if c.date <= day]
            yield from self.parts(item, reductions)

    def parts(self, item, reductions):
        move = item.move_id
        lines = self.bill_lines(move) if move.move_type == "out_invoice" else [
            (item.arrears_kind or "unclassified", item.arrears_period_from, item.arrears_period_to,
             item.arrears_unit_id.id, 1)
        ]  # fmt: skip
        amounts = divided(cents(item.balance), [weight for *_rest, weight in lines])
        left = [[*line[:4], amount] for line, amount in zip(lines, amounts, strict=True)]
        left.sort(key=lambda row: (row[0] != "principal", row[1] or date.max, row[3] or 0,
                                   row[2] or date.max, row[0]))  # fmt: skip
        money = sum(part for _credit, part in reductions)
        for credit, part in reductions:
            money -= self.to_its_own(credit, part, left)
        for row in left:
            used = min(money, row[4])
            money, row[4] = money - used, row[4] - used
            if row[4]:
                yield item.date_maturity or item.date, row[2], row[4]

    @staticmethod
    def to_its_own(credit, part, left):
        """What a payment says it is for, or the lines of a credit note, comes first."""
        move, used = credit.move_id, 0
        if move.move_type == "out_refund":
            wishes = [(*Books.marks(line), cents(line.price_total)) for line in products(move)]
        elif credit.arrears_kind:
            wishes = [(credit.arrears_kind, *Books.marks(credit)[1:], part)]
        else:
            return 0
        for *mark, wanted in wishes:
            for row in left:
                if row[:4] == mark:
                    taken = min(wanted, part - used, row[4])
                    row[4], used = row[4] - taken, used + taken
        return used

    @staticmethod
    def marks(line):
        """Kind, period and unit of a line; what it leaves open, its document says."""
        move, product = line.move_id, line.product_id
        period = (line.arrears_period_from, line.arrears_period_to)
        if not any(period):
            period = (move.arrears_period_from, move.arrears_period_to)
        kind = line.arrears_kind or product.arrears_kind or product.categ_id.arrears_kind
        unit = line.arrears_unit_id or move.arrears_unit_id
        return kind or "unclassified", *period, unit.id

    @staticmethod
    def bill_lines(move):
        groups = defaultdict(int)
        for line in products(move):
            groups[Books.marks(line)] += cents(line.price_total)
        return [(*mark, weight) for mark, weight in groups.items() if weight > 0]


@tagged("post_install", "-at_install")
class TestDemoAgeing(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = Books(cls.env, cls.company)

    def days(self):
        today = self.firm.roster.today
        return (today, today - timedelta(days=31), today - timedelta(days=100),
                date(today.year - 1, 12, 31), today - timedelta(days=300))  # fmt: skip

    def test_every_class_of_age_is_reproduced_to_the_cent(self):
        for day in self.days():
            with self.subTest(day=day):
                self._compare(day)

    def _compare(self, day):
        by_due, by_period = defaultdict(int), defaultdict(int)
        for due, end, amount in self.books.owed(day):
            by_due[overdue_since(due, day)] += amount
            by_period[served_since(end or due, day)] += amount
        report = self.env["arrears.ageing.report"].sudo()._make(self.company, day)
        self.assertEqual(self._classes(report, "due_date"), dict(by_due))
        self.assertEqual(self._classes(report, "period"), dict(by_period))
        self.assertEqual(cents(report.amount_credit), self.books.credit(day))
        self.assertEqual(cents(report.ledger_balance), self.books.balance(day))
        self.assertEqual((cents(report.unexplained), report.state), (0, "tied"))

    @staticmethod
    def _classes(report, axis):
        totals = report.total_ids.filtered(lambda t: t.axis == axis and t.amount_owed)
        return {total.bucket: cents(total.amount_owed) for total in totals}

    def test_charges_cards_and_report_say_the_same_today(self):
        today = self.firm.roster.today
        report = self.env["arrears.ageing.report"].sudo()._make(self.company, today)
        charges = self.env["arrears.charge"].search(
            [("company_id", "=", self.company.id), ("state", "=", "open")]
        )
        self.assertEqual(cents(report.amount_owed), sum(cents(c.amount_remaining) for c in charges))
        cards = self.env["arrears.case"].search(
            [("company_id", "=", self.company.id), ("state", "!=", "closed")]
        )
        barred = sum(cents(c.amount_remaining) for c in charges if c.time_barred)
        overdue = sum(cents(card.amount_overdue) for card in cards)
        self.assertEqual(cents(report.amount_overdue), overdue + barred)

    def test_by_value_date_every_day_ties_out_too(self):
        """Entries of a month are dated on its last receipt; each line has its own value date."""
        months = [self.firm.roster.today - timedelta(days=days) for days in (40, 70, 100)]
        reports = self.env["arrears.ageing.report"].sudo()
        made = [reports._make(self.company, day, basis="value") for day in months]
        self.assertEqual({report.state for report in made}, {"tied"})
        self.assertTrue(any(report.tie_ids.filtered("amount_timing") for report in made))

    def test_there_is_something_to_compare(self):
        """Guards the test itself: several classes, credits, and part payments."""
        today = self.firm.roster.today
        owed = list(self.books.owed(today))
        self.assertGreater(len({overdue_since(due, today) for due, _end, _amount in owed}), 3)
        self.assertTrue(self.books.credit(today))
        self.assertTrue(any(sum(p for _c, p in parts) > 0 for parts in self.books.taken.values()))
