from dataclasses import replace
from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from ...engine.reason import Reason
from ...engine.workload import Capacity, Wanted, that_fit


class ArrearsRun(models.Model):
    """Tasks up to what a collector can do in a day; the rest wait with that reason.

    Debtors are looked at by priority (``_debtors_left``), so that across the pieces of a night,
    too, the most important calls come first.
    """

    _inherit = "arrears.run"

    def _within_capacity(self, decisions):
        """The same decisions, with tasks beyond a collector's day kept waiting."""
        for channel, (a_day, code) in self._daily_limits().items():
            if a_day:
                decisions = self._within_day(decisions, channel, a_day, code)
        return decisions

    def _daily_limits(self):
        """Of each channel that is a task: how many a day, and the code of the reason why the
        others wait. Rooms add theirs."""
        capacity = self._capacity("calls_a_day", self.company_id.arrears_calls_a_day)
        return {"call": (capacity, "collector_day_full")}

    def _capacity(self, name, of_company):
        """The number of the company, and those that single people have of their own."""
        own = self.env["arrears.capacity"].sudo().search([("company_id", "=", self.company_id.id)])
        return Capacity(of_company, {row.user_id.id: row[name] for row in own})

    def _within_day(self, decisions, channel, a_day, code):
        wanted = {
            number: self._wanted_call(number, decision)
            for number, decision in enumerate(decisions)
            if decision.acting and decision.plan.step.channel == channel
        }
        if not wanted:
            return decisions
        fitting = that_fit(wanted.values(), self._tasks_given(channel, wanted.values()), a_day)
        return [
            decision
            if number not in wanted or number in fitting
            else self._wait_for_a_free_day(decision, wanted[number], a_day, code)
            for number, decision in enumerate(decisions)
        ]

    def _wanted_call(self, number, decision):
        card = self._card_of_call(decision.cases, decision.acting)
        return Wanted(number, card.user_id.id, self._task_day(decision), card.priority_score)

    def _card_of_call(self, cases, acting):
        """The card that carries the one call of a debtor: the most important that acts."""
        chosen = cases.filtered(lambda case: case.id in acting)
        return chosen.sorted("priority_score", reverse=True)[:1]

    def _wait_for_a_free_day(self, decision, wanted, a_day, code):
        limit = a_day.of(wanted.worker)
        reason = Reason(code, {"limit": limit, "until": wanted.day + timedelta(days=1)})
        return replace(decision, blocked=(*decision.blocked, reason), acting=())

    def _tasks_given(self, channel, wanted):
        """Call tasks that these people have on these days: overdue ones are done first, and what
        was done that day was work too.

        :return: ``{(user id, date): number}``
        """
        calls = (
            Domain("activity_type_id", "=", self.env.ref("property_arrears.activity_type_call").id)
            & Domain("res_model", "=", "arrears.case")
            & Domain("user_id", "in", [task.worker for task in wanted])
        )
        days = {task.day for task in wanted}
        tasks = self.env["mail.activity"].sudo().with_context(active_test=False)
        given = {}
        for day in days:
            open_then = Domain("active", "=", True) & Domain("date_deadline", "<=", day)
            done_then = Domain("active", "=", False) & Domain("date_done", "=", day)
            rows = tasks._read_group(calls & (open_then | done_then), ["user_id"], ["__count"])
            given |= {(user.id, day): count for user, count in rows}
        return given
