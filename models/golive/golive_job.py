from odoo import api, models

from ..retry import in_a_fresh_transaction


class ArrearsGolive(models.Model):
    """The job around booking: chunks that commit, and go on where they stopped."""

    _inherit = "arrears.golive"

    @api.model
    def _cron_book(self):
        """Scheduled: work off the go-lives whose booking was started."""
        self.env["arrears.golive.row"]._empty_old_contact()
        for golive in self.sudo().search([("state", "=", "booking")], order="started_at, id"):
            context = {
                "allowed_company_ids": golive.company_id.ids,
                "lang": golive.user_id.lang or golive.company_id.partner_id.lang,
            }
            if not golive.with_context(**context)._work_off():
                return

    def _work_off(self):
        """Book chunk by chunk, committing after each.

        :return: False when the time of the scheduled action is up
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            return True
        cron = self.env["ir.cron"]
        # Closing it is a piece of work too.
        cron._commit_progress(remaining=self.accepted_count + 1)
        while rows := self._next_rows():
            in_a_fresh_transaction(self, lambda rows=rows: self._book_rows(rows))
            if not cron._commit_progress(len(rows)):
                return False
        self._finish_booking()
        cron._commit_progress(1)
        return True
