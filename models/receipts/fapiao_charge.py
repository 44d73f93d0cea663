from odoo import api, fields, models


class ArrearsCharge(models.Model):
    """A charge knows its fapiao, and asks for one."""

    _name = "arrears.charge"
    _inherit = ["arrears.charge", "arrears.fapiao.status"]

    uses_fapiao = fields.Boolean(related="estate_id.jurisdiction_id.uses_fapiao")

    @api.model
    def _after_rebuild(self, company, debtor_ids, today):
        """Extended: requests and red letters follow what became of the bills."""
        result = super()._after_rebuild(company, debtor_ids, today)
        if debtor_ids and company.sudo().arrears_uses_fapiao:
            self.env["arrears.fapiao"]._follow_ledger(company, debtor_ids)
        return result

    def action_ask_fapiao(self):
        """Open the form on which a fapiao over these charges is asked for."""
        return self.env["arrears.fapiao.ask"]._open(self)
