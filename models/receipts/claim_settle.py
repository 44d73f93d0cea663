from odoo import api, models
from odoo.exceptions import UserError

from .claim_confirm import open_minor


class ArrearsClaim(models.Model):
    """Money that is no payment of a debtor: lump sums, transfers, and the rest."""

    _inherit = "arrears.claim"

    # ------------------------------------------------------------------
    # Lump sums that clear a waiting account
    # ------------------------------------------------------------------

    def _counterpart_merchant(self, line):
        """What card and code payments brought, net of the payment firm's fee."""
        return self._counterpart_of_items()

    def _counterpart_of_items(self):
        """Clear open items of waiting accounts; what was kept is a cost.

        :raises UserError: no item is chosen, or one was cleared meanwhile
        """
        self._check_items()
        digits = self.currency_id.decimal_places
        credits = []
        for item in self.item_ids.sudo().sorted("id"):
            __, minor, values = self._signed_credit(
                item.account_id, open_minor(item, digits), partner_id=item.partner_id.id
            )
            credits.append((item.id, minor, values))
        return self._fee_debits(), credits

    def _check_items(self):
        stale = self.item_ids.filtered(
            lambda item: (
                item.reconciled
                or item.parent_state != "posted"
                or item.company_id != self.company_id
                or not item.account_id.reconcile
                or item.currency_id != self.currency_id
            )
        )
        if stale or not self.item_ids:
            raise UserError(
                self.env._(
                    "Choose the open items that this money clears. Cleared already or not of this "
                    "company: %(items)s",
                    items=", ".join(stale.mapped("display_name")) or "–",
                )
            )

    # ------------------------------------------------------------------
    # Transfers between own accounts
    # ------------------------------------------------------------------

    def _counterpart_transfer(self, line):
        """Cash that a counter sent to the bank, or the other bank line on the transfer account.

        :raises UserError: the company has no transfer account
        """
        company = self.company_id.sudo()
        minor = self._minor(self.amount)
        choices = self.account_id or (
            company.arrears_cash_transit_account_id | company.transfer_account_id
        )
        legs = {account: self._other_leg(account, minor) for account in choices}
        account = next(
            (account for account, leg in legs.items() if leg),
            self.account_id or company.transfer_account_id,
        )
        if not account:
            raise UserError(
                self.env._(
                    "The company has no account for transfers between its banks. Choose one in "
                    "the accounting settings, or name a counterpart account here."
                )
            )
        __, __, values = self._signed_credit(account, minor)
        return [], [(legs.get(account, self.env["account.move.line"]).id, minor, values)]

    @api.model
    def _other_leg(self, account, minor):
        """The open item of the other bank line, where there is exactly one of this amount."""
        items = self.env["account.move.line"].sudo()
        if not account.reconcile:
            return items
        found = items.search(
            [
                ("account_id", "=", account.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "=", self._as_amount(minor)),
            ],
            limit=2,
        )
        return found if len(found) == 1 else items

    # ------------------------------------------------------------------
    # The rest
    # ------------------------------------------------------------------

    def _counterpart_other(self, line):
        """An account that somebody chose, with a text.

        :raises UserError: account or text is missing
        """
        if not self.account_id or not self.label:
            raise UserError(self.env._("Choose the counterpart account and write what it is."))
        return [], [self._signed_credit(self.account_id, self._minor(self.amount))]
