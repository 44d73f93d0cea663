"""Years of bills and payments up to today."""

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from ..engine.money import amount, minor_units
from . import billing, receipts, seasons
from .habits import payments
from .planner import Planner
from .receipts import Receipt
from .special import COMMERCE, GARDEN, OLD_TOWN

PREPAID_QUARTERS = 4
# Some hundred bills in one call are fastest.
SEASONS_AT_ONCE = {GARDEN: 1, COMMERCE: 3, OLD_TOWN: 1}
METHODS = {"ccb": "银行转账", "rural": "农商行缴存", "cash": "现金收款"}


def bill_all(books, estates, today, years):
    """Bill every season of every estate up to today; the posted bills."""
    calendar = {
        GARDEN: seasons.quarters(today, years),
        COMMERCE: seasons.months(today, years),
        OLD_TOWN: seasons.calendar_years(today, years),
    }
    bills, planner = books.company.env["account.move"], Planner(books.company.env)
    for code, found in calendar.items():
        for start in range(0, len(found), SEASONS_AT_ONCE[code]):
            some = found[start : start + SEASONS_AT_ONCE[code]]
            bills |= billing.bill(books, estates[code], some)
            planner.grown(len(bills))
    return bills


def pay_all(books, roster, partners, bills, random):
    """Book what everybody paid by today, each in his own way."""
    by_payer = bills.sorted(lambda bill: (bill.invoice_date, bill.id)).grouped("partner_id")
    found = []
    newest = max(season.first for season in seasons.quarters(roster.today, 1))
    for key, debtor in roster.debtors.items():
        own = by_payer.get(partners[key], bills.browse())
        if debtor.kind == "prepaid_year":
            found += _prepaid(books, partners[key], own, debtor.habit, roster.today, random)
            continue
        if debtor.has_mandate:
            # The first direct debit is what the demonstration runs: it has not happened yet.
            own = own.filtered(lambda bill: bill.arrears_period_from < newest)
        found += _of_debtor(books, partners[key], own, debtor.habit, roster.today, random)
    return receipts.book(books, found)


def _of_debtor(books, payer, bills, habit, today, random):
    paid = payments(habit, [_terms(bill) for bill in bills], today, random)
    return [
        _receipt(books, payer, habit, payment.day, payment.amount, bill)
        for bill, arrived in zip(bills, paid, strict=True)
        for payment in arrived
    ]


def _terms(bill):
    return bill.invoice_date, bill.invoice_date_due, minor_units(bill.amount_total)


def _receipt(books, payer, habit, day, fen, bills):
    text = f"{METHODS[habit.method]} {bills[:1].name or ''}".strip()
    return Receipt(books.journals[habit.method], day, payer, fen, bills, text)


def _prepaid(books, payer, bills, habit, today, random):
    """Somebody who paid four quarters at once, half a year ago; the rest waits as a credit."""
    paid_on = today - relativedelta(days=190)
    before = bills.filtered(lambda bill: bill.invoice_date < paid_on)
    after = bills - before
    fen = PREPAID_QUARTERS * minor_units(bills[-1:].amount_total)
    year = _receipt(books, payer, habit, paid_on, fen, after)
    year.text = "预缴一年物业费"
    return [*_of_debtor(books, payer, before, habit, today, random), year]


def former_firm(books, unit, payer, today):
    """Arrears that the former firm handed over, without a price basis: two old years.

    One of them is time-barred by now, and none of them can be dunned without a basis.
    """
    first_year = today.year - 5
    lines = []
    for year, fen in ((first_year, 46_800), (first_year + 2, 46_800)):
        lines.append(
            {
                "account_id": books.receivable.id,
                "partner_id": payer.id,
                "name": f"前物业移交 {year} 年物业费 {unit.name}",
                "debit": amount(fen),
                "date_maturity": today.replace(year=year, month=12, day=31),
                "arrears_unit_id": unit.id,
                "arrears_kind": "principal",
                "arrears_period_from": today.replace(year=year, month=1, day=1),
                "arrears_period_to": today.replace(year=year, month=12, day=31),
            }
        )
    balance = {
        "account_id": books.opening.id,
        "name": "前物业移交",
        "credit": amount(2 * 46_800),
    }
    entry = books.company.env["account.move"].create(
        {
            "move_type": "entry",
            "company_id": books.company.id,
            "journal_id": books.journals["opening"].id,
            "date": unit.estate_id.contract_from,
            "ref": "前物业遗留欠费移交清单",
            "line_ids": [Command.create(line) for line in [*lines, balance]],
        }
    )
    entry._post(soft=False)
    return entry


def paid_to_sister(sister, payer, fen, day):
    """The owner's transfer landed in the account of the sister company, where it is a credit."""
    sister_env = sister.env["account.move"].with_company(sister)
    bank = sister.env["account.journal"].search(
        [("company_id", "=", sister.id), ("type", "=", "bank")], limit=1
    )
    receivable = payer.with_company(sister).property_account_receivable_id
    entry = sister_env.create(
        {
            "move_type": "entry",
            "company_id": sister.id,
            "journal_id": bank.id,
            "date": day,
            "ref": "业主误转入物业费",
            "arrears_value_date": day,
            "line_ids": [
                Command.create(
                    {
                        "account_id": receivable.id,
                        "partner_id": payer.id,
                        "name": "误转入物业费",
                        "credit": amount(fen),
                    }
                ),
                Command.create(
                    {
                        "account_id": bank.default_account_id.id,
                        "name": "误转入物业费",
                        "debit": amount(fen),
                    }
                ),
            ],
        }
    )
    entry._post(soft=False)
    return entry
