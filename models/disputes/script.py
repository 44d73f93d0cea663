from odoo import models
from odoo.tools import format_date


class ArrearsScript(models.Model):
    """A script may say how far the repair is that an owner waits for."""

    _inherit = "arrears.script"

    def _talk_values(self, case, identity_checked):
        """Extended with ``repair_status``; a card without a repair has none."""
        values = super()._talk_values(case, identity_checked)
        status = identity_checked and case.sudo()._repair_status()
        return values | ({"repair_status": status} if status else {})


class ArrearsCase(models.Model):
    """How far the repair behind a dispute or a complaint of this card is."""

    _inherit = "arrears.case"

    def _repair_status(self):
        """State of the work order and the next milestone, in the language of the environment."""
        open_lines = self.dispute_line_ids.filtered("is_open")
        for record in (*open_lines.dispute_id, *self._open_repairs()):
            words = [record._ticket_state_words(), *self._next_step_of(record)]
            if any(words):
                return "; ".join(filter(None, words))
        return ""

    def _open_repairs(self):
        return self.grievance_ids.filtered(lambda one: one.state != "closed")

    def _next_step_of(self, record):
        """The first milestone of a dispute that is not done, as a sentence; nothing of others."""
        if record._name != "arrears.dispute":
            return []
        return [
            self.env._(
                "next: %(step)s, planned for %(day)s",
                step=step.what,
                day=format_date(self.env, step.planned_on),
            )
            for step in record.milestone_ids.filtered(lambda one: not one.done_on)[:1]
        ]
