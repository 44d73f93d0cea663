from odoo import models

from ...engine.late_fee import Pause


class ArrearsCharge(models.Model):
    """No late fee while an owner waits for a decision on relief, also when the office is late."""

    _inherit = "arrears.charge"

    def _late_fee_pauses(self):
        """Extended: an application pauses all charges of its owner from the day it came in, and an
        appeal from the day it was made."""
        found = super()._late_fee_pauses()
        applications = (
            self.env["arrears.hardship"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("debtor_id", "in", self.debtor_id.ids),
                ]
            )
        )
        of_owner = self.grouped(lambda charge: (charge.company_id, charge.debtor_id))
        for application in applications:
            last = None
            if application.state != "applied":
                last = application.decided_on or application.paused_until
            pauses = [Pause(application.opened_on, last, "hardship")]
            if application.appealed_on:
                again = application.appeal_decided_on or None
                pauses.append(Pause(application.appealed_on, again, "hardship"))
            owned = of_owner.get((application.company_id, application.debtor_id), ())
            for charge in owned:
                found[charge.id] += pauses
        return found
