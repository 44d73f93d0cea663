"""A week at the counter: cash, card and code, somebody else's money, a prepayment, a void.

Every receipt is typed into the cashier's own form on its day, and every day is closed against the
counted drawer.
"""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import Form

from ..engine.money import amount, minor_units
from .changes import ordinary_units
from .special import GARDEN, OLD_TOWN

# Accounts of the firm beside those of the chart: code, type, name.
WAITING = {
    "cards": ("101281", "asset_current", "刷卡在途"),
    "code": ("101282", "asset_current", "微信支付宝在途"),
    "deposit": ("101283", "asset_current", "现金缴存在途"),
    "difference": ("660299", "expense", "现金长短款"),
}
METHODS = {"cash": "现金", "card": "刷卡", "code": "微信/支付宝"}
# In fen.
FLOAT, COUNTED_SHORT, ADVANCE = 50_000, 50, 60_000
# Who comes: method, part of what is owed in hundredths, who brings the money. One a day in turn.
VISITS = (
    ("cash", 100, None),
    ("code", 150, None),
    ("cash", 40, None),
    ("card", 100, None),
    ("cash", 120, "女儿代缴"),
    ("code", 100, None),
    ("cash", 100, None),
    ("card", 60, None),
    ("code", 100, "公司财务代缴"),
    ("cash", 100, None),
    ("cash", 100, None),
    ("code", 100, None),
)
DAYS, SHORT_DAY = 5, 2


def keep_week(firm):
    """The last five working days before today, once."""
    books = firm.books
    receipts = books.company.env["arrears.receipt"]
    if receipts.search_count([("company_id", "=", books.company.id)], limit=1):
        return
    methods = _methods(books)
    visits = list(zip(_visitors(firm), VISITS, strict=False))
    for number, day in enumerate(_working_days(firm.roster.today, DAYS)):
        desk = _Desk(firm, day, methods)
        for unit, visit in visits[number::DAYS]:
            desk.take(unit, *visit)
        desk.close(short=number == SHORT_DAY)


def _working_days(today, count):
    days = [today - timedelta(days=ago) for ago in range(1, 2 * count + 2)]
    return sorted([day for day in days if day.weekday() < 5][:count])


def _visitors(firm):
    """Units of ordinary owners: those with open bills, then those who pay in advance.

    Left out are those who have owed for very long, whose bank pays, or whose bills wait for the
    accountant.
    """
    kinds = {firm.partners[debtor.key]: debtor.kind for debtor in firm.roster.debtors.values()}
    env = firm.books.company.env
    left_out = env["arrears.mandate"].search([]).debtor_id
    pairs = [
        (partner, unit)
        for code in (OLD_TOWN, GARDEN)
        for partner, unit in ordinary_units(firm, code)
        if partner not in left_out and kinds[partner] != "long_overdue"
    ]
    charges = env["arrears.charge"].search(
        [("unit_id", "in", [unit.id for __, unit in pairs]), ("state", "=", "open")]
    )
    waiting = charges.filtered(lambda charge: not charge.price_basis).unit_id
    units = [unit for __, unit in pairs if unit not in waiting]
    return sorted(units, key=lambda unit: unit not in charges.unit_id)


def _methods(books):
    """The firm's ways of paying; the accounts in which money waits come with them."""
    company = books.company
    accounts = dict(
        zip(
            WAITING,
            company.env["account.account"].create(
                [
                    {
                        "code": code, "account_type": kind, "name": name,
                        "reconcile": kind == "asset_current",
                        "company_ids": [Command.set(company.ids)],
                    }
                    for code, kind, name in WAITING.values()
                ]
            ),
            strict=True,
        )
    )  # fmt: skip
    company.write(
        {
            "arrears_cash_difference_account_id": accounts["difference"].id,
            "arrears_cash_transit_account_id": accounts["deposit"].id,
        }
    )
    cash = books.journals["cash"]
    where = {
        "cash": (cash, cash.default_account_id),
        "card": (books.journals["ccb"], accounts["cards"]),
        "code": (books.journals["ccb"], accounts["code"]),
    }
    made = company.env["arrears.payment.method"].create(
        [
            {
                "name": METHODS[way], "way": way, "company_id": company.id,
                "journal_id": journal.id, "account_id": account.id,
            }
            for way, (journal, account) in where.items()
        ]
    )  # fmt: skip
    return dict(zip(where, made, strict=True))


class _Desk:
    """The cashier at her desk on one day."""

    def __init__(self, firm, day, methods):
        cashier = firm.staff["cashier"]
        env = firm.books.company.env
        self.env = env(user=cashier.id, context={**env.context, "arrears_today": day})
        self.company = firm.books.company
        self.methods = methods

    def take(self, unit, method, hundredths, payer):
        """One receipt: what is owed or a part of it, or more, the rest being a prepayment."""
        self.env.cr.flush()
        form = Form(self.env["arrears.receipt"], "property_arrears.view_arrears_receipt_form")
        form.unit_id = unit.with_env(self.env)
        form.method_id = self.methods[method].with_env(self.env)
        # Whole yuan, as people pay.
        owed = minor_units(form.amount_owed) or ADVANCE
        form.amount = amount(owed * hundredths // 10_000 * 100)
        if payer:
            form.payer_name = f"{form.debtor_ids[0].name}（{payer}）"
        form.save().action_confirm()

    def close(self, short):
        """Count the drawer, keep the float, bring the rest to the bank."""
        day = self.env["arrears.cashier.day"].search(
            [("company_id", "=", self.company.id), ("state", "=", "open")], limit=1
        )
        if not day:
            return
        for line in day.line_ids.filtered(lambda line: line.way == "cash"):
            counted = minor_units(line.expected) - (COUNTED_SHORT if short else 0)
            deposited = max(counted - FLOAT, 0)
            line.write({"counted": amount(counted), "deposited": amount(deposited)})
        if short:
            day.difference_reason = "找零差错"
        day.action_close()
