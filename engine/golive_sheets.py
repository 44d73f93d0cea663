"""The sheets of a go-live: which columns each has, under which headings, in two languages.

One declaration serves reading, the sample files and the names in messages. A heading is
recognised in either language, whatever its case, width of characters and blanks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

UNIT = "unit"
OPEN_ITEM = "open_item"
PREPAYMENT = "prepayment"
DEPOSIT = "deposit"
MANDATE = "mandate"
DEMAND = "demand"
FORMER_CLAIM = "former_claim"
PLAN = "plan"
PROMISE = "promise"

# In the order in which they are booked: units before what is owed for them, that before what was
# agreed about it.
SHEETS = (UNIT, OPEN_ITEM, PREPAYMENT, DEPOSIT, MANDATE, DEMAND, FORMER_CLAIM, PLAN, PROMISE)
# What ends in the transfer account.
MONEY = (OPEN_ITEM, PREPAYMENT, DEPOSIT)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    :param type: ``text``, ``account`` (a bank account, which must never be a number), ``amount``,
        ``paid`` (an amount that may be zero), ``area``, ``whole``, ``day``, ``yes`` or the name of
        a list of words in ``WORDS``
    :param example: what the sample file shows, English and Chinese
    """

    name: str
    english: str
    chinese: str
    type: str = "text"
    required: bool = False
    aliases: tuple[str, ...] = ()
    example: tuple[object, object] = ("", "")

    def headings(self) -> tuple[str, ...]:
        """Every heading by which the column is known."""
        return (self.english, self.chinese, *self.aliases)


# Word lists: what a cell may say → what it means.
WORDS = {
    "kind": {
        "principal": ("service fee", "property fee", "principal", "物业费", "物业服务费", "服务费"),
        "late_fee": ("late fee", "滞纳金", "违约金"),
        "pass_through": (
            "water, power and the like", "water", "power", "pass through", "pass-through",
            "水电费", "水费", "电费", "代收代付", "代收费用",
        ),
        "deposit": ("deposit", "押金", "保证金"),
        "cost": ("cost", "court cost", "费用", "诉讼费", "快递费"),
    },
    "usage": {
        "residential": ("residential", "flat", "住宅"),
        "villa": ("villa", "别墅"),
        "shop": ("shop", "商铺"),
        "office": ("office", "写字楼", "办公"),
        "parking": ("parking space", "parking", "车位", "停车位"),
    },
    "how": {
        "signed": ("signed for", "signed", "本人签收", "签收"),
        "co_resident": ("signed by co-resident", "同住成年家属签收", "家属签收"),
        "courier": ("courier", "快递", "ems"),
        "registered_letter": ("registered letter", "挂号信"),
        "message": ("message with receipt", "sms", "短信", "短信回执"),
        "email": ("e-mail with receipt", "e-mail", "email", "电子邮件", "邮件"),
        "media": ("notice in the media", "media", "公告", "登报"),
    },
    "yes": {
        True: ("yes", "y", "true", "1", "是", "有"),
        False: ("no", "n", "false", "0", "否", "无"),
    },
}  # fmt: skip

_UNIT = Column("unit", "Unit", "房产", required=True, aliases=("房号", "房间号", "Units"),
               example=("3-2-1501", "3-2-1501"))  # fmt: skip
_KIND = Column("kind", "Kind", "费用类别", "kind", True, ("Kind of charge", "费用类型", "费项"),
               ("Service fee", "物业费"))  # fmt: skip
_AMOUNT = Column("amount", "Amount", "金额", "amount", True, ("Amount left", "欠费金额", "余额"),
                 (1350.00, 1350.00))  # fmt: skip
_CURRENCY = Column("currency", "Currency", "币种", aliases=("货币",), example=("CNY", "CNY"))
_DOCUMENT = Column(
    "document_number", "Original document", "原单据号",
    aliases=("Document number", "单据号", "收据号"), example=("B2024-0815",) * 2,
)  # fmt: skip
_PERIOD = (
    Column("period_from", "Service from", "计费期间起", "day",
           aliases=("Period from", "费用开始日期", "起始日期"), example=("2024-01-01",) * 2),
    Column("period_to", "Service until", "计费期间止", "day",
           aliases=("Period to", "费用结束日期", "截止日期"),
           example=("2024-06-30",) * 2),
)  # fmt: skip


