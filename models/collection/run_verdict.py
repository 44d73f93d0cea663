from odoo import models

from ...engine.reason import Reason, as_json

# Channels that speak of every card of a debtor at once, and how that is said of the others.
NAMES_ALL = {
    "message": "named_along",
    "letter": "named_along_letter",
    "visit": "named_along_visit",
}


class ArrearsRun(models.Model):
    """Writing down what was found: a line for each action, and for each verdict that changed."""

    _inherit = "arrears.run"

    def _finding(self, decision, case, won):
        """Outcome and reasons of one case."""
        verdict = decision.verdicts[case.id]
        if verdict.stops:
            return "stopped", list(verdict.stops)
        if case.id in won:
            return "step", []
        if any(reason.code == "failed_to_act" for reason in decision.blocked):
            return "failed", list(decision.blocked)
        if case.id in decision.plan.acting:
            return "waiting", list(decision.blocked) or [Reason("already_taken")]
        if any(acting in won for acting in decision.acting):
            channel = decision.plan.step.channel
            if channel in NAMES_ALL and case.id in decision.plan.named:
                return "named", [Reason(NAMES_ALL[channel])]
            if verdict.step:
                return "waiting", [Reason("decided_together")]
        if verdict.step:
            return "waiting", list(decision.blocked) or [Reason("decided_together")]
        reasons = verdict.choice.reasons if verdict.choice else (Reason("no_policy"),)
        return "waiting", list(reasons)

    def _line_values(self, decision, case, won):
        outcome, reasons = self._finding(decision, case, won)
        stepping = outcome in ("step", "named")
        step = decision.plan.step if stepping else decision.verdicts[case.id].step
        codes = ",".join(sorted(reason.code for reason in reasons))
        return {
            "run_id": self.id,
            "case_id": case.id,
            "amount_pursued": case.amount_pursued,
            "outcome": outcome,
            "step_id": step.key if step else False,
            "planned_at": decision.leaves_at if stepping else False,
            "reasons": as_json(reasons) or False,
            "verdict_key": f"{outcome}:{codes}",
        }

    def _write_verdicts(self, decisions, won, contacts):
        """Lines for what was done and for verdicts that differ from the standing ones."""
        lines = self.env["arrears.run.line"].sudo()
        cases = self.env["arrears.case"].sudo().union(*(d.cases for d in decisions))
        standing = lines._standing_verdicts(cases)
        values_list, counted = [], []
        for decision in decisions:
            for case in decision.cases:
                values = self._line_values(decision, case, won)
                counted.append(values)
                before = standing.get(case.id)
                done = values["outcome"] in ("step", "named")
                if before and before.verdict_key == values["verdict_key"] and not done:
                    standing.pop(case.id)
                    continue
                contact = contacts.get(case.debtor_id.id) if done else None
                values_list.append(values | {"contact_id": contact.id if contact else False})
        ended = lines.union(*(line for line in standing.values() if line.run_id != self))
        ended.write({"until_run_id": self.id})
        lines._insert(self, values_list)
        self._count(counted, len(contacts))

    def _write_preview(self, decisions):
        """A line for each case, with the text that would leave. Nothing else is written."""
        values_list = []
        for decision in decisions:
            won = dict.fromkeys(decision.acting)
            for case in decision.cases:
                values = self._line_values(decision, case, won)
                if values["outcome"] == "step" and decision.message:
                    values["text"] = decision.message["text"]
                values_list.append(values)
        self.env["arrears.run.line"].sudo().create(values_list)
        self._count(values_list, sum(1 for d in decisions if d.message))

    def _count(self, values_list, messages):
        def number(*outcomes):
            return sum(1 for values in values_list if values["outcome"] in outcomes)

        self._add(
            {
                "case_count": len(values_list),
                "step_count": number("step"),
                "waiting_count": number("waiting", "named"),
                "stopped_count": number("stopped", "failed"),
                "message_count": messages,
            }
        )

    def _add(self, figures):
        """Count on. Rooms that work on one run side by side keep their part elsewhere.

        :param figures: ``{field: how many more}``
        """
        self.write({name: self[name] + more for name, more in figures.items()})
