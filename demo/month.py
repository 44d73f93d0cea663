"""What moved on the firm's main account in the last thirty days, told from its books.

Owners who write their unit, a bill's number, a name, or nothing; somebody who pays
for two flats and a garage; money for the sister company; a court's lump sum for two debtors, the
settlement of the payment code less its fee, the lump sum of a debit batch, cash from the counter;
too much that goes back, and one payment of which nobody knows whose it is.
"""

from datetime import timedelta

from ..engine.money import minor_units, total
from .banking import FLORIST, SHOP, SHOP_FEE, SOURCE, STREET
from .changes import ORDINARY
from .special import OLD_TOWN
from .statement import Movement

MODULE = "__arrears_demo__"
DAYS, MOST_TRANSFERS, REGULARS = 29, 26, 3
COURT, CODE_FIRM, BANK = "杭州市西湖区人民法院", "财付通支付科技有限公司", "中国建设银行"
RELATIVE, STRANGER, NOBODY = "沈玉兰", "方小满", "王先生"
# Remarks by which the accountant finds the lines that need more than one click.
WHOLE_FAMILY, TOO_MUCH, GONE_BACK = "两套房及车位物业费", "物业费（含下期）", "退还多缴物业费"
DAILY_FEE, INTEREST = "账户管理费", "存款利息"
# In fen; the fee of the payment code in ten-thousandths.
UNKNOWN, EXCESS, ADVANCE, FROM_COURT = 128_000, 60_000, 45_000, 150_000
LEAST = 10_000
COURT_COSTS, ACCOUNT_FEE, INTEREST_PAID, CODE_FEE = 5_000, 2_500, 1_867, 60


def movements(company, today):
    """All movements, oldest first.

    :return: list of ``Movement``
    """
    month = _Month(company, today)
    told = [
        *month.transfers(),
        *month.special(),
        *month.bulk(),
        *month.bank_itself(),
        *month.known(),
    ]
    return sorted((one for one in told if one.fen), key=lambda one: one.day)


def account_of(partner):
    """An account number of nobody, the same for the same person."""
    return f"6222{partner.id:015d}"


