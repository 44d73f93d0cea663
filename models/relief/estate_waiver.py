from odoo import fields, models


class ArrearsEstate(models.Model):
    """Where the fee is held for the owners, their body may say once that waivers are allowed."""

    _inherit = "arrears.estate"

    waiver_resolution = fields.Char(
        string="Resolution on waivers",
        tracking=True,
        help="Commission basis: the resolution of the owners' body by which fees may be waived. "
        "Without it each waiver names its own.",
    )
    waiver_resolved_on = fields.Date(string="Waivers resolved on", tracking=True)

    def _waivers_resolved(self, today):
        """Whether the owners' body had allowed waivers by that day."""
        self.ensure_one()
        return bool(
            (self.waiver_resolution or "").strip()
            and self.waiver_resolved_on
            and self.waiver_resolved_on <= today
        )
