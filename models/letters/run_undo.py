from odoo import models

from ...engine.reason import Reason
from ...engine.undo import DONE, LEFT, OPEN, WAITING


class ArrearsRun(models.Model):
    """Undoing letters that nobody printed yet and visits that nobody made yet."""

    _inherit = "arrears.run"

    def _claims_to_undo(self):
        """Extended: letters and visits among them are locked, so that none is printed or made
        meanwhile."""
        claims = super()._claims_to_undo()
        claims.letter_id.lock_for_update()
        claims.visit_id.lock_for_update()
        return claims

    def _more_of_step(self, claim):
        """Extended: the state of the letter, and of the visit as a task."""
        found = super()._more_of_step(claim)
        if claim.letter_id:
            waits = claim.letter_id.state in ("to_print", "refused", "cancelled")
            found["letter"] = WAITING if waits else LEFT
        if claim.visit_id:
            found["task"] = DONE if claim.visit_id.state == "done" else OPEN
        return found

    def _take_back(self, claims):
        """Extended: letters leave the queue, visits the plan."""
        reason = Reason("cancelled_by_undo", {"user": self.env.user.name})
        claims.letter_id._cancel(reason)
        claims.visit_id._cancel([reason])
        return super()._take_back(claims)
