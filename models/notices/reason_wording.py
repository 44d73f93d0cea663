from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of notices: why an owner is not written to."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the reasons of notices."""
        _ = self.env._
        return super()._words() | {
            "notice_in_question": _("The bill is in question: somebody is looking at it."),
            "notice_credit_covers": _(
                "The owner has paid enough for it: apply the open credit to the bill."
            ),
            "notice_not_contacted": _("This person is not written to by a machine."),
            "notice_opted_out": _("The owner wants no messages of this sort."),
            "notices_off": _("Notices were switched off for this estate."),
        }
