"""One debtor of every kind that needs a unit, a habit or a party of its own."""

from dataclasses import dataclass, field
from decimal import Decimal

from .model import Habit

GARDEN, COMMERCE, OLD_TOWN = "YX", "JC", "HX"


@dataclass(frozen=True, slots=True)
class Special:
    """Where a kind of debtor lives and how it pays.

    :param unit: fields of the unit that differ from an ordinary one
    """

    estate: str
    habit: Habit
    role: str = "owner"
    is_company: bool = False
    has_mandate: bool = False
    unit: dict = field(default_factory=dict)


SPECIAL = {
    # The residential estate
    "two_broken_promises": Special(GARDEN, Habit("habitual", stopped_days=200)),
    "vacant_undecorated": Special(
        GARDEN,
        Habit("on_time", stopped_days=300),
        unit={"occupancy": "vacant", "decorated": False},
    ),
    "two_parking": Special(GARDEN, Habit("occasional", stopped_days=120)),
    "couple_one_phone": Special(GARDEN, Habit("occasional", stopped_days=120)),
    "no_phone": Special(GARDEN, Habit("habitual", stopped_days=260)),
    "disputes_part": Special(GARDEN, Habit("on_time", stopped_days=130, part=Decimal("0.5"))),
    "hardship": Special(GARDEN, Habit("on_time", stopped_days=280)),
    "plan": Special(GARDEN, Habit("habitual", stopped_days=330, part=Decimal("0.25"))),
    "deceased": Special(GARDEN, Habit("on_time", stopped_days=160)),
    "sold_mid_quarter": Special(GARDEN, Habit("on_time", stopped_days=230)),
    "failing_debit": Special(GARDEN, Habit("on_time", stopped_days=120), has_mandate=True),
    "prepaid_year": Special(GARDEN, Habit("on_time")),
    "sister_company": Special(GARDEN, Habit("on_time", stopped_days=100)),
    # Shops and offices
    "shop_company": Special(COMMERCE, Habit("occasional", stopped_days=110), is_company=True),
    "tenant_payer": Special(
        COMMERCE, Habit("occasional", stopped_days=80), role="tenant_payer", is_company=True
    ),
    # The old estate
    "former_firm": Special(OLD_TOWN, Habit("on_time", method="rural")),
    "pays_cash": Special(OLD_TOWN, Habit("on_time", method="cash")),
}
