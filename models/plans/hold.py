from odoo import api, fields, models


class ArrearsHold(models.Model):
    """The hold of a payment plan comes with its approval and ends with the plan."""

    _inherit = "arrears.hold"

    plan_id = fields.Many2one(
        "arrears.plan", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _own_rooms(self):
        """Extended."""
        return super()._own_rooms() | {"plan": "plan_id"}

    @api.model
    def _own_buttons(self):
        """Extended."""
        return super()._own_buttons() | {"plan": self.env._("Instalments")}
