"""The bank channels of the three estates, and the mandates their owners signed."""

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from . import seasons
from .special import COMMERCE, GARDEN, OLD_TOWN

CHANNEL = "ccb"
# What the demo's bank does with the accounts that end so; everybody else has enough money.
CLOSED, FUNDS, PARTIAL = "0002", "0001", "0003"
ENDINGS = {2: PARTIAL, 5: FUNDS, 9: FUNDS}
# Code of the channel → name, bank, estate, number of its clearing account, first digits of its
# cards, and how it works: by folder, by the bank's page, or keyed from paper.
CHANNELS = {
    "ccb": ("建设银行批量代扣", "中国建设银行", GARDEN, "101290", "6217000000"),
    "icbc": ("工商银行批量代扣", "中国工商银行", COMMERCE, "101291", "6222020000"),
    "rural": ("农商行代扣（纸质回单）", "农村商业银行", OLD_TOWN, "101292", "6230910000"),
}
WAYS = {
    "ccb": {"profile": "ccb_batch", "exchange": "folder"},
    "icbc": {"profile": "icbc_own", "exchange": "browser", "answer_day": "collection",
             "first_run_day": 10, "second_run_day": 20},
    "rural": {"profile": "generic_delimited", "exchange": "browser", "encoding": "gb18030",
              "silence": "collected", "notice_days": 3, "answer_days": 5},
}  # fmt: skip
RUNS_APART = 10


def make_channels(books, estates, today):
    """The ways to the three banks; ``{code: arrears.bank.channel}``."""
    return {
        code: books.company.env["arrears.bank.channel"].create(
            {
                "name": name,
                "code": code,
                "summary": "物业费",
                "encoding": "gbk",
                "company_id": books.company.id,
                "journal_id": books.journals[code].id,
                "clearing_account_id": _clearing(books, account, bank).id,
                "estate_ids": [Command.set(estates[estate].ids)],
                **WAYS[code],
                **(_runs(today) if code == "rural" else {}),
            }
        )
        for code, (name, bank, estate, account, __) in CHANNELS.items()
    }


def _runs(today):
    """The days of a month on which the rural bank collects."""
    first = seasons.first_run("rural", today)
    second = first + relativedelta(days=RUNS_APART)
    return {"first_run_day": first.day, "second_run_day": second.day}


def _clearing(books, code, bank):
    """Where money waits that one bank collected."""
    return books.company.env["account.account"].create(
        {
            "name": f"代扣在途资金（{bank}）",
            "code": code,
            "account_type": "asset_current",
            "reconcile": True,
            "company_ids": [Command.set(books.company.ids)],
        }
    )


def make_mandates(channels, roster, partners, units, chosen):
    """Active mandates, one a debtor, for all the units he or she owns.

    :param chosen: a function that says of a debtor whether it signs now
    :return: ``{key of the debtor: arrears.mandate}``
    """
    signed = [debtor for debtor in roster.debtors.values() if debtor.has_mandate]
    held = {}
    for holding in roster.holdings:
        held.setdefault(holding.debtor, []).append(units[holding.unit].id)
    told = {
        debtor.key: _mandate(
            channels[debtor.bank], number, debtor, partners[debtor.key], held[debtor.key],
            roster.today,
        )
        for number, debtor in enumerate(signed, start=1)
        if chosen(debtor)
    }  # fmt: skip
    mandates = channels[CHANNEL].env["arrears.mandate"].create(list(told.values()))
    mandates.action_activate()
    return dict(zip(told, mandates, strict=True))


def _mandate(channel, number, debtor, partner, units, today):
    return {
        "company_id": channel.company_id.id,
        "channel_id": channel.id,
        "debtor_id": partner.id,
        # Somebody else may hold the account: here a member of the family.
        "holder_name": debtor.name if number % 17 else f"{debtor.name[0]}建芳",
        "bank_name": CHANNELS[channel.code][1],
        "account_entry": _account(number, debtor),
        "agreement_number": f"JC{number:06d}",
        "signed_date": _signed(number, debtor, today),
        "amount_max": 20_000 if debtor.is_company else 5_000,
        "unit_ids": [Command.set(units)],
    }


def is_in_month(debtor):
    """Whether a debtor's bank collects in the month of debits that has been."""
    return debtor.kind == "pays_by_debit" and not debtor.signs_late


def _signed(number, debtor, today):
    if debtor.signs_late:
        return today - relativedelta(days=25)
    if debtor.kind == "pays_by_debit":
        return seasons.first_run(debtor.bank, today) - relativedelta(days=20)
    return today - relativedelta(days=60 + number)


def _account(number, debtor):
    """A card number of nobody; its last four digits tell the demo's bank what to do."""
    usual = f"{1000 + number:04d}"
    ending = CLOSED if debtor.kind == "failing_debit" else ENDINGS.get(number, usual)
    return f"{CHANNELS[debtor.bank][4]}{number:05d}{ending}"
