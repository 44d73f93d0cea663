"""A second estate as its old system hands it over: lists of any size, and errors planted in them.

Everything follows from the number of a unit, so two makings are alike and a test can say what
must come of each row.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛")
BASIS = "2023年物业服务合同第4.2条，2.80元/㎡·月"
# Half-years, the oldest first: (first day, last day, due).
HALVES = [
    (date(2023, 7, 1), date(2023, 12, 31), date(2024, 1, 31)),
    (date(2024, 7, 1), date(2024, 12, 31), date(2025, 1, 31)),
    (date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 31)),
    (date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 31)),
    (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 31)),
]
BARRED = (date(2021, 1, 1), date(2021, 6, 30), date(2021, 7, 31))


@dataclass(slots=True)
class Estate:
    """Lists by sheet, each a list of rows by names of columns; amounts in cents beside them."""

    units: list = field(default_factory=list)
    items: list = field(default_factory=list)
    prepayments: list = field(default_factory=list)
    deposits: list = field(default_factory=list)
    demands: list = field(default_factory=list)

    def cents(self, name):
        """Sum of a list's amounts."""
        return sum(round(row["amount"] * 100) for row in getattr(self, name))


def estate_of(count):
    """An estate of ``count`` units: two in three owe something, one in nine paid ahead."""
    made = Estate()
    for number in range(count):
        building, rest = divmod(number, 120)
        entrance, rest = divmod(rest, 40)
        floor, door = divmod(rest, 4)
        address = (str(building + 1), str(entrance + 1), f"{floor + 1}{door + 1:02}")
        owner = _owner(number)
        made.units.append(_unit(number, address, owner))
        _owe(made, number, "-".join(address), owner)
    return made


def _owner(number):
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number // 7 % len(GIVEN)]
    owner = {"person_name": name, "person_phone": f"138{number:08}"}
    # One in twenty gave no telephone; then only the name stands on the list.
    return owner if number % 20 else {"person_name": name}


def _unit(number, address, owner):
    building, entrance, door = address
    email = {} if number % 10 == 3 else {"person_email": f"owner{number}@example.com"}
    return {
        "building": building, "entrance": entrance, "number": door, "usage": "住宅",
        "area": 60 + number % 90, **owner, **email, "owner_from": date(2019, 6, 30),
    }  # fmt: skip


def _owe(made, number, unit, owner):
    fee = round((60 + number % 90) * 2.8 * 6, 2)
    if number % 3:
        for half in HALVES[number % 5 :]:
            made.items.append(_item(unit, owner, half, fee, number))
    if number % 41 == 1:
        made.items.append(_item(unit, owner, BARRED, fee, number))
    paid = {"unit": unit, **owner}
    if number % 9 == 0:
        made.prepayments.append(
            {**paid, "kind": "物业费", "amount": fee, "paid_on": date(2026, 8, 1), "months": 6}
        )
    if number % 6 == 0:
        made.deposits.append(
            {**paid, "deposit_type": "装修押金", "amount": 2000, "paid_on": date(2025, 5, 5),
             "document_number": f"D{number}"}
        )  # fmt: skip
    if number % 15 == 1:
        first, last, __ = HALVES[-2]
        made.demands.append(
            {**paid, "period_from": first, "period_to": last, "demand_date": date(2026, 3, 2),
             "demand_how": "快递", "demand_proof": f"SF{number:010}"}
        )  # fmt: skip


def _item(unit, owner, half, fee, number):
    first, last, due = half
    basis = {} if number % 37 == 2 else {"price_basis": BASIS}
    return {
        "unit": unit, **owner, "kind": "物业费", "period_from": first, "period_to": last,
        "amount": fee, "due_date": due, **basis,
    }  # fmt: skip


def planted(items):
    """Errors of every class, each in one row of the open items.

    :return: (rows with errors, ``{position: code of the cause}``)
    """
    spoil = [
        ({"unit": "99-9-999"}, "golive_unit_unknown"),
        ({"person_name": "查无此人", "person_phone": None}, "golive_debtor_unknown"),
        ({"person_ref": "C-404"}, "golive_reference_unknown"),
        ({"period_to": date(2020, 1, 1)}, "golive_period_order"),
        ({"period_to": None}, "golive_period_half"),
        ({"amount": 100.005}, "golive_amount_decimals"),
        ({"amount": "约500元"}, "golive_not_a_number"),
        ({"amount": -100}, "golive_amount_negative"),
        ({"amount": 0}, "golive_amount_zero"),
        ({"due_date": None}, "golive_missing"),
        ({"due_date": "07/08/2026"}, "golive_date_two_ways"),
        ({"due_date": "月底"}, "golive_not_a_date"),
        ({"period_from": 145000, "period_to": date(2026, 6, 30)}, "golive_not_a_date"),
        ({"kind": "车辆管理"}, "golive_kind_unknown"),
        ({"kind": "押金"}, "golive_deposit_with_price"),
        ({"currency": "HKD"}, "golive_foreign_currency"),
        ({"demand_date": date(2027, 1, 1), "demand_proof": "SF1"}, "golive_demand_future"),
    ]
    rows, causes = [dict(row) for row in items], {}
    # Every third row with a price basis and a telephone gets the next error.
    places = [n for n, row in enumerate(rows) if "price_basis" in row and "person_phone" in row]
    for place, (change, code) in zip(places[4::3], spoil, strict=False):
        rows[place] |= change
        causes[place] = code
    twice, overlapping = dict(items[places[0]]), dict(items[places[1]])
    overlapping["period_to"] -= timedelta(days=30)
    overlapping["period_from"] += timedelta(days=3)
    rows += [twice, overlapping, {"unit": "房产", "kind": "费用类型", "amount": "金额"}]
    causes |= {
        len(rows) - 3: "golive_twice", len(rows) - 2: "golive_overlap",
        len(rows) - 1: "golive_heading_again",
    }  # fmt: skip
    return rows, causes
