from odoo import fields, models


class ArrearsHardshipIntake(models.TransientModel):
    """What the owner can pay goes into the envelope, too: the owner's figure comes first."""

    _inherit = "arrears.hardship.intake"

    currency_id = fields.Many2one(related="case_id.currency_id")
    owner_figure = fields.Monetary(
        string="The owner can pay a month", help="Ask first: which amount a month is possible?"
    )

    def _application(self):
        """Extended with the owner's figure."""
        return super()._application() | {"owner_figure": self.owner_figure}
