from odoo import models

from ...engine.preferred_hours import preferring


class ArrearsRun(models.Model):
    """A run gives no calls to people without a certificate, and keeps to preferred hours."""

    _inherit = "arrears.run"

    def action_run_now(self):
        """Extended: whoever sends anything out needs a valid certificate."""
        self.env["arrears.certificate"]._check_certified(self.env.company)
        return super().action_run_now()

    def _decide(self, cases, now):
        """Extended: who has no certificate, and who told us his hours, asked once for all."""
        company = self.company_id
        today = company._arrears_today()
        certificates = self.env["arrears.certificate"]
        run = self.with_context(
            arrears_uncertified=certificates._uncertified(company, cases.user_id, today),
            arrears_preferred=self.env["arrears.preference"]._windows(company, cases.debtor_id),
        )
        return super(ArrearsRun, run)._decide(cases, now)

    def _obstacles(self, case, policy, reach, no_message):
        """Extended: a call by somebody without a certificate can't be made."""
        found = super()._obstacles(case, policy, reach, no_message)
        reason = self.env.context.get("arrears_uncertified", {}).get(case.user_id.id)
        if reason:
            calls = policy.step_ids.filtered(lambda step: step.channel in ("call", "visit"))
            found |= {step.id: reason for step in calls if step.id not in found}
        return found

    def _check_caps(self, decision, past, rules, now):
        """Extended: within the hours that the debtor told us."""
        debtor = decision.cases.debtor_id.id
        window = self.env.context.get("arrears_preferred", {}).get(debtor)
        if window:
            rules = {
                place: preferring(rule, window.start, window.end) for place, rule in rules.items()
            }
        return super()._check_caps(decision, past, rules, now)
