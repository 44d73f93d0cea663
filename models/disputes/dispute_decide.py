from odoo import models
from odoo.exceptions import AccessError, UserError

from ...engine.dispute import CORRECTED, REDUCED, Decision, decision_obstacles
from ...engine.hardship import paused_after_decision
from ...engine.money import amount, minor_units
from ...engine.waivers import conflicts


class ArrearsDispute(models.Model):
    """The decision: by a manager who has no part in it, with reasons, once."""

    _inherit = "arrears.dispute"

    def action_decide(self):
        """Decide as the form says. A reduction is booked in the same moment, or nothing is.

        :raises AccessError: the user is no manager
        :raises UserError: it was decided before, the user opened it or collects the debt, or what
            the decision lacks, in words
        """
        self._check_manager()
        for dispute in self:
            dispute._lock()
            dispute._check_waiting()
            dispute._check_decidable()
            dispute._decide()
        return True

    def action_withdraw(self):
        """The owner took it back: the pause ends today. The reasons say who said so, and how.

        :raises AccessError: the user is no manager
        :raises UserError: it is over already, nothing is written down, or the user collects it
        """
        self._check_manager()
        for dispute in self:
            dispute._lock()
            dispute._check_waiting()
            found = conflicts(self.env.uid, (), dispute._collectors().ids)
            if found:
                raise UserError(dispute._worded(found))
            if not (dispute.decision_reason or "").strip():
                raise UserError(
                    self.env._("Write into the reasons who took the dispute back, and how.")
                )
            today = dispute.company_id._arrears_today()
            dispute._record_effect({"state": "withdrawn", "withdrawn_on": today})
            dispute._running_holds().write({"lifted_on": today, "lifted_by_id": self.env.uid})
            dispute._over()
        return True

    def _check_manager(self):
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only managers decide disputes."))

    def _lock(self):
        """Whoever comes second waits, and finds it decided."""
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])

    def _check_waiting(self):
        if self.state not in self._owed_states:
            raise UserError(self.env._("%(number)s is over already.", number=self.name))

    def _check_decidable(self):
        lines = self.sudo().line_ids
        requesters = self.author_id | self.create_uid
        found = conflicts(self.env.uid, requesters.ids, self._collectors().ids)
        decision = Decision(
            kind=self.kind,
            outcome=self.outcome,
            has_reasons=bool((self.decision_reason or "").strip()),
            has_evidence=bool((self.evidence or "").strip()),
            wanted=self._wanted_reductions(),
        )
        found += decision_obstacles(decision, lines._facts())
        if found:
            raise UserError(self._worded(found))

    def _collectors(self):
        """Whoever collects what is disputed."""
        return self.sudo().line_ids.case_id.user_id

    def _decide(self):
        self._remember_charged()
        if self.outcome == REDUCED:
            self._book_reduction()
        company, today = self.company_id, self.company_id._arrears_today()
        until = paused_after_decision(today, company.arrears_quiet_days)
        waits = self.outcome == CORRECTED
        self._record_effect(
            {
                "state": "decided",
                "decided_on": today,
                "decided_by_id": self.env.uid,
                "paused_until": False if waits else until,
            }
        )
        self._over(still_disputed=waits)
        if waits:
            self._ask_accountant()
        else:
            self._running_holds().write({"date_until": until})
        self._give_word_tasks(lambda env: env._("Tell the owner the decision and its reasons"))

    def _remember_charged(self):
        """What each charge stood at when it was decided, so that a correction shows."""
        for line in self.sudo().line_ids:
            line._record_effect({"charged_before": line._charged_now()})

    def _running_holds(self):
        return self.sudo().hold_ids.filtered(lambda hold: not hold.lifted_on)

    def _over(self, still_disputed=False):
        """Nobody has to look into it any more."""
        self.sudo().activity_ids.unlink()
        if not still_disputed:
            self.sudo().line_ids._record_effect({"is_open": False})


class ArrearsDisputeLine(models.Model):
    """What a charge stood at."""

    _inherit = "arrears.dispute.line"

    def _charged_now(self):
        """Charged less credited, as the field of an amount takes it; nothing of a charge that is
        gone."""
        charge, digits = self.charge_id, self.currency_id.decimal_places
        if charge.state == "gone":
            return 0
        net = minor_units(charge.amount_original, digits)
        return amount(net - minor_units(charge.amount_credited, digits), digits)
