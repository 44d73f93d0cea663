from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of what other addons were kept from."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        return super()._words() | {
            "other_follow_up": self.env._(
                "Odoo's own follow-up wanted to write. It is switched off for owners with a card: "
                "they hear of their arrears from here alone."
            ),
        }
