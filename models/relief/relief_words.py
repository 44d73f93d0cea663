from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """The words of waivers and of who may decide."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the codes of the waiver engine."""
        return super()._words() | self._words_of_relief()

    @api.model
    def _words_of_relief(self):
        _ = self.env._
        return {
            "own_request": _("You asked for it yourself: someone else has to decide."),
            "own_card": _("You collect this owner's debt: someone else has to decide."),
            "waiver_expired": _("It could be used until %(valid_until)s."),
            "not_a_late_fee": _("One of the charges is no late fee."),
            "nothing_left_to_waive": _("Nothing is left of the late fees."),
            "waiver_unknown": _("There is no such waiver in these companies."),
            "waiver_not_approved": _("It is not approved."),
            "charge_not_in_waiver": _("A charge was named that is not in the waiver."),
            "booking_refused": _("The booking was refused: %(detail)s"),
        }
