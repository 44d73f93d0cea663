from odoo import api, models


class MailFollowers(models.Model):
    """Followers of an internal chatter are colleagues, also when rows are written directly."""

    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        """Create followers; those of an internal chatter are checked first."""
        for values in vals_list:
            if values.get("res_model") in self.env["arrears.internal.chatter"]._users():
                record = self.env[values["res_model"]].browse(values.get("res_id") or [])
                record._check_internal([values.get("partner_id")])
        return super().create(vals_list)
