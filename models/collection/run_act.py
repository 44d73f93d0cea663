from odoo import models
from odoo.tools import SQL


class ArrearsRun(models.Model):
    """The acting half of a run: claims first, then messages, tasks, stages, figures and lines."""

    _inherit = "arrears.run"

    def _act(self, decisions):
        """Carry out what was decided for some debtors; the claims make each step happen once."""
        self._follow_policies(decisions)
        won = self._claim(decisions)
        contacts = self._queue_messages(decisions, won)
        self._add({"task_count": self._give_tasks(decisions, won)})
        self._propose_legal_steps(decisions, won)
        self._move_stages(decisions, won)
        self._write_next_actions(decisions, won)
        self._write_verdicts(decisions, won, contacts)

    def _claim(self, decisions):
        """Claim the steps; of two runs at the same moment one gets the row.

        :return: ``{case id: claim id}`` of the steps that are ours
        """
        rows = [
            (
                *(case_id, decision.plan.step.key, decision.anchors[case_id], decision.today),
                *(decision.plan.step.channel, decision.plan.step.tone),
            )
            for decision in decisions
            for case_id in decision.acting
        ]
        if not rows:
            return {}
        self.env["arrears.step.claim"].flush_model()
        values = SQL(", ").join(SQL("(%s, %s, %s::date, %s::date, %s, %s)", *row) for row in rows)
        claimed = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_step_claim
                       (case_id, step_id, anchor_date, taken_on, channel, tone, run_id,
                        company_id, voided,
                        create_uid, write_uid, create_date, write_date)
                SELECT v.case_id, v.step_id, v.anchor, v.taken, v.channel, v.tone, %(run)s,
                       %(company)s, FALSE,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (VALUES %(values)s) AS v (case_id, step_id, anchor, taken, channel, tone)
                ON CONFLICT (case_id, step_id, anchor_date) WHERE voided IS NOT TRUE DO NOTHING
             RETURNING case_id, id
                """,
                run=self.id,
                company=self.company_id.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                values=values,
            )
        )
        return dict(claimed)

    def _acting(self, decision, won):
        """The cases of a decision whose step is ours to take."""
        return decision.cases.filtered(lambda case: case.id in decision.acting and case.id in won)

    def _queue_messages(self, decisions, won):
        """One message a debtor, waiting for its moment.

        :return: ``{debtor id: contact}``
        """
        sending = [
            decision for decision in decisions if decision.message and self._acting(decision, won)
        ]
        contacts = (
            self.env["arrears.contact"]
            .sudo()
            .create([decision.message | {"run_id": self.id} for decision in sending])
        )
        self._note_on_claims(sending, won, "contact_id", contacts)
        return {contact.debtor_id.id: contact for contact in contacts}

    def _note_on_claims(self, decisions, won, name, records):
        """Note on the claims what their steps led to.

        :param records: one for each of these decisions, in their order
        """
        led_to = {
            won[case_id]: record.id
            for decision, record in zip(decisions, records, strict=True)
            for case_id in decision.acting
            if case_id in won
        }
        self.env["arrears.step.claim"].sudo()._note(self.company_id, name, led_to)

    def _give_tasks(self, decisions, won):
        """One call task a debtor, on the card that matters most, for its collector.

        :return: how many
        """
        kind = self.env.ref("property_arrears.activity_type_call")
        model_id = self.env["ir.model"]._get_id("arrears.case")
        tasks, calling = [], []
        for decision in decisions:
            acting = self._acting(decision, won)
            if not acting or decision.plan.step.channel != "call":
                continue
            case = self._card_of_call(decision.cases, acting.ids)
            calling.append(decision)
            tasks.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": case.id,
                    "user_id": case.user_id.id,
                    "summary": decision.cases._task_summary(case.user_id.lang),
                    "date_deadline": self._task_day(decision),
                    "automated": True,
                }
            )
        # Colleagues find their tasks on the board; a mail for each would be noise.
        quiet = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        self._note_on_claims(calling, won, "activity_id", quiet.create(tasks))
        return len(tasks)

    def _task_day(self, decision):
        company = self.company_id
        return (
            self.env["arrears.contact"]
            ._to_local(decision.leaves_at, decision.cases.debtor_id, company)
            .date()
        )

    def _move_stages(self, decisions, won):
        """Move the acting cards on to the stage of their step; never backwards, never to law."""
        moves = {}
        for decision in decisions:
            acting = self._acting(decision, won)
            if not acting or decision.plan.step.channel == "legal":
                continue
            stage = self.env["arrears.policy.step"].browse(decision.plan.step.key).stage_id
            behind = acting.filtered(lambda c, to=stage: c.stage_id.sequence < to.sequence)
            moves.setdefault(stage, []).extend(behind)
        for stage, behind in moves.items():
            cases = self.env["arrears.case"].sudo().union(*behind)
            came_from = {won[case.id]: case.stage_id.id for case in cases}
            self.env["arrears.step.claim"].sudo()._note(self.company_id, "from_stage_id", came_from)
            if cases:
                # The line of the run is the record of the move.
                cases.with_context(tracking_disable=True).write({"stage_id": stage.id})

    def _write_next_actions(self, decisions, won):
        figures = {}
        for decision in decisions:
            for case in decision.cases:
                action, day = self._next_action(decision, case, won)
                figures[case.id] = {
                    "next_action": action,
                    "next_action_date": day,
                    **self._policy_figures(decision, case),
                }
        self.env["arrears.case"].sudo()._update_figures(figures)

    def _next_action(self, decision, case, won):
        """What comes next on a card, and when: (action, date or None)."""
        verdict = decision.verdicts[case.id]
        if verdict.stops:
            return self._after_stop(verdict.stops)
        if case.id in won:
            return decision.plan.step.channel, self._task_day(decision)
        choice = verdict.choice
        if choice is None:
            return "none", None
        if choice.step is None:
            return (
                (choice.next_step.channel, choice.next_on) if choice.next_step else ("none", None)
            )
        return choice.step.channel, self._free_on(decision)

    def _after_stop(self, stops):
        until = [reason.arguments["until"] for reason in stops if reason.arguments.get("until")]
        return ("review", max(until)) if until else ("none", None)

    def _free_on(self, decision):
        """The day a ready step that waits may come: when the caps are free, else tomorrow."""
        until = [r.arguments["until"] for r in decision.blocked if r.arguments.get("until")]
        if until:
            return max(until)
        return decision.today.fromordinal(decision.today.toordinal() + 1)
