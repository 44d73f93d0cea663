from datetime import datetime, time

from odoo import fields, models

# What the clock shows on a day that a test or the demonstration has moved to.
MORNING = time(9)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _arrears_clock(self):
        """Day and hour where the company works, without a zone: what a bank's cut-off asks for."""
        self.ensure_one()
        if self._arrears_clock_is_moved():
            return datetime.combine(self._arrears_today(), MORNING)
        zone = self._arrears_time_zone()
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone.key), fields.Datetime.now()
        ).replace(tzinfo=None)
