from odoo import fields, models

from ...engine.ladder import TONES
from .policy_step import TONES as TONE_CHOICES


class ArrearsStage(models.Model):
    """How firm the words of a stage may be: a reminder, then a notice, then the demand."""

    _inherit = "arrears.stage"

    tone = fields.Selection(
        TONE_CHOICES,
        string="Firmest tone",
        required=True,
        default="gentle",
        help="Texts and scripts of this stage are never firmer than this; milder ones are.",
    )

    def _allows_tone(self, tone):
        """Whether words of this tone may be used while a card is in this stage."""
        self.ensure_one()
        return TONES.index(tone) <= TONES.index(self.tone)
