from odoo import fields, models
from odoo.exceptions import UserError

from .debit_announcement import WAYS


class ArrearsDebitAnnounce(models.TransientModel):
    """Notes when and how the payers of a draft batch were told of the debit."""

    _name = "arrears.debit.announce"
    _description = "Announce the debits of a batch"

    batch_id = fields.Many2one("arrears.debit.batch", required=True, ondelete="cascade")
    told_on = fields.Date(
        string="Told on", required=True, default=lambda self: self.env.company._arrears_today()
    )
    way = fields.Selection(WAYS, string="Told how", required=True, default="bill")

    def action_record(self):
        """Keep the announcements and close the dialog."""
        self.ensure_one()
        self.batch_id.check_access("write")
        if self.told_on > self.batch_id.company_id._arrears_today():
            raise UserError(self.env._("This day is still to come: announce the debits first."))
        self.batch_id.sudo()._record_announcements(self.told_on, self.way)
        return {"type": "ir.actions.act_window_close"}
