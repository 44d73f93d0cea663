from odoo import api, models


class ArrearsHold(models.Model):
    """A team leader accepts for the own team what else a manager accepts."""

    _inherit = "arrears.hold"

    @api.constrains("type", "date_from", "date_until")
    def _check_promise_allowed(self):
        teams, user = self.env["arrears.team"], self.env.user
        others = self.filtered(
            lambda hold: (
                hold.sudo().case_id.user_id not in teams._led_by(user, hold.sudo().company_id)
            )
        )
        return super(ArrearsHold, others)._check_promise_allowed()
