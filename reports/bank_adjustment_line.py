from odoo import fields, models

SECTIONS = [
    ("books_in", "Received in the books, not at the bank"),
    ("books_out", "Paid in the books, not at the bank"),
    ("bank_in", "Received at the bank, not in the books"),
    ("bank_out", "Paid at the bank, not in the books"),
]


class ArrearsBankAdjustmentLine(models.Model):
    """One item that only the bank or only the books have."""

    _name = "arrears.bank.adjustment.line"
    _inherit = ["arrears.list.export"]
    _description = "Item of a bank adjustment"
    _order = "adjustment_id desc, section, date, id"
    _rec_name = "label"
    _log_access = False

    adjustment_id = fields.Many2one(
        "arrears.bank.adjustment", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="adjustment_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="adjustment_id.currency_id")
    section = fields.Selection(SECTIONS, string="List", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    label = fields.Char(readonly=True)
    document = fields.Char(string="Entry or statement", readonly=True)
    amount = fields.Monetary(readonly=True)
    days_open = fields.Integer(string="Days open", readonly=True, aggregator="max")
    move_line_id = fields.Many2one("account.move.line", string="Journal item", readonly=True,
                                   index="btree_not_null", ondelete="set null")  # fmt: skip
    row_id = fields.Many2one("arrears.statement.row", string="Movement", readonly=True,
                             index="btree_not_null", ondelete="set null")  # fmt: skip

    def action_open(self):
        """Open the entry, or the statement, behind this item."""
        self.ensure_one()
        self.check_access("read")
        record = self.move_line_id.move_id or self.row_id.file_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
