from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Why a debit is announced on paper, or not at all."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended."""
        _ = self.env._
        return super()._words() | {
            "debit_holder_unknown": _(
                "The account is held by somebody else, whose contact is not on the mandate: "
                "announce it on paper."
            ),
            "debit_holder_without_role": _(
                "The account holder has no role on the unit and gets no messages: announce it on "
                "paper."
            ),
            "debit_announced_late": _("It would have left too late for the day of the debit."),
        }
