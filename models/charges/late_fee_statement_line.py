from odoo import fields, models


class ArrearsLateFeeStatementLine(models.TransientModel):
    """Days in a row that cost the same."""

    _name = "arrears.late.fee.statement.line"
    _description = "Line of a late fee statement"
    _order = "statement_id, id"

    statement_id = fields.Many2one(
        "arrears.late.fee.statement", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="statement_id.currency_id")
    charge_id = fields.Many2one("arrears.charge", string="Late on", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_until = fields.Date(string="Until", readonly=True)
    days = fields.Integer(readonly=True)
    principal = fields.Monetary(string="Unpaid", readonly=True)
    base = fields.Monetary(string="Counted on", readonly=True)
    permille = fields.Float(string="‰ a day", digits=(10, 6), readonly=True)
    amount = fields.Monetary(string="Late fee", readonly=True)
    cap = fields.Monetary(string="At most", readonly=True)
    note = fields.Char(readonly=True)
