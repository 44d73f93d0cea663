from itertools import count, islice

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.money import amount
from ...engine.plan import TOKEN_MONTHS, months_after
from .plan import IN_FORCE


class ArrearsPlan(models.Model):
    """A person looks at a plan: it goes on, another takes its place, or it ends. Never the law."""

    _inherit = "arrears.plan"

    def action_go_on(self):
        """Let the plan go on; the time to catch up runs anew, token payments get half a year more.

        :raises AccessError: the user decides on no plans
        :raises UserError: it is not to be reviewed, or no reason is given
        """
        self._check_reviewer("review")
        for plan in self:
            today = plan.company_id._arrears_today()
            values = {
                "state": "running",
                "resumed_on": today,
                "reviewed_by_id": self.env.uid,
                "cure_until": False,
            }
            if plan.review_on and plan.review_on <= today:
                values["review_on"] = plan._prolong_token()
            plan._keep_review(self.env._("The plan goes on."))
            plan._record_effect({**values, "review_note": False})
            plan.sudo().activity_ids.unlink()
        return True

    def _prolong_token(self):
        """Half a year more of the same payments, from the last one on.

        :return: the day of the next review
        """
        lines, today = self.line_ids.sorted("due_on"), self.company_id._arrears_today()
        first, last = lines[0], lines[-1]
        rest = self._minor(self.amount) - sum(self._minor(line.amount) for line in lines)
        coming = (months_after(first.due_on, number) for number in count(1))
        days = islice((day for day in coming if day > max(last.due_on, today)), TOKEN_MONTHS)
        rows = []
        for day in days:
            part = min(self._minor(last.amount), rest)
            if part <= 0:
                break
            rest -= part
            rows.append({"plan_id": self.id, "due_on": day, "amount": amount(part, self._digits())})
        self.env["arrears.plan.line"].sudo()._add_agreed(rows)
        return months_after(rows[0]["due_on"] if rows else today, TOKEN_MONTHS)

    def action_replan(self):
        """Draft a plan that takes the place of this one, over what is left, and open it.

        :raises AccessError: the user may not propose plans
        :raises UserError: the plan is not in force
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state(*IN_FORCE)
        left = self.sudo().charge_ids.filtered(lambda charge: charge.state == "open")
        plan = self.create(
            {
                "case_id": self.case_id.id,
                "charge_ids": [Command.set(left.ids)],
                "owner_figure": self.owner_figure,
                "explanation": self.explanation,
            }
        )
        plan._record_effect({"replaces_id": self.id})
        return plan._opened()

    def action_end(self):
        """End the plan: what is left is due again, and the owner hears of it first.

        :raises AccessError: the user decides on no plans
        :raises UserError: it is not in force, or no reason is given
        """
        self._check_reviewer(*IN_FORCE)
        for plan in self:
            plan._stop("ended", {"reviewed_by_id": self.env.uid})
            plan._keep_review(self.env._("The plan ended early."))
            plan._give_task(plan.user_id or plan._deciders()[:1], "ended")
        return True

    def _check_reviewer(self, *states):
        self._check_decider()
        for plan in self:
            plan._check_state(*states)
            plan._check_kind_of_decider()
            if not (plan.review_note or "").strip():
                raise UserError(self.env._("Write down why: the owner will ask."))

    def _keep_review(self, what):
        """What was decided, and why, stays in the chatter; the note is free for the next time."""
        self._message_log(body=f"{what} {self.review_note}")

    def _opened(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
