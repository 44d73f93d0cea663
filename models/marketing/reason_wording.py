from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of promotions."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        _ = self.env._
        return super()._words() | {
            "promotion_lately": _("The owner heard of an offer lately; the next one is possible "
                                  "from %(until)s on."),
        }  # fmt: skip
