from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...engine.hardship import paused_after_decision


class ArrearsGrievance(models.Model):
    """What a grievance sets going: the pause, the answer, the quiet days, the courtesy call."""

    _inherit = "arrears.grievance"

    @api.model_create_multi
    def create(self, vals_list):
        """Write down what was brought up; it pauses the card at once."""
        grievances = super().create(vals_list)
        for grievance in grievances:
            grievance._begin()
        return grievances

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("What an owner brought up is kept: close it instead."))

    def _begin(self):
        company, today = self.company_id, self.company_id._arrears_today()
        calendar = company._arrears_calendar(self.estate_id)
        self._record_effect(
            {
                "opened_on": today,
                "answer_by": calendar.working_days_after(today, company.arrears_answer_days),
                "author_id": self.env.uid,
            }
        )
        self.env["arrears.hold"].sudo().create(
            {
                "case_id": self.case_id.id,
                "type": "grievance",
                "date_from": today,
                "grievance_id": self.id,
                "author_id": self.env.uid,
            }
        )
        if self.user_id:
            summary = self.with_context(lang=self.user_id.lang or self.env.lang).env._(
                "Answer: %(subject)s", subject=self.subject
            )
            self._task(self.user_id, summary, self.answer_by)

    def action_answer(self):
        """The owner has the first answer. A question is closed by it; the rest is put right next.

        :raises UserError: the answer is not written down, or was given before
        """
        self.check_access("write")
        for grievance in self:
            if grievance.state != "open":
                raise UserError(
                    self.env._("%(subject)s was answered already.", subject=grievance.subject)
                )
            if not grievance.answer:
                raise UserError(self.env._("Write down first what the owner was told."))
            today = grievance.company_id._arrears_today()
            grievance._record_effect(
                {"state": "answered", "answered_on": today, "answered_by_id": self.env.uid}
            )
            grievance.sudo().activity_ids.unlink()
            if grievance.kind == "question":
                grievance._close("explained")
        return True

    def action_close(self):
        """It was put right, or there was nothing to put right.

        :raises AccessError: only a manager says that a complaint had no ground
        :raises UserError: there was no answer yet, or the outcome is not chosen
        """
        self.check_access("write")
        for grievance in self:
            if grievance.state != "answered" or not grievance.outcome:
                raise UserError(
                    self.env._(
                        "Answer the owner first, then choose what came of it: put right, or "
                        "explained."
                    )
                )
            explained = grievance.outcome == "explained"
            if explained and not self.env.user.has_group("property_arrears.group_manager"):
                raise AccessError(self.env._("Only a manager closes a complaint without a remedy."))
            grievance._close(grievance.outcome)
        return True

    def _close(self, outcome):
        """End the pause: at once where nothing was wrong, after the quiet days otherwise."""
        company, today = self.company_id, self.company_id._arrears_today()
        quiet = company.arrears_grievance_quiet_days if outcome == "remedied" else 0
        until = paused_after_decision(today, quiet) if quiet else False
        self.outcome = outcome
        self._record_effect(
            {
                "state": "closed",
                "closed_on": today,
                "closed_by_id": self.env.uid,
                "paused_until": until,
            }
        )
        running = self.sudo().hold_ids.filtered(lambda hold: not hold.lifted_on)
        if until:
            running.write({"date_until": until})
        else:
            running.write({"lifted_on": today, "lifted_by_id": self.env.uid})
        if self.kind == "repair" and outcome == "remedied":
            self._repair_closed()

    def _repair_closed(self):
        """Ask for a courtesy call, unless the work order did when it was closed elsewhere."""
        for grievance in self.filtered(lambda one: not one.courtesy_on):
            today = grievance.company_id._arrears_today()
            grievance._record_effect({"courtesy_on": today})
            self.env["arrears.courtesy.call"]._ask(grievance)

    def _late_in_words(self):
        """See ``arrears.owed.answer``: as the owner put it."""
        return self.env._("The answer is late: %(subject)s", subject=self.subject)
