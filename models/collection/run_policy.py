import json

from odoo import models

from ...engine.policy_choice import why_changed
from ...engine.reason import as_json


class ArrearsRun(models.Model):
    """Cards that come under another policy: written down, and given to its named owner."""

    _inherit = "arrears.run"

    def _segments_of_new(self, cases, today):
        """Cards that no night has judged get their segment first: their policy depends on it."""
        new = cases.filtered(lambda case: not case.segment_inputs)
        if new:
            cases._assign_segments(self.company_id, new.debtor_id.ids, today)

    def _follow_policies(self, decisions):
        """Before anything is done: note which cards change their policy, and hand them over."""
        changes, handed = [], {}
        for decision in decisions:
            for case in decision.cases:
                policy = decision.facts.policies.get(case.id)
                if not policy or case.policy_id == policy:
                    continue
                if policy.owner_id:
                    handed.setdefault(policy.owner_id, self.env["arrears.case"].sudo())
                    handed[policy.owner_id] |= case
                if case.policy_id:
                    changes.append(self._policy_change(case, policy, decision.today))
        self.env["arrears.policy.change"].sudo().create(changes)
        for owner, cases in handed.items():
            others = cases.filtered(lambda case, owner=owner: case.user_id != owner)
            others.write({"user_id": owner.id})

    def _policy_change(self, case, policy, today):
        reasons = why_changed(case.policy_inputs or {}, case._policy_inputs())
        return {
            "case_id": case.id,
            "changed_on": today,
            "run_id": self.id,
            "before_id": case.policy_id.id,
            "policy_id": policy.id,
            "reasons": as_json(reasons),
        }

    def _policy_figures(self, decision, case):
        """What a card keeps of its policy."""
        policy = decision.facts.policies.get(case.id)
        return {
            "policy_id": policy.id if policy else None,
            "policy_inputs": json.dumps(case._policy_inputs()) if policy else None,
        }
