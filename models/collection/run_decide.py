from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...engine.carry_over import Done, carried_over
from ...engine.contact_rules import (
    PastContact,
    cap_reasons,
    longest_unheard_first,
    next_allowed,
)
from ...engine.conversation import Verdict, plan_for
from ...engine.gates import asked_of
from ...engine.ladder import Choice, Position, choose, merged
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
        # Of those who share a number, who was not heard from for longest comes first: else the most
        # important would use up the number's cap each time, and the others wait for ever.
        groups = {debtor.id: group for debtor, group in cases.grouped("debtor_id").items()}
        found = {who: self._decide_debtor(group, facts) for who, group in groups.items()}
        facts.speak_of(found.values())
        self._read_for_texts(facts)
        decided, last = {}, {}
        for who, _key, family, moment, _connected in past:
            if family == "message":
                last[who] = max(moment, last.get(who, moment))
        for who in longest_unheard_first(groups, last):
            decided[who] = self._complete(found[who], past, rules, now)
        return self._within_capacity([decided[who] for who in groups])

    def _read_for_texts(self, facts):
        """Read what the texts of these debtors name, and no more of it than they name."""
        charges = self.env["arrears.charge"].sudo().browse(facts.spoken_of)
        charges.fetch(["unit_id", "move_id", "kind", "due_date", "period_from", "period_to"])
        charges.unit_id.fetch(["name"])
        charges.filtered(lambda charge: not charge.period_to).move_id.fetch(["name"])

    def _complete(self, decision, past, rules, now):
        """The decision for one debtor, with its moment and its message."""
        group, facts = decision.cases, decision.facts
        decision = self._ready(decision, past, rules, now)
        too_long = [r for r in decision.blocked if r.code == "text_too_long"]
        if too_long:
            # No text can name so many periods: the debtor is spoken with instead.
            decision = self._decide_debtor(group, facts, no_message=too_long[0])
            decision = self._ready(decision, past, rules, now)
        return decision

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
        apart = facts.apart.get(group.debtor_id.id)
        verdicts, ladders = {}, []
        for case in group:
            stops, policy = facts.stops.get(case.id, ()), facts.policies.get(case.id)
            if stops or not policy:
                verdicts[case.id] = Verdict(case.id, tuple(stops))
                continue
            if apart:
                verdicts[case.id] = Verdict(case.id, (), Choice(None, (apart,)))
                continue
            steps = facts.steps[policy.id]
            ladders.append(steps)
            obstacles = self._all_obstacles(case, facts, no_message)
            choice = choose(steps, facts.positions[case.id], facts.today, obstacles)
            verdicts[case.id] = Verdict(case.id, (), choice)
        plan = plan_for([verdicts[case.id] for case in group], merged(ladders))
        anchors = {case_id: facts.anchor(case_id, plan.step.key) for case_id in plan.acting}
        return Decision(group, plan, verdicts, anchors, facts, reach, acting=plan.acting)

    def _all_obstacles(self, case, facts, no_message=None):
        """The steps of its ladder that can't be taken for this card: ``{step id: Reason}``."""
        policy, reach = facts.policies[case.id], facts.reach.get(case.debtor_id.id)
        steps = facts.steps[policy.id]
        obstacles = facts.without_way(case.id, steps)
        key = self._obstacles_depend_on(case, policy, reach, no_message)
        if key not in facts.obstacles:
            facts.obstacles[key] = self._obstacles(case, policy, reach, no_message)
        obstacles |= facts.obstacles[key]
        if case.id in facts.legal_obstacles:
            legal = [step.key for step in steps if step.channel == "legal"]
            obstacles |= dict.fromkeys(legal, facts.legal_obstacles[case.id])
        return obstacles

    def _obstacles_depend_on(self, case, policy, reach, no_message):
        """All that ``_obstacles`` looks at: cards alike in this are asked once. A room that looks
        at more of a card adds it."""
        channel = reach and reach.channel
        return policy.id, channel, case.user_id.id, case.debtor_id.is_company, no_message

    def _obstacles(self, case, policy, reach, no_message):
        """Steps that can't be done for this case at all, with the reason."""
        found, unready = {}, self._unready_channels()
        for step in policy.step_ids:
            if step.channel in unready:
                found[step.id] = Reason("channel_not_ready", {"channel": step.channel})
            elif step.channel == "message":
                if no_message or reach is None:
                    found[step.id] = no_message or Reason("no_channel")
                elif not step._template_for(reach.channel):
                    found[step.id] = Reason("no_template")
            elif step.channel == "call" and not case.user_id:
                found[step.id] = Reason("no_collector")
        return found

    @api.model
    def _unready_channels(self):
        """Channels of steps that no room carries out yet. The rooms that do take theirs away."""
        return frozenset({"letter", "visit"})

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
        known = cases._known(today)
        policies, currency = known.policies, self.company_id.currency_id
        used = self.env["arrears.policy"].union(*dict.fromkeys(filter(None, policies.values())))
        opened = self._episodes_opened(cases, today)
        named = self._asked_of(known)
        done = self._steps_done(cases, opened)
        steps = {p.id: [step._as_engine(currency) for step in p.step_ids] for p in used}
        ladders = {case: steps[policy.id] for case, policy in policies.items() if policy}
        reach = cases._reach()
        tried = self._channels_before_law(cases, used, reach, known)
        stops = cases._stop_reasons(today, known)
        return RunFacts(
            today=today,
            known=known,
            stops=stops,
            apart=self._debtors_apart(cases, stops, named),
            policies=policies,
            steps=steps,
            repeat_days={step.id: step.repeat_days for step in used.step_ids},
            positions=self._positions(cases, today, known.due, named, ladders, done, tried),
            opened=opened,
            taken=self._last_days(done),
            named=named,
            reach=reach,
            parties=cases._parties(),
            languages=frozenset(code for code, _name in self.env["res.lang"].get_installed()),
            legal_obstacles=self._legal_obstacles(cases, used),
        )

    def _asked_of(self, known):
        """What a message may ask for of each case: ``{case id: [(DueCharge, minor units)]}``."""
        found = {}
        for case_id, facts in known.facts.items():
            due = {charge.id: charge for charge in known.due[case_id]}
            found[case_id] = [(due[key], minor) for key, minor in asked_of(facts)]
        return found

    def _positions(self, cases, today, due, named, ladders, done, tried):
        """Where each case stands on its ladder; what other policies did is carried over."""
        positions = {}
        for case in cases:
            principal = [pair for pair in named[case.id] if pair[0].kind == "principal"]
            positions[case.id] = Position(
                oldest_due=min(
                    (c.due_date for c in due[case.id] if not c.time_barred), default=today
                ),
                principal=sum(asked for _charge, asked in principal),
                taken=carried_over(ladders.get(case.id, ()), done.get(case.id, ())),
                oldest_principal=min((c.due_date for c, _asked in principal), default=today),
                tried=tried.get(case.id, frozenset()),
            )
        return positions

    def _episodes_opened(self, cases, today):
        episodes = self.env["arrears.case.episode"].sudo().search_fetch(
            [("case_id", "in", cases.ids), ("closed_on", "=", False)], ["case_id", "opened_on"]
        )  # fmt: skip
        opened = {one.case_id.id: one.opened_on for one in episodes}
        return {case.id: opened.get(case.id, today) for case in cases}

    def _steps_done(self, cases, opened):
        """What was done in the present episode under any policy: ``{case id: [Done]}``."""
        self.env["arrears.step.claim"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.case_id, c.step_id, COALESCE(c.channel, s.channel),
                       COALESCE(c.tone, s.tone), c.taken_on
                  FROM arrears_step_claim c LEFT JOIN arrears_policy_step s ON s.id = c.step_id
                 WHERE c.case_id = ANY(%s) AND c.company_id = %s AND c.voided IS NOT TRUE
                   AND COALESCE(c.channel, s.channel) IS NOT NULL
                """,
                cases.ids,
                self.company_id.id,
            )
        )
        days = {}
        for case_id, step_id, channel, tone, on in rows:
            if on >= opened[case_id]:
                days.setdefault(case_id, {}).setdefault((step_id, channel, tone), []).append(on)
        return {
            case_id: [Done(*kind, min(on), max(on)) for kind, on in kinds.items()]
            for case_id, kinds in days.items()
        }

    def _last_days(self, done):
        """The last day of each step by its id: ``{case id: {step id: date}}``."""
        taken = {}
        for case_id, rows in done.items():
            for one in rows:
                if one.step:
                    last_on = taken.setdefault(case_id, {})
                    last_on[one.step] = max(one.last, last_on.get(one.step, one.last))
        return taken
