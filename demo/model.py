"""What the demo firm consists of, before any of it is written to Odoo. Amounts are in fen."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

DEBTOR_KINDS = {
    "on_time": "按时缴费",
    "occasional": "偶有逾期",
    "habitual": "习惯性逾期",
    "long_overdue": "长期拖欠",
    "two_broken_promises": "两次承诺未兑现",
    "vacant_undecorated": "空置未装修",
    "villa": "别墅业主",
    "shop_company": "商铺公司付费",
    "tenant_payer": "租户付费",
    "developer": "开发商30套",
    "two_parking": "一房两车位",
    "couple_one_phone": "夫妻共用一个电话",
    "no_phone": "无联系电话",
    "disputes_part": "对部分费用有异议",
    "hardship": "困难减免",
    "plan": "分期还款",
    "deceased": "业主已故",
    "sold_mid_quarter": "季度中途转让",
    "failing_debit": "代扣失败",
    "prepaid_year": "预缴全年",
    "former_firm": "前物业遗留欠费",
    "pays_cash": "现金缴费",
    "sister_company": "误缴至关联公司",
    "pays_by_debit": "银行代扣缴费",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How big the firm is. The smallest still has every kind of debtor.

    :param flats: sold flats of the first estate; the other estates follow
    :param payers: how many collect by the second bank, and by the third
    :param years: years of bills
    """

    flats: int = 104
    shops: int = 24
    offices: int = 20
    old_flats: int = 62
    parking: int = 24
    developer_units: int = 30
    payers: int = 20
    years: int = 2


SMALL = Scale(
    flats=18, shops=4, offices=2, old_flats=5, parking=4, developer_units=3, payers=7, years=1
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a debtor pays.

    :param style: ``on_time``, ``occasional`` or ``habitual``, until it stops
    :param stopped_days: bills due in that many days before today are not paid; None: never stops
    :param part: share of each unpaid bill that was paid all the same
    :param method: ``ccb``, ``rural`` or ``cash``
    """

    style: str = "on_time"
    stopped_days: int | None = None
    part: Decimal = Decimal(0)
    method: str = "ccb"


@dataclass(frozen=True, slots=True)
class Debtor:
    """A person or a firm; ``key`` is its name in the demo's own identifiers.

    :param bank: code of the channel that a mandate is for
    :param signs_late: signs once the last month of debits is over
    """

    key: str
    name: str
    kind: str
    habit: Habit
    is_company: bool = False
    telephone: str | None = None
    email: str | None = None
    has_mandate: bool = False
    bank: str = "ccb"
    signs_late: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A flat, villa, shop, office or parking space."""

    estate: str
    building: str
    entrance: str
    number: str
    usage: str
    area: Decimal
    occupancy: str = "occupied"
    decorated: bool = True

    @property
    def key(self):
        """The unit's name in the demo's own identifiers."""
        parts = (self.estate, self.building, self.entrance, self.number)
        return "_".join(part for part in parts if part).lower()


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of ownership."""

    unit: str
    debtor: str
    role: str
    date_from: date
    date_to: date | None = None
    jointly_liable: bool = False


@dataclass(slots=True)
class Roster:
    """Everybody and everything in the firm."""

    today: date
    units: list[Unit] = field(default_factory=list)
    debtors: dict[str, Debtor] = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)

    def of_kind(self, kind):
        """The debtors of a kind, in the order they were made."""
        return [debtor for debtor in self.debtors.values() if debtor.kind == kind]
