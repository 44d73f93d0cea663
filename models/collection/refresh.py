from odoo import api, models


class ArrearsRefresh(models.Model):
    """The first build fills cards and their episodes too."""

    _inherit = "arrears.refresh"

    @api.model
    def _derived_tables(self):
        return [*super()._derived_tables(), "arrears_case", "arrears_case_episode"]
