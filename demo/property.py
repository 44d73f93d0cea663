"""Estates, units, owners and prices."""

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .paper import scan
from .special import COMMERCE, GARDEN, OLD_TOWN

ESTATES = {
    GARDEN: {
        "name": "云栖花园",
        "region": "杭州西区",
        "fee_basis": "lump_sum",
        "billing_cycle": "quarter",
        "payment_days": 15,
        "office_name": "云栖花园物业服务中心",
        "office_address": "云栖花园 1 幢底层",
        "office_phone": "0571-00000001",
        "office_hours": "周一至周日 8:30–18:00",
        "how_to_pay": "可到云栖花园 1 幢底层服务中心缴费，或办理建设银行代扣。",
    },
    COMMERCE: {
        "name": "锦程国际中心",
        "region": "杭州城东",
        "fee_basis": "lump_sum",
        "billing_cycle": "month",
        "bill_day": 25,
        "bill_in": "before",
        "due_rule": "day_of_month",
        "due_day": 10,
        "due_months": 1,
        "office_name": "锦程国际中心客服部",
        "office_address": "锦程国际中心 A 座大堂",
        "office_phone": "0571-00000002",
        "office_hours": "周一至周六 9:00–18:00",
        "how_to_pay": "请按账单所示对公账户转账，备注房号；也可到 A 座大堂客服部缴费。",
    },
    OLD_TOWN: {
        "name": "红星新村",
        "region": "杭州城东",
        "fee_basis": "commission",
        "billing_cycle": "year",
        "bill_day": 5,
        "due_rule": "day_of_month",
        "due_day": 31,
        "due_months": 2,
        "office_name": "红星新村物业服务站",
        "office_address": "红星新村 3 幢 1 单元底层",
        "office_phone": "0571-00000003",
        "office_hours": "周一至周五 8:00–17:00",
        "how_to_pay": "可到 3 幢 1 单元底层服务站缴现金，或存入农村商业银行专户。",
    },
}
# (estate, usage, kind, basis, price a month, clause); an earlier price of the flats below.
PRICES = (
    (GARDEN, "residential", "principal", "per_area_month", 2.80, "前期物业服务合同第十二条"),
    (GARDEN, "villa", "principal", "per_area_month", 4.50, "前期物业服务合同第十二条"),
    (GARDEN, "parking", "principal", "fixed_month", 80.00, "车位管理服务协议第三条"),
    (COMMERCE, "shop", "principal", "per_area_month", 9.80, "商业物业服务合同第八条"),
    (COMMERCE, "office", "principal", "per_area_month", 12.50, "商业物业服务合同第八条"),
    (COMMERCE, "shop", "pass_through", "per_area_month", 1.35, "公共能耗分摊办法"),
    (OLD_TOWN, "residential", "principal", "per_area_month", 0.65, "业主大会决议〔2023〕2号"),
)
OLD_FLAT_PRICE = 2.60
# Lowest and highest price a m² and month in the old town.
GUIDED_PRICE = (0.56, 0.84)
DELIVERED_ON = "2019-06-30"


def make_estates(books, staff, today):
    """The three estates with their analytic accounts and prices; ``{code: arrears.estate}``."""
    company, env = books.company, books.company.env
    plan = env["account.analytic.plan"].create({"name": "项目"})
    accounts = env["account.analytic.account"].create(
        [
            {"name": values["name"], "plan_id": plan.id, "company_id": company.id}
            for values in ESTATES.values()
        ]
    )
    start = today.replace(month=1, day=1) - relativedelta(years=6)
    collectors = {GARDEN: "collector", COMMERCE: "collector2", OLD_TOWN: "collector"}
    estates = env["arrears.estate"].create(
        [
            {
                **values,
                "code": code,
                "company_id": company.id,
                "jurisdiction_id": env.ref("property_arrears.jurisdiction_cn").id,
                "analytic_account_id": account.id,
                "contract_from": start,
                "contract_to": today.replace(month=12, day=31) + relativedelta(years=4),
                "default_collector_id": staff[collectors[code]].id,
                "collector_ids": [Command.set(staff[collectors[code]].ids)],
                "manager_id": staff["manager"].id,
                "billing_journal_id": books.journals[code].id,
                "billing_user_id": staff["accountant"].id,
            }
            for (code, values), account in zip(ESTATES.items(), accounts, strict=True)
        ]
    )
    by_code = dict(zip(ESTATES, estates, strict=True))
    # The former firm of the old estate left three years ago.
    by_code[OLD_TOWN].contract_from = today.replace(month=1, day=1) - relativedelta(years=3)
    _prices(books, by_code, today)
    _guide_price(by_code[OLD_TOWN])
    _late_fee_clauses(env, by_code)
    return by_code


