from odoo import fields, models


class ArrearsReason(models.Model):
    """Why a debtor has not paid, as he or she said it: one of a short, neutral list."""

    _name = "arrears.reason"
    _description = "Reason of arrears"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    advice = fields.Text(translate=True, help="What the collector offers for this reason.")

    _code_unique = models.Constraint("UNIQUE (code)", "Another reason has this code.")
