from dataclasses import replace
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...engine.contact_rules import PastContact, cap_reasons, next_allowed
from ...engine.conversation import Verdict, plan_for
from ...engine.gates import pursuable
from ...engine.ladder import Position, Taken, choose
from ...engine.reason import Reason
from .decision import Decision


class ArrearsRun(models.Model):
    """The deciding half of a run: facts for the whole set, then the pure rules. Writes nothing."""

    _inherit = "arrears.run"

    def _decide(self, cases, now):
        """What to do for the debtors of these open cases.

        :param cases: all open cases of some debtors in one company
        :param now: UTC moment of the decision
        :return: list of ``Decision``, one a debtor
        """
        today = self.company_id._arrears_today()
        contact = self.env["arrears.contact"].sudo()
        stops = cases._stop_reasons(today)
        ladder = self._ladder_facts(cases, today)
        reach = cases._reach()
        keys = [found.key for found in reach.values() if found]
        past = contact._past_contacts(cases.debtor_id.ids, keys, now)
        rules = {j.id: contact._rules_of(j) for j in cases.estate_id.jurisdiction_id}
        rules[False] = contact._rules_of(self.env["arrears.jurisdiction"])
        decisions = []
        for debtor, group in cases.grouped("debtor_id").items():
            facts = (group, stops, ladder, reach.get(debtor.id), today)
            decision = self._ready(self._decide_debtor(*facts), past, rules, now)
            too_long = [r for r in decision.blocked if r.code == "text_too_long"]
            if too_long:
                # No text can name so many periods: the debtor is spoken with instead.
                decision = self._decide_debtor(*facts, no_message=too_long[0])
                decision = self._ready(decision, past, rules, now)
            decisions.append(decision)
        return decisions

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

    def _decide_debtor(self, group, stops, ladder, reach, today, no_message=None):
        verdicts = {}
        order = []
        for case in group:
            policy = ladder["policies"].get(case.id)
            if stops.get(case.id) or not policy:
                verdicts[case.id] = Verdict(case.id, tuple(stops.get(case.id, ())))
                continue
            steps = ladder["steps"][policy.id]
            order = order or steps
            obstacles = self._obstacles(case, policy, reach, no_message)
            choice = choose(steps, ladder["positions"][case.id], today, obstacles)
            verdicts[case.id] = Verdict(case.id, (), choice)
        plan = plan_for([verdicts[case.id] for case in group], order)
        anchors = {
            case_id: self._anchor(ladder, case_id, plan.step.key) for case_id in plan.acting
        }
        return Decision(group, plan, verdicts, anchors, ladder["policies"], today, reach,
                        acting=plan.acting)  # fmt: skip

    def _anchor(self, ladder, case_id, step_id):
        """What a step counts from: the first day of the episode, or the day it came due again."""
        last_on = ladder["taken"].get(case_id, {}).get(step_id)
        if last_on is None:
            return ladder["opened"][case_id]
        return last_on + timedelta(days=max(ladder["repeat_days"][step_id], 1))

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
        return [
            PastContact(c.family, min(c.at, local), c.connected, c.same_person) for c in seen
        ]

    def _ladder_facts(self, cases, today):
        """Policies, steps, positions and anchors of the cases, fetched once for all."""
        policies = cases._policies()
        used = self.env["arrears.policy"].browse(
            {policy.id for policy in policies.values() if policy}
        )
        currency = self.company_id.currency_id
        opened = self._episodes_opened(cases, today)
        taken = self._steps_taken(cases, opened)
        facts = cases._charge_facts(today)
        due = {case_id: charges for case_id, charges in cases._overdue_charges(today).items()}
        positions = {
            case.id: Position(
                min((c.due_date for c in due[case.id] if not c.time_barred), default=today),
                sum(c.remaining - c.held for c in pursuable(facts[case.id])
                    if c.kind == "principal"),
                tuple(Taken(step, on) for step, on in taken.get(case.id, {}).items()),
            )
            for case in cases
        }  # fmt: skip
        return {
            "policies": policies,
            "steps": {p.id: [s._as_engine(currency) for s in p.step_ids] for p in used},
            "positions": positions,
            "opened": opened,
            "taken": taken,
            "repeat_days": {step.id: step.repeat_days for step in used.step_ids},
        }

    def _episodes_opened(self, cases, today):
        rows = self.env["arrears.case.episode"].sudo().search_read(
            [("case_id", "in", cases.ids), ("closed_on", "=", False)], ["case_id", "opened_on"]
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
