"""Money that owners paid: entries of a month and bank, reconciled in bulk."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from odoo.fields import Command

from ..engine.money import amount

LINES_AN_ENTRY = 200
PLANS_AT_ONCE = 500


@dataclass(slots=True)
class Receipt:
    """One payment of one payer.

    :param fen: the amount
    :param bills: ``account.move`` records it pays, oldest first; what is left stays a credit
    """

    journal: object
    day: date
    payer: object
    fen: int
    bills: object
    text: str


def book(books, receipts):
    """Post the receipts and reconcile them with their bills.

    The entry of a month is dated on its last receipt; every line keeps its own value date.

    :param receipts: a list of ``Receipt``
    :return: the posted entries
    """
    groups = defaultdict(list)
    for receipt in sorted(receipts, key=lambda found: (found.day, found.payer.id)):
        groups[receipt.journal, receipt.day.year, receipt.day.month].append(receipt)
    lots = [
        (journal, lot[start : start + LINES_AN_ENTRY])
        for (journal, *__), lot in groups.items()
        for start in range(0, len(lot), LINES_AN_ENTRY)
    ]
    entries = books.company.env["account.move"].create(
        [_entry(books, journal, lot) for journal, lot in lots]
    )
    if entries:
        entries._post(soft=False)
    _reconcile(books, entries, [receipt for __, lot in lots for receipt in lot])
    return entries


def _entry(books, journal, lot):
    total = sum(receipt.fen for receipt in lot)
    day = max(receipt.day for receipt in lot)
    bank = {
        "account_id": journal.default_account_id.id,
        "name": f"{journal.name} {day:%Y-%m} 收物业费",
        "debit": amount(total),
        "arrears_value_date": day,
    }
    return {
        "move_type": "entry",
        "company_id": books.company.id,
        "journal_id": journal.id,
        "date": day,
        "ref": f"{journal.name} {day:%Y-%m}",
        "arrears_value_date": day,
        "line_ids": [
            *(Command.create(_credit(books, receipt)) for receipt in lot),
            Command.create(bank),
        ],
    }


def _credit(books, receipt):
    return {
        "account_id": books.receivable.id,
        "partner_id": receipt.payer.id,
        "name": receipt.text,
        "credit": amount(receipt.fen),
        "date_maturity": receipt.day,
        "arrears_value_date": receipt.day,
    }


def _reconcile(books, entries, receipts):
    """One plan a group of bills that share a payment."""
    credits = entries.line_ids.filtered(lambda line: line.account_id == books.receivable)
    credits = credits.sorted("id")
    lines = books.company.env["account.move.line"]
    bills = entries.union(*(receipt.bills for receipt in receipts)) - entries
    debits = receivables(books, bills)
    by_bill = defaultdict(lambda: lines)
    for credit, receipt in zip(credits, receipts, strict=True):
        if receipt.bills:
            by_bill[receipt.bills] |= credit
    plans = [paid.union(*(debits[bill] for bill in bills)) for bills, paid in by_bill.items()]
    for start in range(0, len(plans), PLANS_AT_ONCE):
        lines._reconcile_plan(plans[start : start + PLANS_AT_ONCE])


def receivables(books, bills):
    """``{bill: its receivable line}``"""
    lines = books.company.env["account.move.line"].search(
        [("move_id", "in", bills.ids), ("account_id", "=", books.receivable.id)]
    )
    return {line.move_id: line for line in lines}
