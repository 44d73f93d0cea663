from odoo import fields, models

from .outcomes import OUTCOMES


class ArrearsBankFileRow(models.Model):
    """One row of a bank's answer as the sidecar read it. The raw text hides account numbers."""

    _name = "arrears.bank.file.row"
    _description = "Row of a bank file"
    _order = "file_id desc, line_number"
    _rec_name = "reference"
    _log_access = False

    file_id = fields.Many2one("arrears.bank.file", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_number = fields.Integer(string="Line", required=True, aggregator=False)
    reference = fields.Char(index=True)
    outcome = fields.Selection(OUTCOMES)
    amount_offered = fields.Monetary(string="Asked for")
    amount_settled = fields.Monetary(string="Collected")
    value_date = fields.Date(string="Value date")
    answer_code = fields.Char(string="Bank's code")
    answer_text = fields.Char(string="Bank's words")
    raw = fields.Text(string="As the bank wrote it")
    line_id = fields.Many2one(
        "arrears.debit.line", string="Instruction", index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(
        [("staged", "Read"), ("booked", "Booked"), ("known", "Known already")],
        required=True,
        default="staged",
    )

    _line_once = models.UniqueIndex("(file_id, line_number)", "This line was read already.")
    _waiting = models.Index("(file_id, line_number) WHERE state = 'staged'")
