from odoo import models


class ArrearsCharge(models.Model):
    """An agreed extension pauses the late fee as it pauses everything else."""

    _inherit = "arrears.charge"

    def _late_fee_hold_types(self):
        """Extended with the extension; a question or a claimed payment pauses no fee."""
        return (*super()._late_fee_hold_types(), "extension")
