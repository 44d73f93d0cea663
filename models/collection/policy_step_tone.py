from odoo import api, models
from odoo.exceptions import ValidationError


class ArrearsPolicyStep(models.Model):
    """The tone of a step fits the stage that it leads to."""

    _inherit = "arrears.policy.step"

    @api.constrains("tone", "stage_id")
    def _check_tone_of_stage(self):
        for step in self:
            if not step.stage_id._allows_tone(step.tone):
                raise ValidationError(
                    self.env._(
                        "Step %(step)s is firmer than stage %(stage)s allows.",
                        step=step.name,
                        stage=step.stage_id.name,
                    )
                )
