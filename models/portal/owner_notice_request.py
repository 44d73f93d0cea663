from odoo import api, models
from odoo.exceptions import UserError

from ..notices.notice_wish import WISHES


class ArrearsOwnerRequest(models.AbstractModel):
    """The form behind the switch of notices."""

    _inherit = "arrears.owner.request"

    @api.model
    def _wish_notices(self, debtor, posted):
        """Keep the owner's wish about notices; it is asked and changed at any time."""
        rows = self.env["arrears.charge"]._read_group(
            [("debtor_id", "=", debtor.id), ("state", "!=", "gone")], ["company_id"]
        )
        companies = {str(company.id): company for (company,) in rows}
        if posted.get("company_id") not in companies:
            return False
        if posted.get("wish") not in dict(WISHES):
            raise UserError(self.env._("Choose how many notices you would like."))
        wishes = self.env["arrears.notice.wish"]
        wishes._said(companies[posted["company_id"]], debtor, posted["wish"])
        return True
