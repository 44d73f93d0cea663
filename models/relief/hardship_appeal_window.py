from odoo import fields, models


class ArrearsHardshipAppeal(models.TransientModel):
    """What the owner objects to a refusal, written down by whoever hears it."""

    _name = "arrears.hardship.appeal"
    _description = "Take an appeal"

    application_id = fields.Many2one("arrears.hardship", required=True, readonly=True)
    said = fields.Text(string="What the owner objects", required=True)

    def action_take(self):
        """Take the appeal; the owner's cards are paused.

        :raises AccessError: the user may not read the application
        :raises UserError: it cannot be appealed any more
        """
        self.ensure_one()
        self.check_access("write")
        self.application_id.check_access("read")
        self.application_id.sudo()._appeal(self.said)
        return {"type": "ir.actions.act_window_close"}
