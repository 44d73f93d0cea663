from odoo import api, fields, models


class ArrearsDebitSplit(models.Model):
    """What one instruction collects for one charge.

    While ``is_open``, the charge is on its way to the bank: the database keeps it out of every
    other batch, however many people or programs collect at the same time.
    """

    _name = "arrears.debit.split"
    _description = "Charge of a debit instruction"
    _order = "line_id, due_date, id"
    _log_access = False

    line_id = fields.Many2one("arrears.debit.line", required=True, index=True, ondelete="cascade")
    batch_id = fields.Many2one("arrears.debit.batch", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    charge_id = fields.Many2one("arrears.charge", required=True, index=True, ondelete="restrict")
    due_date = fields.Date(string="Due date")
    amount = fields.Monetary(required=True)
    amount_settled = fields.Monetary(string="Collected")
    amount_returned = fields.Monetary(string="Amount taken back")
    is_open = fields.Boolean(string="On its way", default=True)

    _charge_in_one_batch = models.UniqueIndex(
        "(charge_id) WHERE is_open",
        "One of these charges is already on its way to the bank in another batch: "
        "collect the instructions again.",
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A share needs an amount.")
    _settled_possible = models.Constraint(
        "CHECK (amount_settled >= 0 AND amount_settled <= amount)",
        "A charge cannot get more than was collected for it.",
    )

    @api.depends("charge_id", "line_id")
    def _compute_display_name(self):
        for split in self:
            split.display_name = split.charge_id.display_name
