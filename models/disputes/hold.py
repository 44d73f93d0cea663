from odoo import api, fields, models


class ArrearsHold(models.Model):
    """The hold of a dispute comes with its form and ends with its decision."""

    _inherit = "arrears.hold"

    dispute_id = fields.Many2one(
        "arrears.dispute",
        string="Dispute of a bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _own_rooms(self):
        """Extended."""
        return super()._own_rooms() | {"dispute": "dispute_id"}

    @api.model
    def _own_buttons(self):
        """Extended."""
        return super()._own_buttons() | {"dispute": self.env._("Disputes the bill")}
