from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain

from ...engine.reason import Reason


class ArrearsRun(models.Model):
    """Letter and visit steps of a run: one letter or visit a debtor, about all of his cards."""

    _inherit = "arrears.run"

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def _facts(self, cases):
        """Extended: what keeps letters and visits from being possible, and what waits already."""
        facts = super()._facts(cases)
        used = {step.channel for steps in facts.steps.values() for step in steps}
        impossible = {}
        if "letter" in used:
            impossible["letter"] = cases._address_obstacles(facts.known)
        if "visit" in used:
            impossible["visit"] = cases._visit_obstacles(facts.known)
        if not impossible:
            return facts
        return replace(facts, impossible=impossible, waiting=self._waiting_papers(cases))

    def _waiting_papers(self, cases):
        """Debtors with a letter in the queue or a planned visit.

        :return: ``{channel: ids of debtors}``
        """
        found = {}
        for channel, model, states in (
            ("letter", "arrears.letter", ("to_print", "printed")),
            ("visit", "arrears.visit", ("planned",)),
        ):
            domain = Domain("company_id", "=", self.company_id.id) & Domain(
                "debtor_id", "in", cases.debtor_id.ids
            )
            papers = self.env[model].sudo()
            found[channel] = set(
                papers.search(domain & Domain("state", "in", states)).debtor_id.ids
            )
        return found

    @api.model
    def _unready_channels(self):
        """Extended: letters and visits are carried out here."""
        return super()._unready_channels() - {"letter", "visit"}

    def _obstacles(self, case, policy, reach, no_message):
        """Extended: a visit that is nobody's."""
        found = super()._obstacles(case, policy, reach, no_message)
        for step in policy.step_ids:
            if step.channel == "visit" and not case.user_id:
                found[step.id] = Reason("no_collector")
        return found

    def _check_caps(self, decision, past, rules, now):
        """Extended: no second letter or visit while one waits."""
        decision = super()._check_caps(decision, past, rules, now)
        channel = decision.plan.step.channel
        if decision.cases.debtor_id.id in decision.facts.waiting.get(channel, ()):
            return replace(decision, blocked=(Reason(f"{channel}_waiting"),), acting=())
        return decision

    def _task_day(self, decision):
        """Extended: a visit decided on in the evening is for the next day."""
        if decision.plan.step.channel != "visit":
            return super()._task_day(decision)
        return self.env["arrears.visit"]._day_of(decision.leaves_at, decision.cases)

    # ------------------------------------------------------------------
    # A collector's day
    # ------------------------------------------------------------------

    def _daily_limits(self):
        """Extended: visits."""
        capacity = self._capacity("visits_a_day", self.company_id.arrears_visits_a_day)
        return super()._daily_limits() | {"visit": (capacity, "collector_visits_full")}

    def _tasks_given(self, channel, wanted):
        """Extended: visits these people have by these days: overdue ones come first."""
        if channel != "visit":
            return super()._tasks_given(channel, wanted)
        visits, given = self.env["arrears.visit"].sudo(), {}
        workers = Domain("user_id", "in", [task.worker for task in wanted])
        for day in {task.day for task in wanted}:
            open_then = Domain("state", "=", "planned") & Domain("planned_on", "<=", day)
            made_then = Domain("state", "=", "done") & Domain("planned_on", "=", day)
            rows = visits._read_group(workers & (open_then | made_then), ["user_id"], ["__count"])
            given |= {(user.id, day): count for user, count in rows}
        return given

    # ------------------------------------------------------------------
    # Acting
    # ------------------------------------------------------------------

    def _give_tasks(self, decisions, won):
        """Extended: letters for the print queue and visits for the plan."""
        given = super()._give_tasks(decisions, won)
        return given + self._make_letters(decisions, won) + self._make_visits(decisions, won)

    def _of_channel(self, decisions, won, channel):
        return [
            decision
            for decision in decisions
            if decision.plan.step
            and decision.plan.step.channel == channel
            and self._acting(decision, won)
        ]

    def _cases_named(self, decision):
        """The acting cards and those named along, the most important first."""
        chosen = {*decision.plan.acting, *decision.plan.named}
        cases = decision.cases.filtered(lambda case: case.id in chosen)
        return cases.sorted("priority_score", reverse=True)

    def _make_letters(self, decisions, won):
        """One letter a debtor, waiting to be printed.

        :return: how many
        """
        acting = self._of_channel(decisions, won, "letter")
        letters = self.env["arrears.letter"].sudo()
        values = []
        for decision in acting:
            cases = self._cases_named(decision)
            debtor = decision.cases.debtor_id
            origin = {
                "party": decision.facts.parties[debtor.id],
                "language": self._language_of(debtor, decision.facts.languages),
                "run_id": self.id,
                "step_id": decision.plan.step.key,
            }
            values.append(letters._values_for(cases, self._named_by(cases, decision), **origin))
        self._note_on_claims(acting, won, "letter_id", letters.create(values))
        return len(values)

    def _make_visits(self, decisions, won):
        """One visit a debtor, for the collector of the card that matters most.

        :return: how many
        """
        acting = self._of_channel(decisions, won, "visit")
        visits = self.env["arrears.visit"].sudo()
        values = [
            visits._values_for(
                self._cases_named(decision),
                self._card_of_call(decision.cases, self._acting(decision, won).ids),
                self._task_day(decision),
                party=decision.facts.parties[decision.cases.debtor_id.id],
                run_id=self.id,
                step_id=decision.plan.step.key,
            )
            for decision in acting
        ]
        self._note_on_claims(acting, won, "visit_id", visits.create(values))
        return len(values)
