from odoo import api, models


class ArrearsHold(models.Model):
    """A team leader accepts for the own team what else a manager accepts."""

    _inherit = "arrears.hold"

    @api.constrains("type", "date_from", "date_until")
    def _check_promise_allowed(self):
        team = self.env["arrears.team"]._led_by(self.env.user)
        others = self.filtered(lambda hold: hold.sudo().case_id.user_id not in team)
        return super(ArrearsHold, others)._check_promise_allowed()
