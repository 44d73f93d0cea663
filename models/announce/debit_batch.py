from odoo import fields, models
from odoo.exceptions import UserError


class ArrearsDebitBatch(models.Model):
    """The payers of a draft batch are told by message, once somebody has asked for it."""

    _inherit = "arrears.debit.batch"

    announce_wanted = fields.Boolean(string="Announced by message", readonly=True, copy=False)
    announcement_ids = fields.One2many(
        "arrears.debit.announcement", "batch_id", string="Announcements", copy=False
    )
    leaving_count = fields.Integer(string="Messages waiting", compute="_compute_leaving_count")
    paper_count = fields.Integer(string="To announce on paper", compute="_compute_leaving_count")

    def _compute_leaving_count(self):
        for batch in self:
            under_way = batch.sudo()._under_way(batch.sudo().line_ids)
            messages = under_way.filtered(lambda one: one.way == "message")
            batch.leaving_count = len(messages)
            batch.paper_count = len(under_way - messages)

    def action_announce_by_message(self):
        """Tell the account holders of day and amount by message, those without one on paper.

        The messages leave within the hours of the estate; the same debit is announced once.
        """
        self.check_access("write")
        self.ensure_one()
        if self.state != "draft" or not self.line_ids:
            raise UserError(
                self.env._("Debits are announced once they are selected, and before the approval.")
            )
        self.sudo().announce_wanted = True
        self.env.ref("property_arrears.cron_announce_debits").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The announcements are being written and leave by themselves."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _lines_to_note(self, told_on):
        """Extended: not those of which a message is under way."""
        lines = super()._lines_to_note(told_on)
        waiting = self._under_way(lines).filtered(lambda one: one.way == "message").mandate_id
        return lines.filtered(lambda line: line.mandate_id not in waiting)

    def _under_way(self, lines):
        """The announcements of these instructions that are still being told."""
        named = {(line.mandate_id.id, self._minor(line.amount)) for line in lines}
        announcements = self.env["arrears.debit.announcement"].sudo()
        found = announcements.search(
            [
                ("mandate_id", "in", lines.mandate_id.ids),
                ("collection_date", "=", self.collection_date),
                ("told_on", "=", False),
            ]
        )
        return found.filtered(
            lambda one: (
                (one.mandate_id.id, self._minor(one.amount)) in named and one._is_under_way()
            )
        )

    def _announcements_of(self, lines):
        """Extended: they are kept with their batch."""
        announcements = super()._announcements_of(lines)
        announcements.filtered(lambda one: one.batch_id != self)._record({"batch_id": self.id})
        return announcements

    def _check_approvable(self):
        """Extended: while an announcement waits to leave and is in time, the batch waits too."""
        batch = self.sudo()
        lines = batch._unannounced_lines()
        waiting = batch._under_way(lines).filtered(lambda one: one.way == "message").mandate_id
        still = lines.filtered(
            lambda line: line.mandate_id in waiting and batch._is_in_time(line.mandate_id)
        )
        if still:
            raise UserError(
                self.env._(
                    "%(count)s announcements of batch %(name)s have not left yet: approve it once "
                    "they have, or select the instructions again.",
                    count=len(still),
                    name=self.name,
                )
            )
        return super()._check_approvable()
