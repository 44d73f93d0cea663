from odoo import fields, models
from odoo.exceptions import UserError

from .debit_batch_withdraw import CAUSES


class ArrearsDebitWithdrawal(models.TransientModel):
    """Asks why a batch is taken back; another person decides on the batch itself."""

    _name = "arrears.debit.withdrawal"
    _description = "Withdrawal of a debit batch"

    batch_id = fields.Many2one("arrears.debit.batch", required=True, ondelete="cascade")
    exchange = fields.Selection(related="batch_id.exchange")
    cause = fields.Selection(CAUSES, required=True, default="not_handed_in")
    reason = fields.Text(required=True, help="Kept with the batch.")
    taken_out = fields.Boolean(
        string="The file is out of the bank's folder",
        help="Somebody looked: the bank's program has not fetched it and cannot do so any more.",
    )

    def action_ask(self):
        """Keep cause and reason on the batch and close the dialog."""
        self.ensure_one()
        self.batch_id.check_access("write")
        if self.cause == "not_handed_in" and self.exchange == "folder" and not self.taken_out:
            raise UserError(
                self.env._(
                    "The sidecar has put the file where the bank fetches it. Take it out of the "
                    "outbox of channel %(channel)s first and say so here; if it is gone, the bank "
                    "has it, and its answer is awaited.",
                    channel=self.batch_id.channel_id.code,
                )
            )
        self.batch_id.sudo()._ask_withdrawal(self.cause, self.reason)
        return {"type": "ir.actions.act_window_close"}
