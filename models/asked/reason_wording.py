from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of what an owner asked to be sent."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        _ = self.env._
        return super()._words() | {
            "asked_has_debit": _("The owner pays by direct debit already."),
            "receipt_one_way": _("A receipt is sent one way only: the account shows the payment."),
        }
