from odoo import api, models
from odoo.tools import SQL


class ArrearsReceipt(models.Model):
    """The counter knows what a bank is about to collect."""

    _inherit = "arrears.receipt"

    @api.model
    def _charges_in_flight(self, charges):
        """Extended: charges in an instruction that is approved and not answered yet."""
        found = super()._charges_in_flight(charges)
        if not charges:
            return found
        self.env["arrears.debit.split"].flush_model()
        self.env["arrears.debit.batch"].flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT split.charge_id
                  FROM arrears_debit_split split
                  JOIN arrears_debit_batch batch ON batch.id = split.batch_id
                 WHERE split.is_open AND batch.state <> 'draft'
                   AND split.company_id = ANY(%s) AND split.charge_id = ANY(%s)
                """,
                charges.company_id.ids,
                charges.ids,
            )
        )
        return found | charges.browse(charge_id for (charge_id,) in rows)
