from dataclasses import replace

from odoo import models
from odoo.tools import SQL


class ArrearsBankFile(models.Model):
    """Answers of banks that name no day: what they took moved on the day of collection."""

    _inherit = "arrears.bank.file"

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
