from odoo import api, models
from odoo.fields import Domain


class ArrearsOwnerPage(models.AbstractModel):
    """The switch by which an owner asks for one notice a bill, or for every notice again."""

    _inherit = "arrears.owner.page"

    @api.model
    def _part(self, company, debtor):
        """Extended by the owner's wish; shown only where notices are sent."""
        part = super()._part(company, debtor)
        rows = self.env["arrears.charge"].sudo()._read_group(
            self._charges(debtor) & Domain("company_id", "=", company.id), ["estate_id"]
        )  # fmt: skip
        told = any(estate.notices_enabled for (estate,) in rows)
        wish = self.env["arrears.notice.wish"]._of(company, debtor.ids).get(debtor.id)
        choices = self.env["arrears.notice.wish"]._fields["wish"]._description_selection(self.env)
        return part | {"notice_wishes": told and choices, "notice_wish": wish}