def _late_fee_clauses(env, estates):
    """What the contract of each estate agrees about late payment."""
    env["arrears.late.fee.clause"].create(
        [
            {
                "estate_id": estates[code].id,
                "date_from": estates[code].contract_from,
                "permille": permille,
                "grace_days": grace,
                "clause": clause,
                "pointed_out": "签约时逐条说明，业主在加粗条款旁签字",
            }
            for code, permille, grace, clause in (
                (GARDEN, 0.5, 0, "前期物业服务合同第十八条"),
                (COMMERCE, 0.3, 0, "商业物业服务合同第二十一条"),
                (OLD_TOWN, 0.5, 15, "物业服务合同第十六条"),
            )
        ]
    )


def _prices(books, estates, today):
    """Prices from each contract on; the flats became dearer a year ago."""
    changed_on = today.replace(day=1) - relativedelta(months=14)
    values = []
    for code, usage, kind, basis, price, clause in PRICES:
        estate = estates[code]
        version = {
            "estate_id": estate.id,
            "usage": usage,
            "kind": kind,
            "basis": basis,
            "price": price,
            "legal_basis": clause,
            "product_id": books.products["parking" if usage == "parking" else kind].id,
            "date_from": estate.contract_from,
        }
        if (code, usage) == (GARDEN, "residential"):
            before = {
                **version,
                "price": OLD_FLAT_PRICE,
                "date_to": changed_on - relativedelta(days=1),
            }
            version["date_from"] = changed_on
            values.append(before)
        values.append(version)
    books.company.env["arrears.fee.standard"].create(values)


def _guide_price(estate):
    """The price of the old town is guided by the authority, within a band."""
    estate.env["arrears.price.band"].create(
        {
            "estate_id": estate.id,
            "usage": "residential",
            "lowest": GUIDED_PRICE[0],
            "highest": GUIDED_PRICE[1],
            "date_from": estate.contract_from,
            "source": "市发改委、市住建局《关于住宅小区前期物业服务收费标准的通知》",
        }
    )
    estate.price_regime = "guided"


def make_partners(env, roster, estates):
    """A contact for every debtor; ``{key: res.partner}``."""
    addresses = _addresses(roster, estates)
    partners = env["res.partner"].create(
        [
            {
                "name": debtor.name,
                "is_company": debtor.is_company,
                "phone": debtor.telephone,
                "email": debtor.email,
                "lang": "zh_CN",
                "country_id": env.ref("base.cn").id,
                "city": "杭州市",
                "street": addresses.get(debtor.key),
                "company_id": False,
            }
            for debtor in roster.debtors.values()
        ]
    )
    return dict(zip(roster.debtors, partners, strict=True))


def _addresses(roster, estates):
    """Where each debtor's first unit is, as a postal address."""
    units = {unit.key: unit for unit in roster.units}
    addresses = {}
    for holding in roster.holdings:
        unit = units[holding.unit]
        parts = (unit.building, unit.entrance, unit.number)
        address = f"{estates[unit.estate].name} {'-'.join(part for part in parts if part)}"
        addresses.setdefault(holding.debtor, address)
    return addresses


def make_units(env, roster, estates, partners):
    """Units with their owners and payers; ``{key: arrears.unit}``."""
    made = env["arrears.unit"].create(
        [
            {
                "estate_id": estates[unit.estate].id,
                "building": unit.building,
                "entrance": unit.entrance,
                "number": unit.number,
                "usage": unit.usage,
                "area": float(unit.area),
                "occupancy": unit.occupancy,
                "handover_date": unit.occupancy != "undelivered" and DELIVERED_ON,
                "decorated": unit.decorated,
            }
            for unit in roster.units
        ]
    )
    units = {unit.key: record for unit, record in zip(roster.units, made, strict=True)}
    holdings = env["arrears.ownership"].create(
        [
            {
                "unit_id": units[holding.unit].id,
                "partner_id": partners[holding.debtor].id,
                "role": holding.role,
                "date_from": holding.date_from,
                "date_to": holding.date_to,
                "jointly_liable": holding.jointly_liable,
            }
            for holding in roster.holdings
        ]
    )
    for let in holdings.filtered(lambda one: one.role == "tenant_payer"):
        let.consent_proof = scan("承租人缴费确认书", let.unit_id.display_name, let.partner_id.name)
        let.consent_proof_name = "confirmation.pdf"
        let.action_confirm_payer()
    return units
