from dataclasses import replace

from odoo import models

from ...engine.money import amount as to_amount
from ...engine.reason import Reason
from ...engine.undo import DONE, OPEN
from .policy_step import BEFORE


class ArrearsRun(models.Model):
    """The legal step of a policy: a run proposes, it never moves a card to the law."""

    _inherit = "arrears.run"

    # What a proposal waits for

    def _legal_obstacles(self, cases, policies):
        """Why no proposal is made of a case, whatever its step asks for.

        :param policies: the policies in use; without a legal step among them nothing is asked
        :return: ``{case id: Reason}``
        """
        if "legal" not in policies.step_ids.mapped("channel"):
            return {}
        offers = cases._help_offers()
        obstacles = {
            case.id: Reason("hardship_not_offered") for case in cases if case.id not in offers
        }
        for proposal in cases.legal_proposal_ids:
            if proposal.state == "proposed":
                on = proposal.proposed_on.isoformat()
                obstacles[proposal.case_id.id] = Reason("legal_proposed", {"on": on})
        with_law = cases.filtered(lambda case: case.stage_id.gate == "legal")
        return obstacles | dict.fromkeys(with_law.ids, Reason("legal_already"))

    def _channels_before_law(self, cases, policies, reach, known):
        """Families of channels tried in this episode, or closed.

        :param reach: ``{debtor id: Reach or None}``
        :param known: what ``_known`` says of these cases
        :return: ``{case id: frozenset}``; empty where no step of the policies asks
        """
        if not any(step[f"after_{channel}"] for step in policies.step_ids for channel in BEFORE):
            return {}
        return cases._channels_tried(reach, known)

    # Proposing

    def _propose_legal_steps(self, decisions, won):
        """One proposal a case, for a manager to decide. Nothing is sent, no card moves."""
        acting = [
            (decision, case)
            for decision in decisions
            if decision.plan.step and decision.plan.step.channel == "legal"
            for case in self._acting(decision, won)
        ]
        if not acting:
            return
        cases = self.env["arrears.case"].sudo().union(*(case for _decision, case in acting))
        offers = cases._help_offers()
        self.env["arrears.legal.proposal"].sudo().create(
            [
                self._proposal_values(decision, case, won[case.id], offers)
                for decision, case in acting
            ]
        )

    def _proposal_values(self, decision, case, claim, offers):
        position = decision.facts.positions[case.id]
        digits = self.company_id.currency_id.decimal_places
        since = position.oldest_principal or position.oldest_due
        return {
            "case_id": case.id,
            "step_id": decision.plan.step.key,
            "run_id": self.id,
            "claim_id": claim,
            "proposed_on": decision.today,
            "principal": to_amount(position.principal, digits),
            "days_old": (decision.today - since).days,
            "help_offered_on": offers.get(case.id),
        }

    # Undoing

    def _taken_steps(self, claims):
        """Extended: a proposal that waits is taken back like a task, a decided one stays."""
        steps = super()._taken_steps(claims)
        proposals = self.env["arrears.legal.proposal"].sudo()
        for proposal in proposals.search([("claim_id", "in", claims.ids)]):
            state = OPEN if proposal.state == "proposed" else DONE
            steps[proposal.claim_id] = replace(steps[proposal.claim_id], task=state)
        return steps

    def _take_back(self, claims):
        """Extended: what was proposed is withdrawn."""
        proposals = self.env["arrears.legal.proposal"].sudo()
        proposals = proposals.search([("claim_id", "in", claims.ids), ("state", "=", "proposed")])
        proposals._record_decision({"state": "withdrawn"})
        return super()._take_back(claims)
