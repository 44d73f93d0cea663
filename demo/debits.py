"""The bank channel of the residential estate, and the mandates its owners signed."""

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .special import GARDEN

CHANNEL = "ccb"
# What the demo's bank does with the accounts that end so; everybody else has enough money.
CLOSED, FUNDS, PARTIAL = "0002", "0001", "0003"
ENDINGS = {2: PARTIAL, 5: FUNDS, 9: FUNDS}


def make_channel(books, estates):
    """The channel by which the sidecar exchanges files with CCB."""
    env, company = books.company.env, books.company
    clearing = env["account.account"].create(
        {
            "name": "代扣在途资金",
            "code": "101290",
            "account_type": "asset_current",
            "reconcile": True,
            "company_ids": [Command.set(company.ids)],
        }
    )
    return env["arrears.bank.channel"].create(
        {
            "name": "建设银行批量代扣",
            "code": CHANNEL,
            "profile": "ccb_batch",
            "exchange": "folder",
            "encoding": "gbk",
            "summary": "物业费",
            "company_id": company.id,
            "journal_id": books.journals["ccb"].id,
            "clearing_account_id": clearing.id,
            "estate_ids": [Command.set(estates[GARDEN].ids)],
        }
    )


def make_mandates(channel, roster, partners, units):
    """Active mandates, one a debtor, for all the units he or she owns."""
    signed = [debtor for debtor in roster.debtors.values() if debtor.has_mandate]
    held = {}
    for holding in roster.holdings:
        held.setdefault(holding.debtor, []).append(units[holding.unit].id)
    mandates = channel.env["arrears.mandate"].create(
        [
            {
                "company_id": channel.company_id.id,
                "channel_id": channel.id,
                "debtor_id": partners[debtor.key].id,
                # Somebody else may hold the account: here a member of the family.
                "holder_name": debtor.name if number % 17 else f"{debtor.name[0]}建芳",
                "bank_name": "中国建设银行",
                "account_entry": _account(number, debtor),
                "agreement_number": f"JC{number:06d}",
                "signed_date": roster.today - relativedelta(days=60 + number),
                "amount_max": 5000,
                "unit_ids": [Command.set(held[debtor.key])],
            }
            for number, debtor in enumerate(signed, start=1)
        ]
    )
    mandates.action_activate()
    return mandates


def _account(number, debtor):
    """A card number of nobody; its last four digits tell the demo's bank what to do."""
    usual = f"{1000 + number:04d}"
    ending = CLOSED if debtor.kind == "failing_debit" else ENDINGS.get(number, usual)
    return f"6217000000{number:05d}{ending}"
