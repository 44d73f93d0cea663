from odoo import models

from ...engine.reason import Reason


class ArrearsRun(models.Model):
    """A text that waits for its second reader sends nothing."""

    _inherit = "arrears.run"

    def _obstacles(self, case, policy, reach, no_message):
        """Extended: a message whose text nobody has reviewed is passed over."""
        found = super()._obstacles(case, policy, reach, no_message)
        for step in policy.step_ids:
            if step.channel == "message" and step.id not in found:
                template = step._template_to(case.debtor_id, reach.channel)
                if template.review_state != "reviewed":
                    found[step.id] = Reason("text_not_reviewed", {"detail": template.name})
        return found
