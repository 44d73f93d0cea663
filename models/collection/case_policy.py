from odoo import api, fields, models

from ...engine.policy_choice import CardFacts, why_chosen
from ...engine.reason import as_json

COLLECTOR = "property_arrears.group_collector"


class ArrearsCase(models.Model):
    """Which policy a card follows and why; what that policy recommends."""

    _inherit = "arrears.case"

    # What the policy was chosen by: ids and codes, worded at display.
    policy_inputs = fields.Json(string="Chosen by", readonly=True)
    policy_why = fields.Text(
        string="Why this policy", compute="_compute_policy_why", groups=COLLECTOR
    )
    policy_note = fields.Text(
        related="policy_id.note", string="What this policy asks", groups=COLLECTOR
    )
    policy_steps_text = fields.Text(related="policy_id.steps_text", groups=COLLECTOR)
    policy_payment_method = fields.Selection(
        related="policy_id.payment_method", string="Recommend to pay by", groups=COLLECTOR
    )
    policy_change_ids = fields.One2many(
        "arrears.policy.change", "case_id", string="Changes of policy", groups=COLLECTOR
    )

    def _policy_facts(self):
        """What a policy may look at on this card."""
        unit = self.unit_id
        return CardFacts(
            estate=self.estate_id.id or None,
            segment=self.segment_id.id or None,
            usage=unit.usage or "residential",
            occupancy=unit.occupancy or "occupied",
            decorated=unit.decorated,
        )

    def _policy_inputs(self):
        """The same, as it is kept on the card and in the record of changes."""
        facts = self._policy_facts()
        return {
            "estate": facts.estate,
            "segment": facts.segment,
            "usage": facts.usage,
            "occupancy": facts.condition(),
        }

    @api.depends("policy_id", "policy_inputs")
    @api.depends_context("lang")
    def _compute_policy_why(self):
        wording = self.env["arrears.reason.wording"].sudo()
        for case in self.sudo():
            kept, policy = case.policy_inputs, case.policy_id
            if not (kept and policy):
                case.policy_why = False
                continue
            facts = CardFacts(kept["estate"], kept["segment"], kept["usage"])
            case.policy_why = wording._word(as_json(why_chosen(policy._as_fit(), facts)))
