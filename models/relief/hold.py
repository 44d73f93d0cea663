from odoo import fields, models


class ArrearsHold(models.Model):
    """A pause says nothing of its ground, and where it comes from only reviewers read."""

    _inherit = "arrears.hold"

    type = fields.Selection(selection_add=[("hardship", "Paused")])
    hardship_id = fields.Many2one(
        "arrears.hardship",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="property_arrears.group_reviewer,property_arrears.group_manager",
    )
