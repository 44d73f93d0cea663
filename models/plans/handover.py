from odoo import api, fields, models

from .plan import IN_FORCE


class ArrearsHandover(models.Model):
    """Payment plans have the collector of their card as their person, and go over with it."""

    _inherit = "arrears.handover"

    plan_count = fields.Integer(string="Payment plans", compute="_compute_counts")

    @api.model
    def _counted(self):
        """Extended."""
        return (*super()._counted(), "plan")

    def _count(self):
        """Extended: plans that somebody still has to look after."""
        counts = super()._count()
        if not counts:
            return counts
        plans = [("case_id", "in", self._cases().ids),
                 ("state", "in", ("draft", "proposed", *IN_FORCE))]  # fmt: skip
        return {**counts, "plan": self.env["arrears.plan"].sudo().search_count(plans)}
