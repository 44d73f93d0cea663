from odoo import api, fields, models
from odoo.exceptions import UserError

from .outcomes import OUTCOMES


class ArrearsDebitResult(models.Model):
    """What a bank said about an instruction, once it has taken effect. Evidence: never changed.

    The unique key of instruction and event is what makes an answer count once, whichever file
    it came in and however often. Rows are written by the booking itself, in the transaction of
    the journal entry.
    """

    _name = "arrears.debit.result"
    _description = "Answer to a debit instruction"
    _order = "id desc"
    _rec_name = "line_id"
    _log_access = False

    line_id = fields.Many2one("arrears.debit.line", required=True, ondelete="restrict")
    batch_id = fields.Many2one(
        "arrears.debit.batch", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    event_key = fields.Char(
        required=True,
        help="What the bank said, each once: not known yet, its final answer, or a return told "
        "apart by code, amount and day.",
    )
    outcome = fields.Selection(OUTCOMES, required=True)
    amount_settled = fields.Monetary(
        string="Collected", help="Negative: the bank took it back after it was collected."
    )
    amount_excess = fields.Monetary(
        string="Too much", help="Collected although nothing was left to pay: the debtor's credit."
    )
    value_date = fields.Date(string="Value date")
    answer_code = fields.Char(string="Bank's code")
    answer_text = fields.Char(string="Bank's words")
    file_id = fields.Many2one("arrears.bank.file", required=True, index=True, ondelete="restrict")
    file_line = fields.Integer(string="Line in the file")
    move_id = fields.Many2one(
        "account.move", string="Journal entry", index="btree_not_null", ondelete="restrict"
    )
    recorded_at = fields.Datetime(string="Recorded")

    _returns_of = models.Index("(line_id) WHERE amount_settled < 0")
    _event_once = models.UniqueIndex("(line_id, event_key)", "This answer is already recorded.")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refuse: answers are written by the booking alone."""
        raise UserError(self.env._("Answers of a bank are recorded by the booking alone."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse for everybody: what a bank said is evidence."""
        raise UserError(self.env._("What a bank answered cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a bank answered cannot be deleted."))
