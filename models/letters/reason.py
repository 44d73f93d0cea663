from odoo import fields, models


class ArrearsReason(models.Model):
    """What an owner who gives this reason is likely to ask at the door."""

    _inherit = "arrears.reason"

    questions = fields.Text(
        string="Questions to prepare for",
        translate=True,
        help="A line each: what the owner may ask, and the answer. Printed on the round of visits.",
    )
