from odoo import models


class ArrearsVisitRound(models.Model):
    """The sheet of a round names the repairs that are open, so that nobody is caught out."""

    _inherit = "arrears.visit.round"

    def _repairs_of(self, visit):
        """Extended: what the owner brought up and is not settled, with its work order."""
        grievances = self.env["arrears.grievance"].search(
            [("case_id", "in", visit.case_ids.ids), ("state", "!=", "closed")]
        )
        return super()._repairs_of(visit) + [
            " · ".join(filter(None, (one.subject, one.ticket_text))) for one in grievances
        ]
