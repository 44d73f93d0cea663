from odoo import api, fields, models
from odoo.tools import SQL

from ..retry import in_a_fresh_transaction

# Debtors between two commits.
CHUNK = 500


class ArrearsRefresh(models.Model):
    """The nightly search for segments: in chunks that commit, going on where it stopped."""

    _inherit = "arrears.refresh"

    segments_day = fields.Date(readonly=True, help="The day whose segments are found, or were.")
    segments_cursor = fields.Integer(
        readonly=True, default=0, help="The last debtor (id) of that day; -1 when all are done."
    )

    @api.model
    def _cron_segments(self):
        """Nightly, after the refresh of the cards: the segment of every debtor with an open card.

        A second start on one day finds everything done; missed days need no catching up.
        """
        for refresh in self._of_companies(self.env["res.company"].search([])):
            if not refresh._segments_with_commits():
                return

    def _segments_with_commits(self):
        """Find the segments of one company.

        :return: False when the scheduler's time is up and more is left to do
        """
        today = self.company_id._arrears_today()
        if self.segments_day != today:
            self.write({"segments_day": today, "segments_cursor": 0})
        while self.segments_cursor >= 0:
            debtors = self._segment_debtors()
            in_a_fresh_transaction(self, lambda chunk=debtors: self._segment_chunk(chunk, today))
            left = self.env["ir.cron"]._commit_progress(len(debtors), remaining=1)
            if not left and self.segments_cursor >= 0:
                return False
        return True

    def _segment_debtors(self):
        """The next debtors with an open card, by id."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT debtor_id FROM arrears_case WHERE company_id = %s"
                " AND state != 'closed' AND debtor_id > %s ORDER BY debtor_id LIMIT %s",
                self.company_id.id, self.segments_cursor, CHUNK,
            )
        )  # fmt: skip
        return [debtor for (debtor,) in rows]

    def _segment_chunk(self, debtor_ids, today):
        if debtor_ids:
            self.env["arrears.case"]._assign_segments(self.company_id, debtor_ids, today)
        self.segments_cursor = debtor_ids[-1] if len(debtor_ids) == CHUNK else -1
        self.env.flush_all()
