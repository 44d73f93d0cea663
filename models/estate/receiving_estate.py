from odoo import fields, models

from .receiving_account import PURPOSES


class ArrearsEstate(models.Model):
    """The accounts that an estate's owners pay into."""

    _inherit = "arrears.estate"

    receiving_account_ids = fields.One2many(
        "arrears.receiving.account", "estate_id", string="Receiving accounts"
    )

    def _receiving_lines(self):
        """Today's receiving accounts as owners read them, one line each; the general one first."""
        return [account._in_words() for account in self._accounts_of_today()]

    def _accounts_of_today(self):
        """Today's receiving accounts, estate by estate; the general one first."""
        accounts, order = [], [purpose for purpose, __ in PURPOSES]
        for estate in self:
            today = estate.company_id._arrears_today()
            current = estate.sudo().receiving_account_ids.filtered(
                lambda account, day=today: (
                    account.date_from <= day and (not account.date_to or account.date_to >= day)
                )
            )
            accounts += current.sorted(lambda account: order.index(account.purpose))
        return self.env["arrears.receiving.account"].union(*accounts)

    def _general_account(self):
        """Today's account for all payments, else the one for the service fee; may be empty."""
        return self._accounts_of_today().filtered(
            lambda account: account.purpose in ("any", "principal")
        )[:1]
