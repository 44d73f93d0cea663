from odoo import models


class ArrearsHandover(models.Model):
    """The accounts of large debtors go over with the cards."""

    _inherit = "arrears.handover"

    def _others(self):
        accounts = self.env["arrears.large.debtor"].sudo().search(
            [("company_id", "=", self.company_id.id), ("user_id", "=", self.from_user_id.id)]
        )  # fmt: skip
        # Accounts reach over estates: they go with everything, not with one estate.
        return [*super()._others(), (accounts.browse() if self.estate_ids else accounts, "user_id")]
