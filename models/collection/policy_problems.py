from odoo import api, models
from odoo.exceptions import ValidationError

from ...engine.policy_check import Frame, Rung, problems

# Channel → the stage from which it may be used.
FIRST_STAGES = {
    "message": "reminder",
    "call": "call",
    "letter": "demand_letter",
    "visit": "visit",
}


class ArrearsPolicy(models.Model):
    """What makes no sense is refused on save, naming the step and the cure."""

    _inherit = "arrears.policy"

    @api.constrains("step_ids", "active", "segment_ids")
    def _check_steps(self):
        """Refuse a policy in force that no debtor could walk.

        :raises ValidationError: naming each step and what is wrong with it
        """
        for policy in self.filtered("active"):
            if not policy.step_ids:
                raise ValidationError(
                    self.env._(
                        "Policy %(policy)s has no step: add one, or archive it.", policy=policy.name
                    )
                )
            policy._check_closing()
            found = problems(policy._rungs(), policy._frame())
            if found:
                texts = [f"• {policy._problem_text(key, reason)}" for key, reason in found]
                raise ValidationError(
                    self.env._(
                        "Policy %(policy)s can't be used like this:\n%(problems)s",
                        policy=policy.name,
                        problems="\n".join(texts),
                    )
                )

    def _check_closing(self):
        for step in self.step_ids.filtered(lambda one: one.stage_id.is_closed):
            raise ValidationError(
                self.env._(
                    "Step %(step)s can't lead to stage %(stage)s: cards close by themselves.",
                    step=step.name,
                    stage=step.stage_id.name,
                )
            )

    def _rungs(self):
        currency = (self.company_id or self.env.company).currency_id
        return [
            Rung(step._as_engine(currency), step.stage_id.sequence, step.stage_id.gate == "legal")
            for step in self.step_ids.sorted(lambda one: (one.sequence, one.id))
        ]

    def _frame(self):
        """The board as it stands, and how long overdue the segments let a card be."""
        stages = self.env["arrears.stage"].search([("code", "in", list(FIRST_STAGES.values()))])
        places = {stage.code: stage.sequence for stage in stages}
        bounds = [segment._longest_overdue() for segment in self.segment_ids]
        return Frame(
            first_stage={
                channel: places[code] for channel, code in FIRST_STAGES.items() if code in places
            },
            longest_overdue=max(bounds) if bounds and None not in bounds else None,
        )

    def _problem_text(self, key, reason):
        """One problem in the reader's language, with the names of the steps."""
        steps = {step.id: step for step in self.step_ids}
        nouns = self.env["arrears.reason.wording"]._nouns()
        arguments = {"step": steps[key].name, "stage": steps[key].stage_id.name}
        for name, value in reason.arguments.items():
            if name == "earlier":
                value = steps[value].name
            elif name == "channels":
                value = ", ".join(nouns.get(channel, channel) for channel in value)
            elif name == "channel":
                value = nouns.get(value, value)
            arguments[name] = value
        words = self._words_of_order() | self._words_of_reach()
        return words[reason.code] % arguments

    @api.model
    def _words_of_order(self):
        """Steps that stand in the wrong place."""
        _ = self.env._
        return {
            "policy_first_not_gentle": _(
                "%(step)s: the first step is a gentle message or call, since everybody may have "
                "forgotten."
            ),
            "policy_due_before": _(
                "%(step)s comes after %(earlier)s but would be due earlier. Change the days or "
                "the order."
            ),
            "policy_tone_back": _(
                "%(step)s is gentler than %(earlier)s before it. Tones only become firmer."
            ),
            "policy_stage_back": _(
                "%(step)s leads to an earlier stage than %(earlier)s before it. Cards never go "
                "back."
            ),
            "policy_law_by_step": _(
                "%(step)s with stage %(stage)s: no run opens the law. A proposal for legal steps "
                "has a legal stage, and no other step has one."
            ),
            "policy_channel_too_early": _(
                "%(step)s: a %(channel)s is too much for stage %(stage)s. Choose a later stage."
            ),
        }

    @api.model
    def _words_of_reach(self):
        """Steps that never come, or too often."""
        _ = self.env._
        return {
            "policy_never_in_segment": _(
                "%(step)s never comes: it asks for %(days)s days, and in the segments of this "
                "policy nobody is overdue for more than %(most)s."
            ),
            "policy_never_in_time": _(
                "%(step)s never comes: after %(days)s days the debt is time-barred (at most "
                "%(most)s)."
            ),
            "policy_repeat_too_soon": _(
                "%(step)s: a %(channel)s is repeated after %(days)s days at the earliest; the "
                "limits allow no more."
            ),
            "policy_endless": _(
                "%(step)s is repeated for ever and nothing comes after it. Set its repetition to "
                "0, or add a step."
            ),
            "policy_channel_never_tried": _(
                "%(step)s never comes: it waits for %(channels)s, and no step before it does that."
            ),
            "policy_gap_below_cap": _(
                "%(step)s comes too soon: a %(channel)s is allowed %(limit)s times in %(days)s "
                "days. Make the gap longer."
            ),
        }
