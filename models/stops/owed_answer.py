from odoo import api, fields, models
from odoo.fields import Domain


class ArrearsOwedAnswer(models.AbstractModel):
    """We owe an owner an answer by a day; while it is open after that day it is late."""

    _name = "arrears.owed.answer"
    _description = "Answer that is owed by a day"
    # The field that holds the day, and the states in which the answer is still owed.
    _owed_by = "answer_by"
    _owed_states = ("open",)

    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends(lambda self: ("state", self._owed_by))
    @api.depends_context("arrears_today")
    def _compute_is_overdue(self):
        for record in self:
            today, day = record._today_of_answer(), record[self._owed_by]
            record.is_overdue = bool(record.state in self._owed_states and day and day < today)

    def _today_of_answer(self):
        return (self.company_id or self.env.company)._arrears_today()

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._arrears_today()
        late = Domain("state", "in", self._owed_states) & Domain(self._owed_by, "<", today)
        return (late if True in value else Domain.FALSE) | (
            ~late if False in value else Domain.FALSE
        )

    @api.model
    def _escalate(self, company):
        """Tell a manager once of each answer that is late. It may run twice a day.

        For models with the chatter and guarded decisions; their ``_effect_fields`` take in
        ``escalated_on``.
        """
        today = company._arrears_today()
        late = self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", self._owed_states)
            & Domain(self._owed_by, "<", today)
            & Domain("escalated_on", "=", False)
        )
        managers = company._arrears_people("manager")
        for record in late:
            record._record_effect({"escalated_on": today})
            for manager in (managers - record._had_a_part())[:1]:
                told = record.with_context(lang=manager.lang or self.env.lang)
                record._task(manager, told._late_in_words(), today)

    def _had_a_part(self):
        """Hook: users who may not be the ones to settle it."""
        return self.env["res.users"]

    def _late_in_words(self):
        """Hook: what the manager reads, in the language of the environment."""
        return self.env._("The answer is late: %(subject)s", subject=self.display_name)

    def _task(self, user, summary, day, kind="mail.mail_activity_data_todo"):
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            kind, date_deadline=day, summary=summary, user_id=user.id
        )
