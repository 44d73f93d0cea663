"""A month of bank lines as people write them, with who really paid; made without our reader.

Two estates share half of their addresses, some people share a name, wives pay from accounts of
their own, and a few pay for parents. Every line carries a hint, though not always a good one.
"""

import random
from dataclasses import dataclass, field

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
ESTATES = ("湖畔花园", "山水苑")
FIGURES = "零一二三四五六七八九十"


@dataclass
class Home:
    """One flat (and perhaps a parking space) with the person who is billed for it."""

    estate: str
    building: int
    entrance: int
    number: str
    owner: str
    phone: str
    spouse: str
    space: str = ""
    quarters: list = field(default_factory=list)
    account: str = ""

    @property
    def total(self):
        """All that is owed, in yuan."""
        return sum(self.quarters)


@dataclass
class Paid:
    """A bank line and the homes it was really for."""

    homes: list
    amount: int
    remark: str
    payer: str
    account: str = ""
    style: str = ""


def name(chance):
    """A common name; in a crowd some are shared."""
    return chance.choice(SURNAMES) + "".join(
        chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2)))
    )


def homes(chance, count):
    """So many homes, half of the addresses in both estates."""
    found, taken = [], set()
    while len(found) < count:
        place = (
            chance.choice(ESTATES), chance.randint(1, 6), chance.randint(1, 2),
            f"{chance.randint(1, 12)}0{chance.randint(1, 4)}",
        )  # fmt: skip
        if place in taken:
            continue
        taken.add(place)
        owner = found[-1].owner if found and chance.random() < 0.03 else name(chance)
        found.append(
            Home(
                *place, owner=owner, spouse=name(chance),
                phone=f"13{chance.randint(100000000, 999999999)}",
                space=f"P{len(found) + 1}" if chance.random() < 0.25 else "",
                quarters=[chance.choice((243, 270, 288, 315, 360, 402))] * chance.randint(1, 3),
                account=f"62270000{chance.randint(10**10, 10**11 - 1)}",
            )
        )  # fmt: skip
    return found


def address(chance, home):
    """The flat in one of the ways people write it."""
    b, e, n = home.building, home.entrance, home.number
    return chance.choice(
        (
            f"{b}-{e}-{n}", f"{b}-{e}-{n}", f"{b}栋{e}单元{n}", f"{b}栋{e}单元{n}室",
            f"{b}号楼{e}单元{n}室", f"{b}幢{e}单元{n}", f"{FIGURES[b]}栋{FIGURES[e]}单元{n}",
            f"{b}#{e}-{n}", f"{b:02d}-{e:02d}-{n.zfill(4)}", f"{b}号楼{e}-{n}",
            "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in f"{b}－{e}－{n}"),
            f"{b} {e} {n}", f"{b}座{e}门{n}号",
        )
    )  # fmt: skip


def amount(chance, home):
    """Mostly what is owed, sometimes a part or a round sum."""
    draw = chance.random()
    if draw < 0.5:
        return home.quarters[0]
    if draw < 0.8:
        return home.total
    return chance.choice((200, 300, 500, 1000, 150))


def month(chance, all_homes, count):
    """So many lines that carry a hint."""
    return [line(chance, all_homes) for _ in range(count)]


def line(chance, all_homes):
    """One bank line in a style drawn at random."""
    home = chance.choice(all_homes)
    what = chance.choice(
        ("物业费", "2026年1-3月物业费", "第三季度物业管理费", "", "缴物业费", "26年物业费")
    )
    where = address(chance, home)
    in_estate = home.estate + where
    own, wife = home.owner, home.spouse
    stranger = name(chance)
    styles = {
        "address_and_name": (12, f"{where}{own}{what}", own, ""),
        "address_own_account": (14, f"{where}{what}", own, ""),
        "estate_and_address": (14, f"{in_estate}{what}", chance.choice((own, wife, stranger)), ""),
        "address_by_wife": (7, f"{where} {what}", wife, ""),
        "known_account": (14, chance.choice(("转账", what, "")), chance.choice((own, wife)),
                          home.account),
        "name_only": (8, what or "转账", own, ""),
        "owner_in_remark": (6, f"代缴业主{own}{what}", stranger, ""),
        "phone": (4, f"{what}{home.phone}", stranger, ""),
        "number_and_name": (6, f"{home.number}{what}", own, ""),
        "through_an_app": (6, f"{in_estate}{what}", "财付通支付科技有限公司", ""),
        "stranger_address_only": (3, f"{where}{what}", stranger, ""),
        "masked_name": (4, f"{in_estate}", "*" + own[1:], ""),
    }  # fmt: skip
    (style,) = chance.choices(list(styles), [weight for weight, *__ in styles.values()])
    if chance.random() < 0.03:
        return for_two(chance, all_homes, home)
    __, remark, payer, account = styles[style]
    return Paid([home], amount(chance, home), remark, payer, account, style)


def for_two(chance, all_homes, home):
    """A relative who pays for two flats at once."""
    other = chance.choice([one for one in all_homes if one is not home])
    remark = f"{home.estate}{address(chance, home)}和{other.estate}{address(chance, other)}物业费"
    if home.estate != other.estate:
        other = home
        remark = f"{home.estate}{address(chance, home)}物业费"
    both = [home] if other is home else [home, other]
    return Paid(both, sum(one.total for one in both), remark, name(chance), "", "for_two")


def of_seed(seed, home_count, line_count):
    """Homes and their month, the same for the same seed."""
    chance = random.Random(seed)
    found = homes(chance, home_count)
    return found, month(chance, found, line_count)
