from dataclasses import replace

from odoo import fields, models
from odoo.tools import SQL

from ...engine.contact_rules import PastContact, cap_reasons, next_allowed
from ...engine.conversation import Verdict, plan_for
from ...engine.ladder import Position, Taken, choose
from ...engine.reason import Reason
from .decision import Decision, RunFacts


class ArrearsRun(models.Model):
    """The deciding half of a run: facts for the whole set, then the pure rules. Writes nothing."""

    _inherit = "arrears.run"

    def _decide(self, cases, now):
        """What to do for the debtors of these open cases.

        :param cases: all open cases of some debtors in one company
        :param now: UTC moment of the decision
        :return: list of ``Decision``, one a debtor
        """
        contact = self.env["arrears.contact"].sudo()
        facts = self._facts(cases)
        keys = [found.key for found in facts.reach.values() if found]
        past = contact._past_contacts(cases.debtor_id.ids, keys, now)
        rules = {j.id: contact._rules_of(j) for j in cases.estate_id.jurisdiction_id}
        rules[False] = contact._rules_of(self.env["arrears.jurisdiction"])
        decisions = []
        for group in cases.grouped("debtor_id").values():
            decision = self._ready(self._decide_debtor(group, facts), past, rules, now)
            too_long = [r for r in decision.blocked if r.code == "text_too_long"]
            if too_long:
                # No text can name so many periods: the debtor is spoken with instead.
                decision = self._decide_debtor(group, facts, no_message=too_long[0])
                decision = self._ready(decision, past, rules, now)
            decisions.append(decision)
        return self._within_capacity(decisions)

    def _ready(self, decision, past, rules, now):
        """The decision with its moment and its message, or with what keeps it waiting."""
        if decision.plan.step:
            decision = self._check_caps(decision, past, rules, now)
        if decision.acting and decision.plan.step.channel == "message":
            decision = self._compose(decision)
        if decision.message:
            # The next debtor of this run who shares the number must see this message too.
            key = decision.reach.key
            past.append((decision.cases.debtor_id.id, key, "message", decision.leaves_at, False))
        return decision

    def _decide_debtor(self, group, facts, no_message=None):
        """One debtor: each case by itself, then all together.

        :param no_message: a reason why no message is possible, found while composing one
        """
        reach = facts.reach.get(group.debtor_id.id)
        verdicts, order = {}, []
        for case in group:
            stops, policy = facts.stops.get(case.id, ()), facts.policies.get(case.id)
            if stops or not policy:
                verdicts[case.id] = Verdict(case.id, tuple(stops))
                continue
            steps = facts.steps[policy.id]
            order = order or steps
            obstacles = facts.without_way(case.id, steps)
            obstacles |= self._obstacles(case, policy, reach, no_message)
            choice = choose(steps, facts.positions[case.id], facts.today, obstacles)
            verdicts[case.id] = Verdict(case.id, (), choice)
        plan = plan_for([verdicts[case.id] for case in group], order)
        anchors = {case_id: facts.anchor(case_id, plan.step.key) for case_id in plan.acting}
        return Decision(group, plan, verdicts, anchors, facts, reach, acting=plan.acting)

    def _obstacles(self, case, policy, reach, no_message):
        """Steps that can't be done for this case at all, with the reason."""
        found = {}
        for step in policy.step_ids:
            if step.channel == "message":
                if no_message or reach is None:
                    found[step.id] = no_message or Reason("no_channel")
                elif not step._template_for(reach.channel):
                    found[step.id] = Reason("no_template")
            elif step.channel == "call" and not case.user_id:
                found[step.id] = Reason("no_collector")
        return found

    def _check_caps(self, decision, past, rules, now):
        """Find the moment a message may leave, and whether it would be one too many."""
        step, group = decision.plan.step, decision.cases
        contact = self.env["arrears.contact"]
        debtor, company = group.debtor_id, self.company_id
        rule = rules[group.estate_id.jurisdiction_id[:1].id]
        key = decision.reach.key if decision.reach and step.channel == "message" else False
        local = next_allowed(step.channel, contact._to_local(now, debtor, company), rule)
        seen = contact._past_of(past, debtor, company, key)
        reasons = cap_reasons(step.channel, local, self._up_to(seen, local), rule)
        leaves_at = contact._to_utc(local, debtor, company)
        if reasons:
            return replace(decision, blocked=tuple(reasons), acting=())
        return replace(decision, leaves_at=leaves_at)

    def _up_to(self, seen, local):
        """Earlier contacts, with those still waiting to leave counted as if they had left."""
        return [PastContact(c.family, min(c.at, local), c.connected, c.same_person) for c in seen]

    def _facts(self, cases):
        """All facts of these cases, each kind by one query or a few."""
        today = self.company_id._arrears_today()
        policies = cases._policies()
        used = self.env["arrears.policy"].union(*filter(None, policies.values()))
        currency = self.company_id.currency_id
        opened = self._episodes_opened(cases, today)
        named = cases._named_charges(today)
        taken = self._steps_taken(cases, opened)
        return RunFacts(
            today=today,
            stops=cases._stop_reasons(today),
            policies=policies,
            steps={p.id: [step._as_engine(currency) for step in p.step_ids] for p in used},
            repeat_days={step.id: step.repeat_days for step in used.step_ids},
            positions=self._positions(cases, today, named, taken),
            opened=opened,
            taken=taken,
            named=named,
            reach=cases._reach(),
            parties=cases._parties(),
            languages=frozenset(code for code, _name in self.env["res.lang"].get_installed()),
        )

    def _positions(self, cases, today, named, taken):
        """Where each case stands on its ladder."""
        due = cases._overdue_charges(today)
        return {
            case.id: Position(
                min((c.due_date for c in due[case.id] if not c.time_barred), default=today),
                sum(asked for charge, asked in named[case.id] if charge.kind == "principal"),
                tuple(Taken(step, on) for step, on in taken.get(case.id, {}).items()),
            )
            for case in cases
        }

    def _episodes_opened(self, cases, today):
        rows = (
            self.env["arrears.case.episode"]
            .sudo()
            .search_read(
                [("case_id", "in", cases.ids), ("closed_on", "=", False)], ["case_id", "opened_on"]
            )
        )
        opened = {row["case_id"][0]: row["opened_on"] for row in rows}
        return {case.id: opened.get(case.id, today) for case in cases}

    def _steps_taken(self, cases, opened):
        """The last day of each step in the present episode: ``{case id: {step id: date}}``."""
        self.env["arrears.step.claim"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT case_id, step_id, MAX(taken_on) FROM arrears_step_claim
                 WHERE case_id = ANY(%s) AND voided IS NOT TRUE AND step_id IS NOT NULL
                 GROUP BY case_id, step_id
                """,
                cases.ids,
            )
        )
        taken = {}
        for case_id, step_id, on in rows:
            if on >= opened[case_id]:
                taken.setdefault(case_id, {})[step_id] = fields.Date.to_date(on)
        return taken
