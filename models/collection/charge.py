from odoo import api, models


class ArrearsCharge(models.Model):
    """Cards follow charges, in the same transaction."""

    _inherit = "arrears.charge"

    @api.model
    def _after_rebuild(self, company, debtor_ids, today):
        result = super()._after_rebuild(company, debtor_ids, today)
        self.env["arrears.case"].sudo()._refresh_from_charges(company, debtor_ids, today)
        return result
