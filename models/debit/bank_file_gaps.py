from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ...engine.reason import Reason


class ArrearsBankFile(models.Model):
    """What an answer leaves out and Odoo knows: the batch, the day that money moved."""

    _inherit = "arrears.bank.file"

    def _batch_of(self, reference):
        """Extended: banks name their files as they like; the instructions tell the batch too."""
        return super()._batch_of(reference) if reference else self._batch_of_rows()

    def _batch_of_rows(self):
        """The one batch that all the rows' instructions belong to; none if they are of several.

        An instruction that was presented again is of two batches: then the later one is meant.
        """
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                WITH known AS (
                    SELECT r.id, line.batch_id,
                           batch.state NOT IN ('draft', 'approved', 'withdrawn') AS is_sent
                      FROM arrears_bank_file_row r
                      JOIN arrears_debit_line line ON line.reference = r.reference
                      JOIN arrears_debit_batch batch ON batch.id = line.batch_id
                     WHERE r.file_id = %(file)s AND r.company_id = %(company)s
                       AND batch.company_id = %(company)s AND batch.channel_id = %(channel)s)
                SELECT batch_id FROM known
              GROUP BY batch_id
                HAVING COUNT(DISTINCT id) = (SELECT COUNT(DISTINCT id) FROM known)
              ORDER BY BOOL_OR(is_sent) DESC, batch_id DESC LIMIT 1
                """,
                file=self.id, company=self.company_id.id, channel=self.channel_id.id,
            )
        )  # fmt: skip
        return self.env["arrears.debit.batch"].browse(batch_id for (batch_id,) in found)

    def _batch_trouble(self, batch, reference):
        """Extended: an answer that tells no batch at all is told apart from one of a wrong one."""
        if not batch and not reference:
            return Reason("debit_no_one_batch", {"channel": self.channel_id.code})
        return super()._batch_trouble(batch, reference)

    def _judge_answer(self, batch, reference, rows, totals, said):
        """Extended: rows with money and no day get the batch's, where the channel says so."""
        if batch and self.channel_id.answer_day == "collection":
            rows = self._dated(batch, rows)
        return super()._judge_answer(batch, reference, rows, totals, said)

    def _dated(self, batch, rows):
        """The rows with a day for each that moved money; those of the file get it too."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_bank_file_row SET value_date = %(day)s
                 WHERE file_id = %(file)s AND company_id = %(company)s
                   AND value_date IS NULL AND amount_settled > 0
                """,
                day=batch.collection_date, file=self.id, company=self.company_id.id,
            )
        )  # fmt: skip
        self.env["arrears.bank.file.row"].invalidate_model(["value_date"])
        return [
            replace(row, value_date=batch.collection_date)
            if row.settled > 0 and not row.value_date
            else row
            for row in rows
        ]
