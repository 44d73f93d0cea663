from odoo import fields, models


class ArrearsLimitationEvent(models.Model):
    """An event that came in with a go-live says so."""

    _inherit = "arrears.limitation.event"

    golive_id = fields.Many2one(
        "arrears.golive",
        string="Go-live",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