def _person(english: str, chinese: str) -> tuple[Column, ...]:
    """Who it is, in three columns: name, telephone, number in our system."""
    return (
        Column("person_name", english, chinese,
               aliases=("Name", "姓名", "业主姓名", "业主", "欠费人"),
               example=("Wang Fang", "王芳")),
        Column("person_phone", f"{english}'s telephone", f"{chinese}电话",
               aliases=("Telephone", "Phone", "电话", "手机", "手机号"),
               example=("13800001234",) * 2),
        Column("person_ref", f"{english}'s reference", f"{chinese}编号",
               aliases=("Reference", "Customer number", "客户编号"), example=("", "")),
    )  # fmt: skip


COLUMNS: dict[str, tuple[Column, ...]] = {
    UNIT: (
        Column("building", "Building", "楼栋", aliases=("栋", "楼号"), example=("3", "3")),
        Column("entrance", "Entrance", "单元", example=("2", "2")),
        Column("number", "Number", "房号", required=True, example=("1501", "1501")),
        Column("usage", "Usage", "用途", "usage", aliases=("房产类型",),
               example=("Residential", "住宅")),
        Column("area", "Area (m²)", "建筑面积", "area", aliases=("Area", "面积"),
               example=(89.5, 89.5)),
        Column("delivered_on", "Delivered on", "交房日期", "day", example=("2019-06-30",) * 2),
        Column("person_name", "Owner", "业主", aliases=("Name", "姓名", "业主姓名"),
               example=("Wang Fang", "王芳")),
        Column("person_phone", "Owner's telephone", "业主电话",
               aliases=("Telephone", "电话", "手机", "手机号"), example=("13800001234",) * 2),
        Column("person_email", "Owner's e-mail", "业主邮箱", aliases=("E-mail", "邮箱"),
               example=("wang.fang@example.com",) * 2),
        Column("owner_from", "Owner since", "产权起始日期", "day", example=("2019-06-30",) * 2),
    ),
    OPEN_ITEM: (
        _UNIT, *_person("Debtor", "缴费义务人"), _KIND, *_PERIOD, _AMOUNT,
        Column("due_date", "Due date", "到期日期", "day", True, ("Due", "应缴日期", "缴费期限"),
               ("2024-07-31",) * 2),
        Column("price_basis", "Price basis", "收费依据",
               example=("Service contract 2023, clause 4.2", "2023年物业服务合同第4.2条")),
        _DOCUMENT,
        Column("demand_date", "Last demand delivered on", "最近催缴送达日期", "day",
               example=("2025-03-15",) * 2),
        Column("demand_how", "Demand delivered how", "催缴送达方式", "how",
               example=("Courier", "快递")),
        Column("demand_proof", "Proof of the demand", "催缴送达凭证",
               example=("SF1234567890",) * 2),
        _CURRENCY,
    ),
    PREPAYMENT: (
        _UNIT, _KIND, *_person("Payer", "缴费人"), _AMOUNT,
        Column("paid_on", "Paid on", "缴费日期", "day", True, example=("2026-01-10",) * 2),
        Column("months", "Months", "剩余月数", "whole", example=(6, 6)),
        _DOCUMENT, _CURRENCY,
    ),
    DEPOSIT: (
        _UNIT, *_person("Payer", "缴费人"),
        Column("deposit_type", "Type of deposit", "押金类型", required=True,
               aliases=("Type", "类型"), example=("Decoration", "装修押金")),
        _AMOUNT,
        Column("paid_on", "Taken on", "收取日期", "day", True, example=("2025-11-02",) * 2),
        _DOCUMENT, _CURRENCY,
    ),
    MANDATE: (
        _UNIT, *_person("Debtor", "缴费义务人"),
        Column("holder", "Account holder", "账户户名", required=True, aliases=("户名",),
               example=("Wang Fang", "王芳")),
        Column("account", "Account number", "银行账号", "account", True,
               ("Bank account", "账号", "卡号"), ("6222000012345678901",) * 2),
        Column("bank_name", "Bank", "开户行", example=("CCB Hangzhou", "建设银行杭州分行")),
        Column("bank_code", "Bank code", "行号", example=("105331000000",) * 2),
        Column("agreement_number", "Agreement number", "协议号", example=("DK20230001",) * 2),
        Column("amount_max", "Most per debit", "单笔限额", "amount", example=(2000, 2000)),
        Column("signed_on", "Signed on", "签约日期", "day", True, example=("2023-05-20",) * 2),
        Column("valid_from", "Valid from", "生效日期", "day"),
        Column("valid_to", "Valid until", "失效日期", "day"),
        Column("pass_through", "Water and power too", "含水电费", "yes", example=("Yes", "是")),
        Column("late_fee", "Late fees too", "含滞纳金", "yes", example=("No", "否")),
        Column("channel", "Bank channel", "代扣渠道", example=("", "")),
    ),
    DEMAND: (
        _UNIT, *_person("Debtor", "缴费义务人"),
        Column("kind", "Kind", "费用类别", "kind", aliases=("费用类型", "费项"),
               example=("Service fee", "物业费")),
        *_PERIOD,
        Column("demand_date", "Delivered on", "送达日期", "day", True, example=("2025-03-15",) * 2),
        Column("demand_how", "Delivered how", "送达方式", "how", True,
               example=("Courier", "快递")),
        Column("demand_proof", "Proof", "送达凭证", required=True, example=("SF1234567890",) * 2),
    ),
    FORMER_CLAIM: (
        Column("creditor", "Creditor", "原物业公司", required=True,
               aliases=("Former firm", "债权人"),
               example=("Old Garden Property Ltd.", "旧园物业有限公司")),
        _UNIT, *_person("Debtor", "缴费义务人"), _KIND, *_PERIOD, _AMOUNT,
        Column("due_date", "Due date", "到期日期", "day", aliases=("应缴日期",),
               example=("2021-07-31",) * 2),
        Column("price_basis", "Price basis", "收费依据",
               example=("Service contract 2019, clause 3", "2019年物业服务合同第3条")),
        _DOCUMENT, _CURRENCY,
    ),
    PLAN: (
        _UNIT, *_person("Debtor", "缴费义务人"),
        Column("plan_number", "Plan number", "分期协议编号", aliases=("协议编号",),
               example=("FQ2025-003",) * 2),
        Column("agreed_on", "Agreement of", "协议签订日期", "day", True,
               ("Agreed on", "签订日期", "签约日期"), ("2026-03-10",) * 2),
        Column("acknowledged", "Agreed in writing", "已书面确认欠款", "yes", True,
               ("Acknowledged", "书面确认"), ("Yes", "是")),
        Column("kind", "Kind", "费用类别", "kind", aliases=("费用类型", "费项"),
               example=("Service fee", "物业费")),
        *_PERIOD,
        Column("plan_total", "Agreed in total", "协议总额", "amount", True,
               ("Total of the plan",), (1800.00, 1800.00)),
        Column("due_date", "Pay by", "分期到期日", "day", True,
               ("Instalment due", "Due date", "到期日期"), ("2026-12-10",) * 2),
        Column("amount", "Instalment", "本期金额", "amount", True, ("分期金额", "金额"),
               (1800.00, 1800.00)),
        Column("paid", "Paid of it", "本期已缴", "paid", aliases=("已缴金额",),
               example=(450.00, 450.00)),
        _CURRENCY,
    ),
    PROMISE: (
        _UNIT, *_person("Debtor", "缴费义务人"),
        Column("made_on", "Promised on", "作出承诺日期", "day", True, ("Given on",),
               ("2026-11-20",) * 2),
        Column("due_date", "Promised to pay by", "承诺缴费日期", "day", True,
               ("Pay by", "承诺日期"), ("2026-12-10",) * 2),
        Column("amount", "Promised amount", "承诺金额", "amount", True, ("Amount", "金额"),
               (1350.00, 1350.00)),
        _CURRENCY,
    ),
}  # fmt: skip

_IGNORED = re.compile(r"[\s*＊:：_]+")


def plain(text: object) -> str:
    """A heading or word in one spelling, to be compared."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", str(text))).casefold()


@cache
def words(list_name: str) -> Mapping[str, object]:
    """Spelling → meaning of a list of words; the code itself is a spelling too."""
    return {
        plain(word): meaning
        for meaning, spellings in WORDS[list_name].items()
        for word in (*spellings, meaning)
    }


@cache
def column_of(sheet: str) -> Mapping[str, Column]:
    """Spelling of a heading → column of a sheet."""
    return {plain(word): column for column in COLUMNS[sheet] for word in column.headings()}
