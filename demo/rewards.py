"""What the firm offers to owners who pay well: further programmes, and a thank-you in kind."""

from dateutil.relativedelta import relativedelta

from .special import COMMERCE, GARDEN

# (name, kind and rules, published criteria, estates, budget)
PROGRAMS = (
    (
        "连续按时缴费奖励",
        {"kind": "in_a_row", "row_length": 4, "reward_type": "amount", "amount": 30,
         "grace_days": 10, "fewer_notices": True},
        "连续 4 期账单均在到期日后 10 日内全额缴清、且无逾期物业费的业主，下期账单减免 30 元；"
        "每张账单只计算一次。",
        (GARDEN,),
        6_000,
    ),
    (
        "预缴全年物业费优惠",
        {"kind": "prepaid_year", "reward_type": "percent", "percent": 3, "is_exclusive": True},
        "一次性预缴 12 个月物业费的业主，按全年应缴物业费的 3% 在后续账单中减免。",
        (GARDEN,),
        20_000,
    ),
    (
        "签约代扣奖励",
        {"kind": "debit_sign_up", "reward_type": "amount", "amount": 20},
        "活动期间签约银行代扣且首次扣款成功的业主，下期账单减免 20 元。",
        (GARDEN, COMMERCE),
        4_000,
    ),
)  # fmt: skip

# Whoever signed for the last month of debits is among those who are rewarded for it.
_A_MONTH_OF_DEBITS = relativedelta(days=120)


def offer(firm):
    """Three more programmes, each proposed by one manager and started by another."""
    company, today = firm.books.company, firm.roster.today
    programs = company.env["arrears.incentive.program"].with_user(firm.staff["manager2"])
    for name, rules, criteria, codes, budget in PROGRAMS:
        program = programs.create(
            {
                "name": name,
                "company_id": company.id,
                "criteria": criteria,
                "estate_ids": [firm.estates[code].id for code in codes],
                "date_from": min(today.replace(month=1, day=1), today - _A_MONTH_OF_DEBITS),
                "date_to": today.replace(month=1, day=1) + relativedelta(years=1, days=-1),
                "budget": budget,
                "percent": 0,
                **rules,
            }
        )
        program.with_user(firm.staff["manager"]).action_activate()


def thank(firm):
    """A gift that was given out, and one that waits to be approved."""
    company, today = firm.books.company, firm.roster.today
    gifts = company.env["arrears.incentive.gift"].with_user(firm.staff["manager2"])
    given, _waiting = gifts.create(
        [
            _gift(firm, kind, item, value)
            for kind, item, value in (
                ("prepaid_year", "食用油一桶", 88),
                ("on_time", "雨伞一把", 45),
            )
        ]
    )
    given.with_user(firm.staff["manager"]).action_approve()
    given.write({"recipient": given.debtor_id.name, "given_on": today - relativedelta(days=6)})
    given.action_give()


def _gift(firm, kind, item, value):
    return {
        "company_id": firm.books.company.id,
        "unit_id": firm.unit_of(kind).id,
        "debtor_id": firm.party(kind).id,
        "item": item,
        "text": "感谢您一直以来对物业服务工作的支持。",
        "value": value,
    }
