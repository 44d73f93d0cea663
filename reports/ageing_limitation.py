from odoo import api, models


class ArrearsAgeingReport(models.Model):
    """The third axis knows the events that made limitation run anew."""

    _inherit = "arrears.ageing.report"

    @api.model
    def _last_interruption(self, company, day):
        return self.env["arrears.limitation.event.charge"]._last_interruption_statement(
            company, day
        )
