from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..estate.unit import USAGES

# Marks our own calls in the context: no client can send this object.
_INSIDE = object()
# What decides whom a policy fits and what it does.
RULES = frozenset(
    {"step_ids", "estate_ids", "segment_ids", "occupancy", "company_id"}
    | {f"for_{code}" for code, _label in USAGES}
)


class ArrearsPolicy(models.Model):
    """Who changed a policy, when, from what to what, and why."""

    _inherit = "arrears.policy"

    change_reason = fields.Char(
        string="Why it is changed",
        compute="_compute_change_reason",
        inverse="_inverse_change_reason",
        help="Kept with the change. Needed while cards follow the policy.",
    )

    def _compute_change_reason(self):
        self.change_reason = False

    def _inverse_change_reason(self):
        """It goes into the record of the change and nowhere else."""

    @api.model_create_multi
    def create(self, vals_list):
        """Make policies; their first steps are no change."""
        inside = self.with_context(arrears_policy_change=_INSIDE)
        return super(ArrearsPolicy, inside).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Change policies; what is changed is written down with the reason.

        :raises UserError: when the rules of a policy that cards follow change without a reason
        """
        reason = (vals.get("change_reason") or "").strip()
        if RULES.isdisjoint(vals):
            return super().write(vals)
        self._check_reason(reason)
        before = self._rules_text()
        inside = self.with_context(arrears_policy_change=_INSIDE)
        result = super(ArrearsPolicy, inside).write(vals)
        self._log_rules(before, reason)
        return result

    def _check_reason(self, reason):
        """People say why; data and jobs need not."""
        if reason or self.env.su:
            return
        followed = self.sudo().filtered("case_count")
        if followed:
            raise UserError(
                self.env._(
                    "%(number)s cards follow policy %(policy)s. Change its steps on its own form "
                    "and say why: the reason is kept.",
                    number=followed[0].case_count,
                    policy=followed[0].name,
                )
            )

    def _changing_steps(self, change):
        """Let ``change`` alter steps of these policies, past their form, and write it down.

        :return: what ``change`` returns
        """
        in_force = self.filtered("active")
        if not in_force or self._is_being_changed():
            return change()
        in_force._check_reason("")
        before = in_force._rules_text()
        result = change()
        in_force._log_rules(before, "")
        return result

    def _is_being_changed(self):
        """Whether the policies themselves change their steps, and look after the rest."""
        return self.env.context.get("arrears_policy_change") is _INSIDE

    def _rules_text(self):
        """``{policy: lines}`` of whom it fits and its steps, as the reader sees them."""
        self.invalidate_recordset(["steps_text", "conditions_text"])
        return {
            policy: [*policy.conditions_text.splitlines(), *policy.steps_text.splitlines()]
            for policy in self
        }

    def _log_rules(self, before, reason):
        now = self._rules_text()
        for policy in self:
            gone = [line for line in before[policy] if line not in now[policy]]
            new = [line for line in now[policy] if line not in before[policy]]
            if not (gone or new or reason):
                continue
            rows = [*(f"− {line}" for line in gone), *(f"+ {line}" for line in new)]
            if reason:
                rows.insert(0, self.env._("Why: %(reason)s", reason=reason))
            policy._message_log(body=Markup("<br/>").join(rows))
