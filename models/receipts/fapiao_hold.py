from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArrearsHold(models.Model):
    """The owner pays when the fapiao is there: a pause that a request brings and its issue ends."""

    _inherit = "arrears.hold"

    type = fields.Selection(
        selection_add=[("fapiao", "Waiting for fapiao")], ondelete={"fapiao": "set default"}
    )
    fapiao_id = fields.Many2one(
        "arrears.fapiao",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="property_arrears.group_accountant,property_arrears.group_cashier,"
        "property_arrears.group_manager",
    )

    @api.constrains("type", "fapiao_id", "date_until")
    def _check_fapiao(self):
        """:raises ValidationError: this pause was set without a request, or without an end"""
        for hold in self.sudo():
            if hold.type == "fapiao" and not (hold.fapiao_id and hold.date_until):
                raise ValidationError(
                    self.env._(
                        "This pause comes with a request: press “Asks for fapiao” on the card."
                    )
                )
