from odoo import fields, models

from ...engine.golive_sheets import PLAN
from ..golive.golive_row import ArrearsGoliveRow as Row


class ArrearsGoliveRow(models.Model):
    """Rows of one payment plan belong together: all of them are booked, or none."""

    _inherit = "arrears.golive.row"
    _effect_fields = Row._effect_fields | {"plan_id"}

    plan_id = fields.Many2one(
        "arrears.plan", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    def _plan_key(self):
        """What tells the plan of a row from others."""
        cells = self.cells or {}
        return self.debtor_id.id, cells.get("agreed_on"), cells.get("plan_number") or ""

    def _whole_parts(self):
        """Extended: a chunk does not cut a plan in two."""
        if self[:1].sheet != PLAN:
            return super()._whole_parts()
        keys = {row._plan_key() for row in self}
        others = self.search(
            [("golive_id", "=", self.golive_id.id), ("sheet", "=", PLAN),
             ("state", "=", "accepted"), ("debtor_id", "in", self.debtor_id.ids)],
            order="file_id, number, id",
        )  # fmt: skip
        return others.filtered(lambda row: row._plan_key() in keys)
