from odoo import fields, models


class ArrearsLimitationEvent(models.Model):
    """An event that a delivered letter made says which."""

    _inherit = "arrears.limitation.event"

    letter_id = fields.Many2one(
        "arrears.letter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
