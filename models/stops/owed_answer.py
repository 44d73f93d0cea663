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
