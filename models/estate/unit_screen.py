from odoo import fields, models


class ArrearsUnit(models.Model):
    """Buttons of a unit's form."""

    _inherit = "arrears.unit"

    transfer_count = fields.Integer(string="Changes of owner", compute="_compute_transfer_count")
    reduction_count = fields.Integer(string="Fee reductions", compute="_compute_reduction_count")

    def _compute_transfer_count(self):
        self._count("arrears.ownership.transfer", "transfer_count")

    def _compute_reduction_count(self):
        self._count("arrears.fee.reduction", "reduction_count")

    def _count(self, model, name):
        # Of records the reader may not see there are none.
        records = self.env[model]
        domain = [("unit_id", "in", self.ids)]
        allowed = records.has_access("read")
        counted = dict(records._read_group(domain, ["unit_id"], ["__count"])) if allowed else {}
        for unit in self:
            unit[name] = counted.get(unit._origin, 0)

    def action_change_owner(self):
        """Prepare a change of owner of this unit."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of owner"),
            "res_model": "arrears.ownership.transfer",
            "view_mode": "form",
            "context": {"default_unit_id": self.id},
        }

    def action_view_transfers(self):
        """Open the changes of owner of this unit."""
        return self._open_own("property_arrears.action_arrears_ownership_transfer")

    def action_view_reductions(self):
        """Open the reductions of this unit's fee."""
        return self._open_own("property_arrears.action_arrears_fee_reduction")

    def _open_own(self, action):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        domain, context = [("unit_id", "=", self.id)], {"default_unit_id": self.id}
        return {**action, "domain": domain, "context": context}
