"""The accountant at work on the month: what she claims, and what she leaves for tomorrow.

Everything goes by the methods that her own clicks call.
"""

from datetime import timedelta

from odoo.fields import Command

from ..engine.money import amount, minor_units
from . import month
from .banking import FEES, find_account

# Lines of the last days wait with their proposals.
LEFT_DAYS = 10


def claim_month(company, staff, today):
    """Claim most of the month, once: somebody who has claimed anything is not helped again.

    :param staff: ``{login: res.users}``
    :return: the claims that were confirmed
    """
    claims = company.env["arrears.claim"]
    # What the accountant matched before this statement was read is another month's work.
    read = company.env["arrears.statement.row"].search(
        [("company_id", "=", company.id), ("state", "=", "booked")]
    )
    mine = [("statement_line_id", "in", read.statement_line_id.ids)]
    if claims.search_count([*mine, ("state", "!=", "proposed")], limit=1):
        return claims
    desk = _Desk(company, staff, today)
    for work in (
        desk.family, desk.court, desk.sister, desk.too_much, desk.code, desk.batches,
        desk.own_money, desk.interest, desk.sure_ones,
    ):  # fmt: skip
        work()
        company.env.cr.flush()
    desk.look_again()
    return claims.search([*mine, ("state", "=", "confirmed")])


class _Desk:
    """Her open claims, and who else has a say."""

    def __init__(self, company, staff, today):
        self.company, self.staff, self.today = company, staff, today
        self.month = month._Month(company, today)
        self.claims = self.of("accountant", "arrears.claim")
        self.fees = find_account(company, FEES)

    def of(self, login, model):
        """A model as one of the staff sees it."""
        return self.company.env[model].with_user(self.staff[login]).sudo(False)

    def open(self, *domain):
        """Open claims that match, the oldest first."""
        return self.claims.search(
            [("company_id", "=", self.company.id), ("is_open", "=", True), *domain],
            order="date, id",
        )

    def divide(self, claim, parts):
        """Type a division: (charges, how much of it in fen); the oldest charges first."""
        rows = []
        for charges, fen in parts:
            for charge in charges:
                part = min(minor_units(charge.amount_remaining), fen)
                fen -= part
                if part:
                    rows.append(
                        {"debtor_id": charge.debtor_id.id, "charge_id": charge.id,
                         "unit_id": charge.unit_id.id, "kind": charge.kind, "amount": amount(part)}
                    )  # fmt: skip
        claim.write({"line_ids": [Command.clear(), *map(Command.create, rows)]})

    # ------------------------------------------------------------------
    # Lines that take more than a look
    # ------------------------------------------------------------------

    def family(self):
        """One transfer for two flats and a garage."""
        for claim in self.open(("remark", "ilike", month.WHOLE_FAMILY)):
            whole, other = self.month.party("two_parking"), self.month.party("no_phone")
            homes = self.month.homes(whole)
            garage = homes.filtered(lambda unit: unit.usage == "parking")[:1]
            flat = homes.filtered(lambda unit: unit.usage != "parking")[:1]
            parts = [
                (charges, sum(minor_units(charge.amount_remaining) for charge in charges))
                for charges in (
                    self.month.charges(whole, flat),
                    self.month.charges(whole, garage),
                    self.month.charges(other, self.month.homes(other)[:1]),
                )
            ]
            claim.write({"kind": "debtor"})
            self.divide(claim, parts)
            claim.action_confirm()

    def court(self):
        """A court's lump sum for two debtors, less the costs that it kept."""
        for claim in self.open(("payer_name", "=", month.COURT)):
            sued = self.month.sued()
            costs = amount(month.COURT_COSTS)
            claim.write({"kind": "court", "fee_amount": costs, "fee_account_id": self.fees.id})
            self.divide(
                claim,
                [(self.month.charges(one), self.month.from_court(one)) for one in sued],
            )
            claim.action_confirm()

    def sister(self):
        """A firm of shops paid us what it owes our sister."""
        self.open(("kind", "=", "sister_company")).action_confirm()

    def too_much(self):
        """Somebody paid too much: claimed, asked back at the counter, approved, paid out."""
        for claim in self.open(("remark", "ilike", month.TOO_MUCH)):
            claim.action_confirm()
            self.company.env.cr.flush()
            [item] = claim.move_id.line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable" and line.amount_residual < 0
                )
            )
            refund = self._refund(item)
            for back in self.open(("remark", "ilike", month.GONE_BACK)):
                account = (
                    refund.sudo()
                    .move_id.line_ids.filtered(
                        lambda line, item=item: line.account_id != item.account_id
                    )
                    .account_id
                )
                back.write({"kind": "transfer", "account_id": account.id})
                back.action_confirm()

    def _refund(self, item):
        """From the cashier's request to the accountant's payment."""
        refund = self.of("cashier", "arrears.refund").create(
            {
                "company_id": self.company.id,
                "debtor_id": item.partner_id.id,
                "reason_code": "overpaid",
                "explanation": "业主来电：下期费用尚未到期，要求退还多缴部分。",
                "line_ids": [Command.create({"item_id": item.id})],
            }
        )
        refund.action_request()
        refund.with_user(self.staff["manager"]).action_approve()
        paid = refund.with_user(self.staff["accountant"])
        paid.write(
            {
                "journal_id": self._bank().id,
                "value_date": self.month.ago(4),
            }
        )
        paid.action_pay()
        self.company.env.cr.flush()
        return paid

    def _bank(self):
        return (
            self.company.env["arrears.statement.source"]
            .search([("company_id", "=", self.company.id)], limit=1)
            .journal_id
        )

    # ------------------------------------------------------------------
    # Lump sums
    # ------------------------------------------------------------------

    def code(self):
        """The payment code's settlement, net of its fee."""
        items = self.month.code_items()
        taken = sum(minor_units(item.amount_residual) for item in items)
        for claim in self.open(("remark", "=", "商户结算款")):
            fee = taken - minor_units(claim.amount)
            claim.write(
                {
                    "kind": "merchant",
                    "item_ids": [Command.set(items.ids)],
                    "fee_amount": amount(fee),
                    "fee_account_id": self.fees.id,
                }
            )
            claim.action_confirm()

    def batches(self):
        """What a debit batch collected, in one sum."""
        self.open(("kind", "=", "debit_batch")).action_confirm()

    def own_money(self):
        """Cash that the counter brought; the last of it waits."""
        for claim in self.open(("kind", "=", "transfer"), ("amount", ">", 0))[:-1]:
            claim.action_confirm()

    def interest(self):
        """What the bank itself paid."""
        for claim in self.open(("remark", "=", month.INTEREST)):
            claim.write({"kind": "other", "account_id": self.fees.id, "label": month.INTEREST})
            claim.action_confirm()

    # ------------------------------------------------------------------
    # The plain ones
    # ------------------------------------------------------------------

    def sure_ones(self):
        """All that is sure of the first weeks, with one click."""
        until = self.today - timedelta(days=LEFT_DAYS)
        self.open(("sure", "=", True), ("date", "<", until)).action_confirm_sure()

    def look_again(self):
        """Accounts that were learnt speak for lines that say nothing."""
        self.open().action_propose()
