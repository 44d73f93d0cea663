from odoo import api, models


class MailActivity(models.Model):
    """The statement of a large debtor is the deputy's task while its keeper is away."""

    _inherit = "mail.activity"

    @api.model
    def _models_of_deputies(self):
        """Extended."""
        return (*super()._models_of_deputies(), "arrears.large.debtor")
