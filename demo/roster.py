"""Who lives in the three estates: one debtor of every kind, and ordinary ones around them."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from .model import Debtor, Habit, Holding, Roster, Unit
from .names import Namer
from .seasons import first_run
from .special import COMMERCE, GARDEN, OLD_TOWN, SPECIAL

# Ordinary owners of each estate: how many of a hundred pay how.
GARDEN_MIX = (("on_time", 66), ("occasional", 20), ("habitual", 10), ("long_overdue", 4))
OLD_TOWN_MIX = (("on_time", 55), ("occasional", 18), ("habitual", 17), ("long_overdue", 10))
HABITS = {
    "on_time": Habit("on_time"),
    "occasional": Habit("occasional"),
    "habitual": Habit("habitual"),
    "long_overdue": Habit("habitual", stopped_days=420),
}
FLAT_AREAS = ("76.42", "89.53", "89.87", "104.16", "118.65", "137.20")
OLD_AREAS = ("48.30", "55.72", "61.05", "68.44")
OFFICE_AREAS = ("86.00", "124.50", "168.20", "245.60", "388.00")
SHOP_AREAS = ("38.60", "52.30", "77.80", "120.40", "156.90")
# Bills come once a year there: who pays late often has not paid this year's yet.
OLD_TOWN_HABITS = {**HABITS, "habitual": Habit("habitual", stopped_days=260)}
MANDATES_OF_HUNDRED = 62
# Whose bank pays: where they live, how big, and how many days before the first run what it
# collects may have fallen due.
PAYERS_OF_FIRST, LATE_SIGNERS = 7, 2
DEBIT_PAYERS = {
    "ccb": ((GARDEN, "10", "1", "residential"), "89.53", 60),
    "icbc": ((COMMERCE, "B", "", "office"), "86.00", 0),
    "rural": ((OLD_TOWN, "20", "1", "residential"), "61.05", 366),
}


def make_roster(seed, today, scale):
    """The whole firm; the same seed, day and scale make the same firm.

    :param seed: any integer
    :param today: the day up to which bills and payments go
    :param scale: a ``Scale``
    """
    return _RosterMaker(seed, today, scale).make()


class _RosterMaker:
    def __init__(self, seed, today, scale):
        self.random = random.Random(seed)
        self.namer = Namer(self.random)
        self.scale = scale
        self.roster = Roster(today)
        self.long_ago = today - relativedelta(years=scale.years + 3)

    def make(self):
        self._garden()
        self._commerce()
        self._old_town()
        self._debit_payers()
        return self.roster

    # One debtor and one unit at a time

    def _debtor(self, kind, habit, *, is_company=False, has_mandate=False, **values):
        debtor = Debtor(
            key=f"{kind}_{len(self.roster.of_kind(kind)) + 1}",
            name=self.namer.firm() if is_company else self.namer.person(),
            kind=kind,
            habit=habit,
            is_company=is_company,
            telephone=self.namer.telephone(),
            has_mandate=has_mandate,
        )
        number = len(self.roster.debtors) + 1
        # Most people leave an address, and a reminder can then leave by e-mail.
        if is_company or number % 3:
            debtor = replace(debtor, email=f"owner{number:03d}@example.com")
        debtor = replace(debtor, **values)
        self.roster.debtors[debtor.key] = debtor
        return debtor

    def _unit(self, debtor, unit, role="owner", date_from=None, date_to=None):
        if unit not in self.roster.units:
            self.roster.units.append(unit)
        self.roster.holdings.append(
            Holding(unit.key, debtor.key, role, date_from or self.long_ago, date_to)
        )
        return unit

    def _mixed(self, mix):
        kinds, weights = zip(*mix, strict=True)
        return self.random.choices(kinds, weights)[0]

    # The three estates

    def _garden(self):
        """High-rise flats, a row of villas, parking spaces, and a building not yet delivered."""
        addresses = iter(
            (str(building), str(entrance), f"{floor}{door:02d}")
            for building in range(1, 9)
            for floor in range(2, 19)
            for entrance in (1, 2)
            for door in (1, 2)
        )
        self._special(GARDEN, addresses)
        special_flats = sum(unit.usage == "residential" for unit in self.roster.units)
        first_of_each = [kind for kind, __ in GARDEN_MIX]
        for index in range(max(len(first_of_each), self.scale.flats - special_flats)):
            kind = first_of_each[index] if index < 4 else self._mixed(GARDEN_MIX)
            debits = self.random.randrange(100) < MANDATES_OF_HUNDRED
            debtor = self._debtor(
                kind, HABITS[kind], has_mandate=debits and kind in ("on_time", "occasional")
            )
            self._flat(debtor, next(addresses))
        self._villas()
        self._parking()
        self._developer()

    def _flat(self, debtor, address, estate=GARDEN, areas=FLAT_AREAS, **values):
        area = Decimal(self.random.choice(areas))
        return self._unit(debtor, Unit(estate, *address, "residential", area, **values))

    def _villas(self):
        for number in range(1, 7):
            kind = "villa" if number == 1 else "on_time"
            habit = Habit("occasional", stopped_days=210) if number == 1 else HABITS["on_time"]
            debtor = self._debtor(kind, habit)
            area = Decimal("286.50") + 12 * number
            self._unit(debtor, Unit(GARDEN, "V", "", str(number), "villa", area))

    def _parking(self):
        """Spaces of owners of flats; one owner has two of them."""
        [collector_of_cars] = self.roster.of_kind("two_parking")
        ordinary = self.roster.of_kind("on_time") + self.roster.of_kind("occasional")
        owners = [collector_of_cars, collector_of_cars, *ordinary]
        for number, owner in enumerate(owners[: self.scale.parking], start=1):
            space = Unit(GARDEN, "P", "", f"{number:03d}", "parking", Decimal("13.25"))
            self._unit(owner, space)

    def _developer(self):
        habit = Habit("on_time", stopped_days=290, part=Decimal("0.4"))
        developer = self._debtor(
            "developer", habit, is_company=True, name="杭州云栖房地产开发有限公司"
        )
        for index in range(self.scale.developer_units):
            address = ("9", "1", f"{2 + index // 4}{1 + index % 4:02d}")
            self._flat(developer, address, occupancy="undelivered", decorated=False)
        last = self.roster.holdings[-self.scale.developer_units :]
        self.roster.holdings[-self.scale.developer_units :] = [
            replace(holding, role="developer") for holding in last
        ]

    def _commerce(self):
        """Shops and offices, billed monthly, mostly to companies."""
        shops = iter(("S", "", f"{number:03d}") for number in range(101, 400))
        self._special(COMMERCE, shops)
        special_shops = sum(unit.usage == "shop" for unit in self.roster.units)
        for index in range(max(0, self.scale.shops - special_shops)):
            kind = self._mixed(GARDEN_MIX)
            debtor = self._debtor(kind, HABITS[kind], is_company=index % 3 != 2)
            self._shop(debtor, next(shops))
        offices = iter(
            ("A", "", f"{floor}{door:02d}") for floor in range(5, 30) for door in (1, 2, 3)
        )
        left = self.scale.offices
        while left > 0:
            kind = self._mixed(GARDEN_MIX)
            debtor = self._debtor(kind, HABITS[kind], is_company=True)
            count = min(left, self.random.choice((1, 2, 2, 3)))
            for __ in range(count):
                area = Decimal(self.random.choice(OFFICE_AREAS))
                self._unit(debtor, Unit(COMMERCE, *next(offices), "office", area))
            left -= count

    def _shop(self, debtor, address, role="owner"):
        area = Decimal(self.random.choice(SHOP_AREAS))
        return self._unit(debtor, Unit(COMMERCE, *address, "shop", area), role)

    def _old_town(self):
        """Walk-up flats, billed yearly; many pay at the counter."""
        addresses = iter(
            (str(building), str(entrance), f"{floor}{door:02d}")
            for building in range(1, 20)
            for entrance in (1, 2, 3)
            for floor in range(1, 7)
            for door in (1, 2)
        )
        self._special(OLD_TOWN, addresses)
        special_units = sum(unit.estate == OLD_TOWN for unit in self.roster.units)
        for index in range(max(0, self.scale.old_flats - special_units)):
            kind = self._mixed(OLD_TOWN_MIX)
            method = "cash" if index % 3 else "rural"
            debtor = self._debtor(kind, replace(OLD_TOWN_HABITS[kind], method=method))
            self._flat(debtor, next(addresses), OLD_TOWN, OLD_AREAS)

    def _debit_payers(self):
        """Owners whose bank pays: their bills were left open until its last month of debits."""
        for bank, (place, area, back) in DEBIT_PAYERS.items():
            days = (self.roster.today - first_run(bank, self.roster.today)).days + back
            count = PAYERS_OF_FIRST if bank == "ccb" else self.scale.payers
            for number in range(count):
                debtor = self._debtor(
                    "pays_by_debit",
                    Habit("on_time", stopped_days=days),
                    is_company=bank == "icbc",
                    has_mandate=True,
                    bank=bank,
                    signs_late=bank == "rural" and number >= count - LATE_SIGNERS,
                )
                estate, building, entrance, usage = place
                floor = number + 2
                if estate == OLD_TOWN:
                    # Walk-up flats have six floors.
                    entrance, floor = str(number // 6 + 1), number % 6 + 1
                address = (building, entrance, f"{floor}01")
                self._unit(debtor, Unit(estate, *address, usage, Decimal(area)))

    # Debtors of their own kind

    def _special(self, estate, addresses):
        for kind, case in SPECIAL.items():
            if case.estate != estate:
                continue
            debtor = self._debtor(
                kind, case.habit, is_company=case.is_company, has_mandate=case.has_mandate
            )
            if estate == COMMERCE:
                unit = self._shop(debtor, next(addresses), case.role)
            else:
                areas = OLD_AREAS if estate == OLD_TOWN else FLAT_AREAS
                unit = self._flat(debtor, next(addresses), estate, areas, **case.unit)
            self._relatives(kind, debtor, unit)

    def _relatives(self, kind, debtor, unit):
        """The other parties that a kind of debtor comes with."""
        if kind == "no_phone":
            self.roster.debtors[debtor.key] = replace(debtor, telephone=None, email=None)
        elif kind == "couple_one_phone":
            spouse = self._debtor("couple_one_phone", debtor.habit, telephone=debtor.telephone)
            self._unit(spouse, unit, "co_owner")
        elif kind == "tenant_payer":
            landlord = self._debtor("on_time", HABITS["on_time"])
            self._unit(landlord, unit, "owner")
            self.roster.holdings[-1] = replace(self.roster.holdings[-1], jointly_liable=True)
        elif kind == "sold_mid_quarter":
            self._sell(debtor, unit)

    def _sell(self, seller, unit):
        """The unit changed hands in the middle of the newest full quarter but one."""
        sold_on = (self.roster.today - relativedelta(months=4)).replace(day=15)
        buyer = self._debtor("on_time", HABITS["on_time"])
        [index] = [
            index
            for index, holding in enumerate(self.roster.holdings)
            if holding.unit == unit.key and holding.debtor == seller.key
        ]
        self.roster.holdings[index] = replace(
            self.roster.holdings[index], date_to=sold_on - relativedelta(days=1)
        )
        self._unit(buyer, unit, "owner", date_from=sold_on)


def first_day(roster) -> date:
    """The day the earliest holding begins."""
    return min(holding.date_from for holding in roster.holdings)
