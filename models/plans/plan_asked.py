from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.hardship import paused_after_decision
from ...engine.plan_asked import may_pause
from .plan import ArrearsPlan as Plan


class ArrearsPlan(models.Model):
    """What an owner asked for on the own page: an answer by a day, and no dunning until then.

    What the request is about is on hold until it is decided, also where we are late; a manager
    hears of that. The late fee runs on. After a refusal there are the quiet days of any refusal.
    """

    _name = "arrears.plan"
    _inherit = ["arrears.plan", "arrears.owed.answer"]
    _owed_states = ("proposed",)
    _effect_fields = Plan._effect_fields | {"answer_by", "escalated_on"}

    answer_by = fields.Date(
        string="Answer by", readonly=True, copy=False,
        help="The owner asked for it on the own page and is owed a decision by then.",
    )  # fmt: skip
    escalated_on = fields.Date(string="Given to a manager on", readonly=True, copy=False)

    def _await_answer(self):
        """Owe the owner a decision, and hold what he asked instalments for until it is there."""
        company, today = self.company_id, self.company_id._arrears_today()
        calendar = company._arrears_calendar(self.estate_id)
        days = company.arrears_decision_days
        self._record_effect({"answer_by": calendar.working_days_after(today, days)})
        pauses = self._pauses_of_requests()
        ends = [hold.lifted_on or hold.date_until or None for hold in pauses]
        if may_pause(ends, today):
            self._set_holds(self._frozen_fees(), "plan_asked")

    def _pauses_of_requests(self):
        """The holds that requests of this owner have brought."""
        return self.env["arrears.hold"].sudo().search(
            [("company_id", "=", self.company_id.id), ("type", "=", "plan_asked"),
             ("case_id.debtor_id", "=", self.sudo().debtor_id.id)]
        )  # fmt: skip

    def _is_paused(self):
        """Whether nothing is asked for what this request is about."""
        return any(hold.type == "plan_asked" and hold.is_running for hold in self.sudo().hold_ids)

    def _decide(self, state, values=None):
        """Extended: the waiting ends."""
        result = super()._decide(state, values)
        self._end_pause(state)
        return result

    def _end_pause(self, state):
        """A request is decided: its pause ends, after a refusal once the quiet days are over."""
        today, quiet = self.company_id._arrears_today(), self.company_id.arrears_quiet_days
        pauses = self.sudo().hold_ids.filtered(
            lambda hold: hold.type == "plan_asked" and not hold.lifted_on
        )
        if pauses and state == "refused" and quiet:
            pauses.write({"date_until": paused_after_decision(today, quiet)})
        elif pauses:
            pauses.write({"lifted_on": today, "lifted_by_id": self.env.uid})

    def _had_a_part(self):
        """See ``arrears.owed.answer``: who collects the debt does not decide on it."""
        return self.proposed_by_id | self._collectors()

    def _late_in_words(self):
        """See ``arrears.owed.answer``."""
        return self.env._("An owner waits for a decision on instalments: %(plan)s", plan=self.name)

    @api.model
    def _waiting_debtors(self, company, debtor_ids):
        """Ids of the debtors whose own request is on hold and not decided yet."""
        holds = self.env["arrears.hold"].sudo()
        running = holds.search(
            Domain("company_id", "=", company.id)
            & Domain("type", "=", "plan_asked")
            & Domain("plan_id.state", "=", "proposed")
            & Domain("case_id.debtor_id", "in", debtor_ids)
            & holds._running_domain(company._arrears_today())
        )
        return set(running.case_id.debtor_id.ids)
