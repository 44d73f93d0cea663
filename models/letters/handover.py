from odoo import models


class ArrearsHandover(models.Model):
    """Visits that are planned go over with the cards; where the taker is the companion already,
    somebody has to be found first."""

    _inherit = "arrears.handover"

    def _others(self):
        visits = self.env["arrears.visit"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("user_id", "=", self.from_user_id.id),
                ("companion_id", "!=", self.to_user_id.id),
                ("state", "=", "planned"),
                *self._of_estates("estate_id"),
            ]
        )  # fmt: skip
        return [*super()._others(), (visits, "user_id")]
