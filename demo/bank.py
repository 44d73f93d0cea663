"""What the bank shows of the last weeks, and what claiming makes of it.

Transfers with a unit, a bill's number or nothing in the remark, one for a flat and its parking
spaces, a settlement of the payment code, cash that was brought to the bank, and a court's money.
One of them was claimed by the accountant; the others wait for him.
"""

from datetime import timedelta

from ..engine.money import amount, minor_units, total
from .changes import ordinary_units
from .special import GARDEN

COURT, CODE_FIRM = "杭州市西湖区人民法院", "财付通支付科技有限公司"
# In fen; the fee of the payment code in ten-thousandths.
UNKNOWN, FROM_COURT, FEE = 128_000, 200_000, 60


def keep_lines(firm):
    """Write the bank's lines down and let the proposals be made, once."""
    company = firm.books.company
    lines = company.env["account.bank.statement.line"]
    if lines.search_count([("company_id", "=", company.id)], limit=1):
        return
    told = [*_transfers(firm), *_bulk(firm)]
    made = lines.create(
        [
            {
                "journal_id": firm.books.journals["ccb"].id,
                "date": firm.roster.today - timedelta(days=ago),
                "amount": amount(fen),
                "partner_name": payer,
                "payment_ref": remark,
            }
            for ago, fen, payer, remark in told
            if fen > 0
        ]
    )
    company.env.cr.flush()
    claims = company.env["arrears.claim"]._make_for(made)
    sure = claims.filtered(lambda claim: claim.sure and claim.kind == "debtor")[:1]
    sure.sudo(False).with_user(firm.staff["accountant"]).action_confirm()


def _owed(firm, domain):
    """Open charges, in fen, of a domain."""
    charges = firm.books.company.env["arrears.charge"].search([("state", "=", "open"), *domain])
    return sum(minor_units(charge.amount_remaining) for charge in charges), charges


def _transfers(firm):
    """(days ago, fen, payer, remark) of single payers."""
    owing = []
    for partner, unit in ordinary_units(firm, GARDEN):
        fen, charges = _owed(firm, [("unit_id", "=", unit.id), ("debtor_id", "=", partner.id)])
        if fen:
            owing.append((fen, partner, unit, charges))
    whole = firm.party("two_parking")
    yield 12, _owed(firm, [("debtor_id", "=", whole.id)])[0], whole.name, "物业费及车位费"
    yield 4, UNKNOWN, "王先生", "转账"
    for (fen, partner, unit, charges), ago in zip(owing, (9, 6), strict=False):
        named = unit.name if ago == 9 else charges[0].move_id.name
        yield ago, fen, partner.name, f"{named} 物业费"


def _bulk(firm):
    """The same of money that stands for many payers, or comes from ourselves or a court."""
    company = firm.books.company
    receipts = company.env["arrears.receipt"].search(
        [("company_id", "=", company.id), ("method_id.way", "=", "code")]
    )
    code = minor_units(total(receipts.mapped("amount")))
    yield 1, code - code * FEE // 10_000, CODE_FIRM, "商户结算款"
    brought = company.env["arrears.cashier.day.line"].search(
        [("company_id", "=", company.id), ("deposited", ">", 0)], order="id", limit=1
    )
    yield 3, minor_units(brought.deposited), company.name, "现金缴存"
    yield 7, FROM_COURT, COURT, f"执行款 {firm.party('long_overdue').name}"
