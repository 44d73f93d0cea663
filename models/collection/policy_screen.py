from odoo import api, fields, models

from ..estate.unit import USAGES


class ArrearsPolicy(models.Model):
    """What a policy says about itself on its list and form."""

    _inherit = "arrears.policy"

    conditions_text = fields.Text(string="For whom", compute="_compute_conditions_text")
    steps_text = fields.Text(string="Steps in words", compute="_compute_steps_text")

    @api.depends(
        *("estate_ids", "segment_ids", "occupancy", "step_ids"),
        *(f"for_{code}" for code, _label in USAGES),
    )
    @api.depends_context("lang")
    def _compute_conditions_text(self):
        conditions = dict(self._fields["occupancy"]._description_selection(self.env))
        for policy in self:
            lines = [
                ", ".join(policy.estate_ids.mapped("name")),
                ", ".join(policy.segment_ids.mapped("name")),
                ", ".join(policy._words_of_usages()),
                conditions[policy.occupancy] if policy.occupancy not in (False, "any") else "",
            ]
            text = "\n".join(filter(None, lines))
            policy.conditions_text = text or self.env._("Everybody who is left")

    def _words_of_usages(self):
        """The uses it asks for, in the reader's language."""
        usage = self.env["arrears.unit"]._fields["usage"]
        labels = dict(usage._description_selection(self.env))
        return [labels[code] for code, _label in USAGES if self[f"for_{code}"]]

    @api.depends("step_ids.summary", "step_ids.name", "step_ids.sequence")
    @api.depends_context("lang", "company")
    def _compute_steps_text(self):
        for policy in self:
            steps = policy.step_ids.sorted(lambda one: (one.sequence, one._origin.id))
            policy.steps_text = "\n".join(
                self.env._(
                    "%(number)s. %(name)s – %(summary)s",
                    number=number,
                    name=step.name or "…",
                    summary=step.summary,
                )
                for number, step in enumerate(steps, start=1)
            )
