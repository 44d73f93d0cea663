"""The firm's company, books, products and journals."""

from dataclasses import dataclass
from datetime import datetime, timezone

from odoo.fields import Command

from .clock import working_zone
from .special import COMMERCE, GARDEN, OLD_TOWN

CHART = "cn"
VAT = "l10n_cn_sales_excluded_6"
EQUITY = "l10n_cn_account_3001"
# Journals of bills: each estate numbers its own.
BILLS = {GARDEN: "云栖花园账单", COMMERCE: "锦程国际中心账单", OLD_TOWN: "红星新村账单"}


@dataclass(frozen=True, slots=True)
class Books:
    """What bills and payments are booked with.

    :param journals: ``ccb``, ``rural``, ``icbc``, ``cash``, ``opening``, or an estate's code →
        journal
    :param products: a kind of charge, or ``parking`` → product
    """

    company: object
    journals: dict
    products: dict
    receivable: object
    opening: object


def make_company(company, name):
    """Turn a company without postings into a Chinese one with the Chinese chart.

    :param company: ``res.company``; its country comes first, since the chart follows it
    """
    env = company.env
    company.write(
        {
            "name": name,
            "country_id": env.ref("base.cn").id,
            "state_id": env.ref("base.state_cn_ZJ").id,
            "city": "杭州市",
            "street": "西湖区文三路 478 号",
            "phone": "+8657100000000",
            "email": "service@example.com",
            "website": "https://property.example.com",
        }
    )
    zone = working_zone(datetime.now(timezone.utc))
    company.partner_id.write({"lang": "zh_CN", "tz": zone})
    env["account.chart.template"].try_loading(CHART, company, install_demo=False)


def make_books(company):
    """Journals, products and taxes of the firm."""
    return _books(company, _journals(company), _products(company, _vat(company)))


def find_books(company):
    """The books of the firm as they were made; bills need no more than these."""
    journals = company.env["account.journal"].search(
        [("company_id", "=", company.id), ("code", "in", list(BILLS))]
    )
    return _books(company, {journal.code: journal for journal in journals}, {})


def _books(company, journals, products):
    chart = company.env["account.chart.template"].with_company(company)
    receivable = company.partner_id.with_company(company).property_account_receivable_id
    return Books(company, journals, products, receivable, chart.ref(EQUITY))


def _journals(company):
    """Bank and cash, a journal of bills for each estate, and Odoo's own for opening entries."""
    journals = company.env["account.journal"]
    wanted = {
        "ccb": ("建设银行文三路支行", "bank", "CCB"),
        "rural": ("农村商业银行", "bank", "RCB"),
        "icbc": ("工商银行城东支行", "bank", "ICBC"),
        "cash": ("收银台现金", "cash", "XJ"),
        **{code: (name, "sale", code) for code, name in BILLS.items()},
    }
    made = journals.create(
        [
            {"name": name, "type": kind, "code": code, "company_id": company.id}
            for name, kind, code in wanted.values()
        ]
    )
    opening = journals.search([("company_id", "=", company.id), ("type", "=", "general")], limit=1)
    return {**dict(zip(wanted, made, strict=True)), "opening": opening}


def _vat(company):
    """Six percent, contained in the price: fees are quoted to owners with tax (VAT Law art. 10)."""
    chart = company.env["account.chart.template"].with_company(company)
    return chart.ref(VAT).copy({"name": "6%（含税）", "price_include_override": "tax_included"})


def _products(company, vat):
    """One product a kind of charge; only the service fee and late fee bear tax here."""
    category = company.env["product.category"].create({"name": "物业收费"})
    texts = {
        "principal": ("物业服务费", vat),
        "parking": ("车位管理服务费", vat),
        "pass_through": ("公共水电分摊", None),
        "late_fee": ("违约金（滞纳金）", vat),
        "deposit": ("装修押金", None),
    }
    products = company.env["product.product"].create(
        [
            {
                "name": name,
                "type": "service",
                "categ_id": category.id,
                "company_id": company.id,
                "taxes_id": [Command.set(tax.ids if tax else [])],
                "supplier_taxes_id": [Command.clear()],
                "arrears_kind": "principal" if kind == "parking" else kind,
                "purchase_ok": False,
            }
            for kind, (name, tax) in texts.items()
        ]
    )
    return dict(zip(texts, products, strict=True))


def make_sister(parent):
    """A second company of the owners of the firm, with books of its own."""
    sister = parent.env["res.company"].create({"name": "锦程商业管理有限公司"})
    make_company(sister, sister.name)
    return sister
