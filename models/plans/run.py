from odoo import models

from ...engine.reason import Reason


class ArrearsRun(models.Model):
    """A run proposes no legal steps against an owner with a plan that runs or is being decided."""

    _inherit = "arrears.run"

    def _legal_obstacles(self, cases, policies):
        """Extended: also for bills that fell due beside the plan."""
        found = super()._legal_obstacles(cases, policies)
        if "legal" not in policies.step_ids.mapped("channel"):
            return found
        asked = cases._asks_for_instalments()
        found |= dict.fromkeys(asked.ids, Reason("hold_plan_asked"))
        owners = {(company.id, owner.id) for company, owner in cases._running_plans()}
        with_plan = [case_id for case_id, who in cases._who().items() if who in owners]
        return found | dict.fromkeys(with_plan, Reason("hold_plan"))
