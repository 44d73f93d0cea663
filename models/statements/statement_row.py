from odoo import fields, models

ROW_STATES = [
    ("staged", "Read"),
    ("booked", "Booked"),
    ("known", "Booked before"),
    ("before", "Before the books"),
]


class ArrearsStatementRow(models.Model):
    """One movement of a bank statement as the sidecar read it.

    The payer's account is kept encrypted until the bank line has it, then only its last digits.
    """

    _name = "arrears.statement.row"
    _description = "Movement of a bank statement"
    _order = "file_id desc, position"
    _rec_name = "remark"
    _log_access = False

    file_id = fields.Many2one("arrears.statement.file", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="file_id.currency_id")
    position = fields.Integer(
        required=True, aggregator=False, help="Its place in the order of the bank, from 1."
    )
    line_number = fields.Integer(string="Line", required=True, aggregator=False)
    date = fields.Date(required=True)
    value_date = fields.Date(string="Value date", required=True)
    amount = fields.Monetary(help="Positive: came in. Negative: went out.")
    balance = fields.Monetary(string="Balance after it", aggregator=False)
    has_balance = fields.Boolean()
    reference = fields.Char(string="Bank's reference")
    movement_key = fields.Char(
        string="Known by", help="The bank's reference, or a digest of what the bank says."
    )
    payer_name = fields.Char(string="Payer or payee")
    payer_last4 = fields.Char(string="Account ends in", help="The last four digits.")
    payer_hash = fields.Char(groups=fields.NO_ACCESS)
    payer_cipher = fields.Char(groups=fields.NO_ACCESS)
    remark = fields.Char()
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank line",
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(ROW_STATES, required=True, default="staged")

    _position_once = models.UniqueIndex("(file_id, position)", "This movement was read already.")
    _waiting = models.Index("(file_id, position) WHERE state = 'staged'")
    _keys = models.Index("(company_id, movement_key) WHERE state IN ('staged', 'booked')")
