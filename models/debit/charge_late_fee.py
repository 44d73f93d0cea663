from odoo import models
from odoo.tools import SQL

from ...engine.late_fee import Pause
from ...engine.money import minor_units

# From the day the file was made until the bank's last word on the instruction: its answer, or a
# return long after it; or until the batch was withdrawn.
ON_THEIR_WAY = """
    SELECT split.charge_id, split.amount,
           COALESCE(batch.exported_on, line.collection_date) AS first_day,
           CASE WHEN line.state NOT IN ('sent', 'unknown') THEN (
                SELECT MAX(COALESCE(result.value_date, result.recorded_at::date))
                  FROM arrears_debit_result result WHERE result.line_id = line.id) END AS answered,
           batch.withdrawn_on
      FROM arrears_debit_split split
      JOIN arrears_debit_line line ON line.id = split.line_id
      JOIN arrears_debit_batch batch ON batch.id = line.batch_id
     WHERE split.company_id = ANY(%s) AND split.charge_id = ANY(%s)
       AND line.state <> 'draft'
"""


class ArrearsCharge(models.Model):
    """No late fee while the bank has the money's instruction (domain notes 3.4)."""

    _inherit = "arrears.charge"

    def _late_fee_pauses(self):
        """Extended: a debit on its way pauses what it collects."""
        found = super()._late_fee_pauses()
        if not self:
            return found
        for model in ("arrears.debit.split", "arrears.debit.line", "arrears.debit.batch"):
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(SQL(ON_THEIR_WAY, self.company_id.ids, self.ids))
        charges = {charge.id: charge for charge in self}
        for row in rows:
            digits = charges[row["charge_id"]].currency_id.decimal_places
            last = row["answered"] or row["withdrawn_on"]
            last = last and max(last, row["first_day"])
            found[row["charge_id"]].append(
                Pause(row["first_day"], last, "debit", minor_units(row["amount"], digits))
            )
        return found
