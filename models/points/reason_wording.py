from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of what is known of a number or mailbox."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        return super()._words() | self._words_of_points()

    @api.model
    def _words_of_points(self):
        _ = self.env._
        return {
            "point_untried": _("Nobody was reached or missed here yet."),
            "point_reached": _("Reached %(count)s times, last on %(on)s."),
            "point_missed": _("Not answered %(count)s times, last on %(on)s."),
            "point_returned": _("Came back %(count)s times, last on %(on)s."),
            "point_verified": _("Checked with the owner on %(on)s."),
            "point_wrong": _("It is not the owner's, as was found on %(on)s."),
        }
