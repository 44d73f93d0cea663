from odoo import fields, models


class ResCompany(models.Model):
    """How much work a run hands to one person, and the days that notices and records go by."""

    _inherit = "res.company"

    arrears_calls_a_day = fields.Integer(
        string="Calls a collector and day",
        default=60,
        help="A run gives nobody more call tasks than this, the most important first; the others "
        "wait for a later night and say so. 0: no limit.",
    )
    arrears_smallest_amount = fields.Monetary(
        string="Smallest amount pursued",
        default=20,
        help="A debtor with less than this to ask for, all units together, is not written to or "
        "called. The cards stay, and so does what is due. 0: no limit.",
    )
    arrears_record_grace_days = fields.Integer(
        string="Days of grace in payment records",
        help="A payment so many days after the due date still counts as on time.",
    )

    arrears_ticket_model_id = fields.Many2one(
        "ir.model",
        string="Work orders are kept as",
        domain=[("transient", "=", False), ("abstract", "=", False)],
        ondelete="set null",
        help="The sort of record that repairs of owners link to, say maintenance requests. Empty: "
        "only the number of a work order elsewhere is written down.",
    )
    arrears_notice_days = fields.Integer(
        string="Days to pay in notices",
        default=10,
        help="From its second tone on, a text about the debt names a day to pay by: so many days "
        "after it was written.",
    )

    arrears_hold_days = fields.Integer(
        string="Days of a hold without approval",
        default=30,
        help="A hold by hand runs so many days by one person's word; for longer a manager who did "
        "not set it agrees.",
    )

    _arrears_hold_days = models.Constraint(
        "CHECK (arrears_hold_days BETWEEN 1 AND 60)",
        "Between 1 and 60 days of a hold need no approval.",
    )
    _arrears_calls_not_negative = models.Constraint(
        "CHECK (arrears_calls_a_day >= 0)", "The number of calls a day cannot be negative."
    )
    _arrears_smallest_amount = models.Constraint(
        "CHECK (COALESCE(arrears_smallest_amount, 0) >= 0)",
        "The smallest amount pursued cannot be negative.",
    )
    _arrears_notice_days = models.Constraint(
        "CHECK (arrears_notice_days BETWEEN 7 AND 60)",
        "A notice leaves at least 7 days to pay, and at most 60.",
    )
    _arrears_record_grace = models.Constraint(
        "CHECK (COALESCE(arrears_record_grace_days, 0) BETWEEN 0 AND 60)",
        "Days of grace in payment records lie between 0 and 60.",
    )
