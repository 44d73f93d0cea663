from odoo import fields, models


class ArrearsWaiverReversal(models.TransientModel):
    """Why an applied waiver is reversed: asked for before anything is booked."""

    _name = "arrears.waiver.reversal"
    _description = "Reverse a waiver"

    waiver_id = fields.Many2one("arrears.waiver", required=True, readonly=True)
    reason = fields.Text(string="Reversed because", required=True)

    def action_reverse(self):
        """Reverse the waiver; its fees are owed again.

        :raises AccessError: the user is no manager
        :raises UserError: see ``_reverse``
        """
        self.ensure_one()
        self.check_access("write")
        self.waiver_id._reverse(self.reason)
        return {"type": "ir.actions.act_window_close"}
