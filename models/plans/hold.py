from odoo import api, fields, models


class ArrearsHold(models.Model):
    """The hold of a payment plan comes with its approval and ends with the plan; that of an owner's
    own request comes with it and ends with the decision."""

    _inherit = "arrears.hold"

    type = fields.Selection(
        selection_add=[("plan_asked", "Instalments asked for")],
        ondelete={"plan_asked": "set default"},
    )
    plan_id = fields.Many2one(
        "arrears.plan", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _own_rooms(self):
        """Extended."""
        return super()._own_rooms() | {"plan": "plan_id", "plan_asked": "plan_id"}

    @api.model
    def _own_buttons(self):
        """Extended."""
        button = self.env._("Instalments")
        return super()._own_buttons() | {"plan": button, "plan_asked": button}
