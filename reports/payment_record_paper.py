from odoo import models


class ArrearsCase(models.Model):
    """The payment record (缴费记录) on paper, for the owner whom it is about."""

    _inherit = "arrears.case"

    def action_print_payment_record(self):
        """Issue the payment record of this debtor as it stands; no segment is on it."""
        self.ensure_one()
        self.check_access("read")
        document = self.env["arrears.document"]._issue(
            self,
            "payment_record",
            "property_arrears.payment_record_document",
            {"until": self.company_id._arrears_today()},
            language=self.debtor_id.sudo().lang,
        )
        return document._action_open()

    def _record_for_paper(self):
        """Sentences and rows, in the language of the record's environment."""
        self.ensure_one()
        judged, record = self._payment_record()
        return {
            "sentences": self._record_text(record).split("\n"),
            "rows": self._record_rows(judged),
            "owner": self.debtor_id.sudo().name,
        }
