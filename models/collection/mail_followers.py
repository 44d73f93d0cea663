from odoo import api, models


class MailFollowers(models.Model):
    """Followers of cards are colleagues, also when rows are written directly."""

    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        """Create followers; those of cards are checked first."""
        for values in vals_list:
            if values.get("res_model") == "arrears.case":
                case = self.env["arrears.case"].browse(values.get("res_id") or [])
                case._check_internal([values.get("partner_id")])
        return super().create(vals_list)
