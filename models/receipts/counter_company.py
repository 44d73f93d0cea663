from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Where the counter books what a drawer has too much or too little, and what it deposits."""

    _inherit = "res.company"

    arrears_cash_difference_account_id = fields.Many2one(
        "account.account",
        string="Cash over or short",
        check_company=True,
        help="Differences between counted and expected cash are booked here.",
    )
    arrears_cash_difference_limit = fields.Monetary(
        string="Difference without a reason",
        default=0,
        help="A cashier whose drawer differs by more has to say why.",
    )
    arrears_cash_transit_account_id = fields.Many2one(
        "account.account",
        string="Cash on its way to the bank",
        check_company=True,
        help="Deposits wait here until the bank's statement shows them.",
    )

    @api.constrains("arrears_cash_transit_account_id")
    def _check_arrears_cash_transit(self):
        """A deposit waits where the bank line that shows it can meet it."""
        for company in self:
            account = company.arrears_cash_transit_account_id
            if account and not account._arrears_is_clearing():
                raise ValidationError(
                    self.env._(
                        "Cash on its way to the bank needs a clearing account, of type Current "
                        "Assets and with “Allow Reconciliation”. %(account)s is none.",
                        account=account.display_name,
                    )
                )
