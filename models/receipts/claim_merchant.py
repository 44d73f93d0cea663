from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine.merchant_match import OLDEST_DAYS, OpenItem, settlement
from ...engine.money import amount as money
from ...engine.money import decimal_of, minor_units
from ...engine.reason import Reason

# Ways of paying whose money a payment firm hands on, net of its fee.
HANDED_ON = ("card", "code")


class ArrearsClaim(models.Model):
    """Which card and code payments a lump sum brought."""

    _inherit = "arrears.claim"

    def action_match_items(self):
        """Choose the open payments that this settlement brought, where only one set fits.

        :raises UserError: no set of days fits, or several do
        """
        self.ensure_one()
        self._check_worker()
        self.check_access("write")
        self._check_state("proposed")
        values, __ = self.sudo()._settlements().get(self, (None, None))
        if not values:
            raise UserError(
                self.env._(
                    "No single set of days adds up to this money and a fee within the agreed rate: "
                    "choose the payments by hand. Look also whether the payment method names the "
                    "highest fee."
                )
            )
        self.write({"kind": "merchant", **values})

    def _propose_kinds(self):
        """Extended: lump sums of payment firms with the payments they brought."""
        result = super()._propose_kinds()
        merchant = self.filtered(lambda claim: claim.kind == "merchant")
        merchant.filtered("item_ids").write({"item_ids": [Command.clear()], "by_hand": False})
        for claim, (values, reason) in merchant._settlements().items():
            claim._propose_kind("merchant", reason, values)
        return result

    def _settlements(self):
        """The payments that these lump sums brought, each payment for one of them.

        :return: ``{claim: (values to write, reason)}``; a claim without an answer is left out
        """
        found = {}
        for company, claims in self.grouped("company_id").items():
            methods = self._handing_on(company)
            items = self._items_handed_on(company, methods, claims)
            for claim in claims.sorted(lambda one: (one.date, one.id)):
                of_journal = methods.filtered(
                    lambda method, claim=claim: (
                        method.journal_id == claim.journal_id or method.journal_id.type != "bank"
                    )
                )
                fitting = settlement(
                    claim._minor(claim.amount), claim.date, _as_open(items, of_journal, claim)
                )
                if fitting:
                    found[claim] = claim._values_of(fitting, of_journal)
                    items -= items.browse(fitting.items)
        return found

    @api.model
    def _handing_on(self, company):
        """Ways of paying whose money a payment firm hands on."""
        methods = self.env["arrears.payment.method"].sudo().with_context(active_test=False)
        return methods.search([("company_id", "=", company.id), ("way", "in", HANDED_ON)])

    @api.model
    def _items_handed_on(self, company, methods, claims):
        """Open payments on the waiting accounts that no other open claim has chosen."""
        taken = self.sudo().search(
            [("company_id", "=", company.id), ("state", "=", "proposed"),
             ("kind", "=", "merchant"), ("item_ids", "!=", False), ("id", "not in", claims.ids)]
        )  # fmt: skip
        items = self.env["account.move.line"].sudo()
        dates = claims.mapped("date")
        if not methods or not dates:
            return items
        return items.search(
            [
                ("company_id", "=", company.id), ("parent_state", "=", "posted"),
                ("account_id", "in", methods.account_id.ids), ("reconciled", "=", False),
                ("amount_residual", ">", 0), ("currency_id", "=", company.currency_id.id),
                ("date", ">=", fields.Date.subtract(min(dates), days=OLDEST_DAYS)),
                ("date", "<=", max(dates)), ("id", "not in", taken.item_ids.ids),
            ]
        )  # fmt: skip

    def _values_of(self, fitting, methods):
        """What a settlement that fits writes on its claim, and the reason it gives."""
        method = methods.filtered(lambda one: one.account_id.id == fitting.channel)
        digits = self.currency_id.decimal_places
        fee = money(fitting.fee, digits)
        reason = Reason(
            "claim_settlement",
            {
                "count": len(fitting.items),
                "first": fitting.first.isoformat(),
                "last": fitting.last.isoformat(),
                "fee": self.currency_id.format(fee),
            },
        )
        values = {
            "item_ids": [Command.set(fitting.items)],
            "fee_amount": fee,
            "fee_account_id": method.fee_account_id[:1].id or self.fee_account_id.id,
        }
        return values, reason


def _as_open(items, methods, claim):
    """Open payments of these methods as the rule sees them."""
    digits = claim.currency_id.decimal_places
    rates = defaultdict(int)
    for method in methods:
        account = method.account_id.id
        rates[account] = max(rates[account], decimal_of(method.fee_rate or 0) / 100)
    return [
        OpenItem(
            item.id,
            item.account_id.id,
            item.date,
            minor_units(item.amount_residual, digits),
            rates[item.account_id.id],
        )
        for item in items
        if item.account_id in methods.account_id
    ]
