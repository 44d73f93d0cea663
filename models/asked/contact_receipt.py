from odoo import models

from ...engine.money import decimal_of, minor_units
from ...engine.reason import Reason


class ArrearsContact(models.Model):
    """A receipt is asked again as it leaves: the payment may have been taken back by then."""

    _inherit = "arrears.contact"

    def _reasons_against_notice(self, notices, today):
        """Extended."""
        receipt = notices.filtered(lambda notice: notice.rule_id.occasion == "receipt")
        if not receipt:
            return super()._reasons_against_notice(notices, today)
        company, digits = self.company_id, self.currency_id.decimal_places
        arrived = {
            (row[0], row[1]): minor_units(decimal_of(row[2]), digits)
            for row in self.env["arrears.notice"]._payments(company, today, receipt.debtor_id.ids)
        }
        for notice in receipt:
            there = arrived.get((notice.debtor_id.id, notice.day))
            if there != minor_units(notice.amount, digits):
                return [Reason("changed_since")]
        return []

    def _notice_over(self, way):
        """Extended: a receipt that did not arrive is not sent a second way; the account shows the
        payment."""
        if self.notice_ids.rule_id.filtered(lambda rule: rule.occasion == "receipt"):
            return {}, [Reason("receipt_one_way")]
        return super()._notice_over(way)
