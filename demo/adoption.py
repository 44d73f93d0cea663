"""What an accountant finds on taking over live books: bills made elsewhere, prices without a
basis, meter readings in a spreadsheet, and what the estate cost."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from ..engine.money import amount
from .changes import ordinary_units
from .special import COMMERCE, OLD_TOWN

PUMPING_BASIS = "业主大会决议〔2023〕2号第四条：二次供水电费按户分摊"
LATE_FEE_BASIS = "商业物业服务合同第二十一条：逾期每日 0.3‰"
WATER_BASIS = "供水公司非居民用水价目，代收不加收"
WATER_PRICE = 4.95
READINGS = ("unit_id", "product_id", "date_from", "date_to", "reading_from", "reading_to",
            "price", "price_basis")  # fmt: skip
# What the estate spends of each hundred yuan of its fee.
COSTS = (("640110", "秩序维护费", 34), ("640120", "保洁绿化费", 23), ("640130", "公共水电费", 14),
         ("640140", "设施设备维修费", 12), ("640150", "管理人员薪酬", 9))  # fmt: skip


def bill_elsewhere(firm):
    """Bills of the programme before: without kind, unit or period, or without a price basis."""
    today = firm.roster.today
    products = firm.books.company.env["product.product"]
    category = products.env["product.category"].create({"name": "原系统导入"})
    imported, pumping = products.create(
        [
            {"name": name, "type": "service", "categ_id": category.id,
             "taxes_id": [Command.clear()],
             "company_id": firm.books.company.id, "purchase_ok": False, "arrears_kind": kind}
            for name, kind in (("原系统费用", False), ("二次供水电费", "pass_through"))
        ]
    )  # fmt: skip
    issued, quarter = today - timedelta(days=52), _quarter_before(today)
    words = f"{quarter[0]:%Y}年{quarter[0].month}-{quarter[1].month}月"
    shop = firm.unit_of("shop_company")
    foreign = [
        _bill(firm, kind, imported, text, fen, issued, issued + timedelta(days=30))
        for kind, text, fen in (
            ("shop_company", f"{shop.name} {words}空调能耗费", 38_600),
            ("tenant_payer", f"广告灯箱电费 {words}", 15_240),
            ("developer", f"样板房用电 {words}", 124_000),
        )
    ]
    flats = ordinary_units(firm, OLD_TOWN)[:2]
    shared = [
        _bill(firm, None, pumping, f"二次供水电费 {words}", 3_860, today - timedelta(days=6),
              today + timedelta(days=24), payer=payer, unit=unit, period=quarter)
        for payer, unit in flats
    ]  # fmt: skip
    bills = firm.books.company.env["account.move"].create([*foreign, *shared])
    bills._post(soft=False)


def _quarter_before(day):
    """First and last day of the calendar quarter before the one of a day."""
    this = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return this - relativedelta(months=3), this - timedelta(days=1)


def _bill(firm, kind, product, text, fen, issued, due, *, payer=None, unit=None, period=None):
    """Values of one bill; without a unit it names the estate by its analytic account alone."""
    payer = payer or firm.party(kind)
    estate = (unit or firm.unit_of(kind)).estate_id
    line = {
        "product_id": product.id,
        "name": text,
        "quantity": 1,
        "price_unit": amount(fen),
        "tax_ids": [Command.clear()],
        "analytic_distribution": {str(estate.analytic_account_id.id): 100},
    }
    return {
        "move_type": "out_invoice",
        "company_id": firm.books.company.id,
        "journal_id": firm.books.journals[estate.code].id,
        "partner_id": payer.id,
        "invoice_date": issued,
        "invoice_date_due": due,
        "invoice_payment_term_id": False,
        "arrears_unit_id": unit and unit.id,
        "arrears_period_from": period and period[0],
        "arrears_period_to": period and period[1],
        "invoice_line_ids": [Command.create(line)],
    }


def give_bases(firm):
    """A price basis that a manager signed, and one that waits for the signature."""
    bases = firm.books.company.env["arrears.price.basis"]
    if bases.search_count([("company_id", "=", firm.books.company.id)], limit=1):
        return
    [pumping] = bases.env["product.product"].search(
        [("name", "=", "二次供水电费"), ("company_id", "=", firm.books.company.id)]
    )
    since = firm.roster.today.replace(month=1, day=1) - relativedelta(years=1)
    signed, __ = bases.with_user(firm.staff["accountant"]).create(
        [
            {
                "estate_id": firm.estates[OLD_TOWN].id,
                "product_id": pumping.id,
                "date_from": since,
                "text": PUMPING_BASIS,
            },
            {
                "estate_id": firm.estates[COMMERCE].id,
                "kind": "late_fee",
                "date_from": since,
                "text": LATE_FEE_BASIS,
            },
        ]
    )
    signed.with_user(firm.staff["manager"]).action_sign()


def read_meters(firm):
    """Last month's water of the shops, imported as Odoo imports a spreadsheet.

    It comes with their next bill.
    """
    metered = firm.books.company.env["arrears.metered.charge"]
    if metered.search_count([("company_id", "=", firm.books.company.id)], limit=1):
        return
    metered.env["product.product"].create(
        {
            "name": "自来水费（代收代缴）",
            "type": "service",
            "categ_id": firm.books.products["pass_through"].categ_id.id,
            "taxes_id": [Command.clear()],
            "company_id": firm.books.company.id,
            "purchase_ok": False,
            "arrears_kind": "pass_through",
        }
    )
    first = firm.roster.today.replace(day=1) - relativedelta(months=1)
    last = first + relativedelta(months=1, days=-1)
    shops = firm.estates[COMMERCE].unit_ids.filtered(lambda unit: unit.usage == "shop")
    rows = [
        [unit.display_name, "自来水费（代收代缴）", str(first), str(last), str(start),
         str(start + used), str(WATER_PRICE), WATER_BASIS]
        for unit, start, used in (
            (shop, 380 + 17 * place, 6 + 5 * place % 19) for place, shop in enumerate(shops)
        )
    ]  # fmt: skip
    done = metered.with_user(firm.staff["accountant"]).load(list(READINGS), rows)
    if not done["ids"]:
        raise ValueError(done["messages"])


def book_costs(firm):
    """What the old estate cost from January to last month, for the sheet that owners are shown."""
    estate, books = firm.estates[OLD_TOWN], firm.books
    until = firm.roster.today.replace(day=1) - timedelta(days=1)
    accounts = books.company.env["account.account"]
    if accounts.search_count(
        [("code", "=", COSTS[0][0]), ("company_ids", "in", books.company.ids)]
    ):
        return
    made = accounts.create(
        [
            {"code": code, "name": name, "account_type": "expense",
             "company_ids": [Command.set(books.company.ids)]}
            for code, name, __ in COSTS
        ]
    )  # fmt: skip
    price = estate.fee_standard_ids.filtered(lambda standard: standard.kind == "principal")
    area = sum(estate.unit_ids.mapped("area"))
    fee = price[:1]._monthly_amount(area) * until.month
    spent = [int(fee * percent) for __, __name, percent in COSTS]
    distribution = {str(estate.analytic_account_id.id): 100}
    lines = [
        {"account_id": account.id, "name": account.name, "debit": amount(fen),
         "analytic_distribution": distribution}
        for account, fen in zip(made, spent, strict=True)
    ]  # fmt: skip
    bank = books.journals["rural"]
    lines.append({"account_id": bank.default_account_id.id, "name": "支付项目成本",
                  "credit": amount(sum(spent))})  # fmt: skip
    books.company.env["account.move"].create(
        {
            "move_type": "entry",
            "company_id": books.company.id,
            "journal_id": books.journals["opening"].id,
            "date": until,
            "ref": f"{estate.name}{until:%Y}年项目成本",
            "line_ids": [Command.create(line) for line in lines],
        }
    )._post(soft=False)
