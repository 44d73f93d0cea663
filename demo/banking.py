"""What the firm's bank needs to know and the accountant claims with: accounts and a sister."""

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from ..engine.money import amount
from .special import COMMERCE, GARDEN, OLD_TOWN

SOURCE, LAYOUT = "ccb-main", "ccb_statement"
OWN_ACCOUNT = "33050161000000000688"
# Estate → journal, bank and branch, number: money of the old town is its owners' and kept apart.
RECEIVING = {
    GARDEN: ("ccb", "建设银行文三路支行", OWN_ACCOUNT),
    COMMERCE: ("ccb", "建设银行文三路支行", OWN_ACCOUNT),
    OLD_TOWN: ("rural", "农村商业银行红星支行", "201000000000030688"),
}
FEES = ("660301", "expense", "手续费")
GROUP = ("122199", "asset_current", "关联公司往来")
STREET, SHOP = "锦程商业街", "9-908"
FLORIST = "杭州春江花艺有限公司"
# In fen.
SHOP_FEE, PRINTING_FEE = 98_000, 1_000
BANKS, PRINTING = ("ccb", "icbc", "rural"), "回单打印费"


def set_up(firm):
    """The account's number and its source of statements, and what lump sums are claimed with."""
    books, staff = firm.books, firm.staff
    company, journal = books.company, books.journals["ccb"]
    env = company.env
    journal.bank_account_id = env["res.partner.bank"].create(
        {"acc_number": OWN_ACCOUNT, "partner_id": company.partner_id.id}
    )
    env["arrears.statement.source"].create(
        {
            "name": "建设银行基本户",
            "code": SOURCE,
            "company_id": company.id,
            "journal_id": journal.id,
            "profile": LAYOUT,
            "responsible_id": staff["accountant"].id,
        }
    )
    _receiving_accounts(firm)
    make_account(company, FEES)
    for one in (company, firm.sister):
        one.arrears_intercompany_account_id = make_account(one, GROUP)
        one.arrears_intercompany_journal_id = env["account.journal"].search(
            [("company_id", "=", one.id), ("type", "=", "general")], limit=1
        )
    _bill_of_sister(firm)


def keep_current(firm):
    """Today's charge of each bank: its statement is up to date, so nobody waits for it.

    The statement of the month tells of it again, by the same number: see ``month.known``.
    """
    books, today = firm.books, firm.roster.today
    fees = find_account(books.company, FEES)
    books.company.env["account.bank.statement.line"].create(
        [
            {
                "journal_id": books.journals[code].id,
                "date": today,
                "amount": amount(-PRINTING_FEE),
                "payment_ref": PRINTING,
                "counterpart_account_id": fees.id,
                "arrears_bank_reference": f"1-{today:%Y%m%d}900001",
            }
            for code in BANKS
        ]
    )


def _receiving_accounts(firm):
    """The account that the owners of each estate pay into, as its bills print it."""
    books, since = firm.books, firm.roster.today - relativedelta(years=6)
    books.company.env["arrears.receiving.account"].create(
        [
            {
                "estate_id": firm.estates[code].id,
                "journal_id": books.journals[journal].id,
                "holder_name": books.company.name,
                "bank_name": bank,
                "account_number": number,
                "date_from": since,
            }
            for code, (journal, bank, number) in RECEIVING.items()
        ]
    )


def make_account(company, told):
    """An account of a company: (code, type, name)."""
    code, kind, name = told
    return (
        company.env["account.account"]
        .with_company(company)
        .create(
            {
                "code": code, "account_type": kind, "name": name,
                "reconcile": kind == "asset_current",
                "company_ids": [Command.set(company.ids)],
            }
        )
    )  # fmt: skip


def find_account(company, told):
    """That account again."""
    return (
        company.env["account.account"]
        .with_company(company)
        .search([("code", "=", told[0]), ("company_ids", "in", company.ids)], limit=1)
    )


def _bill_of_sister(firm):
    """The sister keeps a street of shops; one of them owes a month."""
    sister = firm.sister
    first = firm.roster.today.replace(day=1) - relativedelta(months=2)
    unit, florist = _shop_of_sister(sister, first)
    env = sister.with_company(sister).env
    bill = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "company_id": sister.id,
            "partner_id": florist.id,
            "journal_id": _one(env, "account.journal", sister, ("type", "=", "sale")).id,
            "invoice_date": first,
            "invoice_date_due": first + relativedelta(days=15),
            "invoice_payment_term_id": False,
            "arrears_unit_id": unit.id,
            "arrears_period_from": first,
            "arrears_period_to": first + relativedelta(months=1, days=-1),
            "invoice_line_ids": [Command.create(_fee_of_shop(env, sister, unit))],
        }
    )
    bill._post(soft=False)


def _fee_of_shop(env, sister, unit):
    return {
        "name": f"物业服务费 {unit.name}",
        "quantity": 1,
        "price_unit": amount(SHOP_FEE),
        "account_id": _income(env, sister).id,
        "arrears_kind": "principal",
        "arrears_price_basis": "商业物业服务合同第八条",
        "tax_ids": [Command.clear()],
    }


def _shop_of_sister(sister, first):
    """A shop and the florist in it, from a day on."""
    env = sister.with_company(sister).env
    estate = env["arrears.estate"].create(
        {
            "name": STREET,
            "code": "JS",
            "company_id": sister.id,
            "jurisdiction_id": env.ref("property_arrears.jurisdiction_cn").id,
        }
    )
    building, number = SHOP.split("-")
    unit = env["arrears.unit"].create(
        {"estate_id": estate.id, "building": building, "number": number, "usage": "shop",
         "area": 100}
    )  # fmt: skip
    florist = env["res.partner"].create({"name": FLORIST, "is_company": True, "lang": "zh_CN"})
    env["arrears.ownership"].create(
        {"unit_id": unit.id, "partner_id": florist.id, "date_from": first}
    )
    return unit, florist


def _one(env, model, company, *domain):
    return env[model].search([("company_id", "=", company.id), *domain], limit=1)


def _income(env, company):
    return env["account.account"].search(
        [("company_ids", "in", company.ids), ("account_type", "=", "income")], limit=1
    )
