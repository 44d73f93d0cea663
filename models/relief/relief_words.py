from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """The words of waivers and of who may decide."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with the codes of the waiver engine."""
        return super()._words() | self._words_of_relief() | self._words_of_approval()

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

    @api.model
    def _words_of_approval(self):
        _ = self.env._
        return {
            "not_what_was_approved": _("One of the charges is no service fee."),
            "approval_backdated": _("It was asked for on %(asked_on)s only: nobody backdates."),
            "approval_no_resolution": _(
                "The fees of %(estates)s are held for the owners (commission basis): name the "
                "dated resolution of their body first."
            ),
            "approval_no_level": _("No limit of the firm reaches this amount."),
            "approval_level": _("This needs an approver of level %(level)s or above."),
            "approval_two_persons": _(
                "Two persons; given up before within twelve months: %(before)s"
            ),
            "approval_by_level": _(
                "Level %(level)s; given up before within twelve months: %(before)s; "
                "went up: %(raised)s"
            ),
            "reversal_own_approval": _(
                "You approved it yourself: another manager has to reverse it."
            ),
        }
