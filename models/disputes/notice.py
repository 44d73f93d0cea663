from odoo import api, models


class ArrearsNotice(models.Model):
    """No machine writes to who says not to be the owner or payer."""

    _inherit = "arrears.notice"

    @api.model
    def _untouchable(self, company, debtor_ids, today):
        """Extended."""
        doubted = self.env["arrears.dispute"]._doubted_people(company, debtor_ids)
        return super()._untouchable(company, debtor_ids, today) | doubted
