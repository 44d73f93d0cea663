from odoo import api, models
from odoo.fields import Domain


class ArrearsGrievance(models.Model):
    """While something is being put right the owner is told how far it is, every two weeks."""

    _name = "arrears.grievance"
    _inherit = ["arrears.grievance", "arrears.owed.word"]
    _word_states = ("answered",)
    _word_since = "answered_on"
    _ticket_states = ("open", "answered")

    @api.model
    def _about_repairs(self):
        """See ``arrears.ticket.link``: after a complaint there is no repair to ask about."""
        return Domain("kind", "=", "repair")

    def _word_subject(self):
        """See ``arrears.owed.word``."""
        return self.subject

    def action_informed(self):
        """The owner was told how far it is; what was said goes into the chatter.

        :raises UserError: nothing is being put right, or what was said is not written down
        """
        self.check_access("write")
        self._inform()
        return True