class _Month:
    """The books as they are, and the people in them."""

    def __init__(self, company, today):
        self.company, self.env, self.today = company, company.env, today
        self.journal = (
            self.env["arrears.statement.source"]
            .search([("company_id", "=", company.id), ("code", "=", SOURCE)])
            .journal_id
        )
        self.people = self._ordinary()

    def ago(self, days):
        return self.today - timedelta(days=days)

    def party(self, kind, number=1):
        """The debtor of the demonstration of that kind, or None."""
        return self.env.ref(f"{MODULE}.debtor_{kind}_{number}", raise_if_not_found=False)

    def _ordinary(self):
        """``(partner, unit)`` of ordinary owners whose bank does not pay by itself, of the estates
        that are paid into this account."""
        names = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "res.partner"), ("name", "like", "debtor_%")]
        )
        kinds = ORDINARY[:-1]
        ids = [
            one.res_id
            for one in names
            if one.name.removeprefix("debtor_").rpartition("_")[0] in kinds
        ]
        holdings = self.env["arrears.ownership"].search(
            [
                ("partner_id", "in", ids), ("date_to", "=", False), ("role", "=", "owner"),
                ("unit_id.usage", "!=", "parking"), ("unit_id.company_id", "=", self.company.id),
                ("unit_id.estate_id.code", "!=", OLD_TOWN),
                ("partner_id", "not in", self.env["arrears.mandate"].search([]).debtor_id.ids),
            ],
            order="id",
        )  # fmt: skip
        owed = self._owed_by_debtor()
        pairs = {one.partner_id: one.unit_id for one in holdings}.items()
        return sorted(pairs, key=lambda pair: not owed.get(pair[0]))

    def _owed_by_debtor(self):
        charges = self.env["arrears.charge"]._read_group(
            [("company_id", "=", self.company.id), ("state", "=", "open")],
            ["debtor_id"],
            ["amount_remaining:sum"],
        )
        return {debtor: minor_units(owed) for debtor, owed in charges}

    def charges(self, debtor, units=None):
        """Open charges of a debtor, the oldest first."""
        domain = [("unit_id", "in", units.ids)] if units else []
        return self.env["arrears.charge"].search(
            [("company_id", "=", self.company.id), ("state", "=", "open"),
             ("debtor_id", "=", debtor.id), *domain],
            order="due_date, id",
        )  # fmt: skip

    def owed(self, debtor, units=None):
        """In fen."""
        return minor_units(total(self.charges(debtor, units).mapped("amount_remaining")))

    # ------------------------------------------------------------------
    # Owners
    # ------------------------------------------------------------------

    def transfers(self):
        """One payer, one home. The first few pay again at the end of the month, without a word."""
        payers = self.people[1 : MOST_TRANSFERS + 1]
        for number, (partner, unit) in enumerate(payers):
            owed = self.owed(partner)
            # Nobody transfers the cents that a round sum in cash left over.
            fen = owed if owed >= LEAST else ADVANCE
            day = self.ago(DAYS - number)
            payer, remark = self._words(number, partner, unit)
            yield Movement(day, fen, payer, account_of(partner), remark, (partner.id,))
            if number < REGULARS:
                again = self.ago(2 - number % 2)
                yield Movement(again, ADVANCE, payer, account_of(partner), "转账", (partner.id,))

    def _words(self, number, partner, unit):
        """Who pays and what is written, in one of the ways people have."""
        estate, name = unit.estate_id.name, partner.name
        bills = self.charges(partner).move_id
        bills = bills.filtered(lambda move: move.move_type == "out_invoice")[:1]
        ways = (
            (name, f"{unit.name} 物业费"),
            (STRANGER, f"{estate}{unit.name} {name}"),
            (name, f"{bills.name} 物业费" if bills else f"{unit.name} 预缴物业费"),
            (name, "物业费"),
            (CODE_FIRM, f"{estate}{unit.name}物业费"),
            (STRANGER, f"代缴业主{name}物业费"),
            (name, f"{estate} {unit.name}"),
            (f"*{name[1:]}", f"{estate}{unit.name}"),
        )
        return ways[number % len(ways)]

    def special(self):
        """What takes the accountant more than a look."""
        whole, other = self.party("two_parking"), self.party("no_phone")
        homes, other_home = self.homes(whole), self.homes(other)[:1]
        garage = homes.filtered(lambda unit: unit.usage == "parking")[:1]
        flat = homes.filtered(lambda unit: unit.usage != "parking")[:1]
        fen = self.owed(whole, flat | garage) + self.owed(other, other_home)
        named = f"{flat.name}、{other_home.name}、车位{garage.number} {WHOLE_FAMILY}"
        yield Movement(self.ago(12), fen, RELATIVE, account_of(other_home), named,
                       (whole.id, other.id))  # fmt: skip
        yield Movement(self.ago(8), SHOP_FEE, FLORIST, "33050161000000009908",
                       f"{STREET}{SHOP}物业费")  # fmt: skip
        [(owner, home), *__] = self.people
        yield Movement(self.ago(20), self.owed(owner) + EXCESS, owner.name, account_of(owner),
                       f"{home.name} {TOO_MUCH}", (owner.id,))  # fmt: skip
        yield Movement(self.ago(4), -EXCESS, owner.name, account_of(owner), GONE_BACK)
        yield Movement(self.ago(5), UNKNOWN, NOBODY, "6228480000000001280", "转账")

    def homes(self, partner):
        """Units that somebody holds."""
        return (
            self.env["arrears.ownership"]
            .search([("partner_id", "=", partner.id), ("date_to", "=", False)], order="id")
            .unit_id
        )

    # ------------------------------------------------------------------
    # Lump sums, and the bank itself
    # ------------------------------------------------------------------

    def bulk(self):
        """Money that stands for many payers, or comes from ourselves."""
        sued = self.sued()
        if sued:
            fen = sum(self.from_court(debtor) for debtor in sued) - COURT_COSTS
            names = "、".join(sued.mapped("name"))
            yield Movement(self.ago(7), fen, COURT, "33050161000000005555", f"执行款 {names}",
                           tuple(sued.ids))  # fmt: skip
        code = self.code_items()
        taken = minor_units(total(code.mapped("amount_residual")))
        yield Movement(self.ago(1), taken - taken * CODE_FEE // 10_000, CODE_FIRM, "", "商户结算款")
        for line in self.env["arrears.cashier.day.line"].search(
            [("company_id", "=", self.company.id), ("deposited", ">", 0)], order="id"
        ):
            day = min(line.day_id.date + timedelta(days=1), self.today)
            yield Movement(day, minor_units(line.deposited), self.company.name, "", "现金缴存")
        clearing = self.env["arrears.claim"]._waiting_batches(self.company)
        for batch, items in clearing.items():
            if batch.channel_id.journal_id != self.journal:
                continue
            fen = minor_units(total(items.mapped("amount_residual")))
            yield Movement(self.today, fen, BANK, "", f"代扣 {batch.name}")

    def sued(self):
        """Two who owe for very long."""
        found = [self.party("long_overdue", number) for number in (2, 3)]
        return self.env["res.partner"].union(*filter(None, found))

    def from_court(self, debtor):
        """What the court has got from a debtor, in fen."""
        return min(self.owed(debtor), FROM_COURT)

    def code_items(self):
        """What lies on the account of the payment code."""
        methods = self.env["arrears.payment.method"].search(
            [("company_id", "=", self.company.id), ("way", "=", "code")]
        )
        return self.env["account.move.line"].search(
            [("account_id", "in", methods.account_id.ids), ("reconciled", "=", False),
             ("parent_state", "=", "posted"), ("company_id", "=", self.company.id)]
        )  # fmt: skip

    def bank_itself(self):
        """Interest and a fee."""
        yield Movement(self.ago(9), INTEREST_PAID, BANK, "", INTEREST)
        yield Movement(self.ago(3), -ACCOUNT_FEE, BANK, "", DAILY_FEE)

    def known(self):
        """What the books have of this account already, by the bank's own number."""
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id), ("date", ">=", self.ago(DAYS)),
             ("arrears_bank_reference", "!=", False)],
            order="date, id",
        )  # fmt: skip
        for line in lines:
            yield Movement(
                line.date, minor_units(line.amount), BANK, "", line.payment_ref,
                reference=line.arrears_bank_reference,
            )  # fmt: skip
