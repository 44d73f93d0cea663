from odoo import fields, models

from ...engine.money import minor_units
from ...engine.reason import Reason


class ArrearsContact(models.Model):
    """A notice is asked again as it leaves: the bill may be paid, or in question, by then."""

    _inherit = "arrears.contact"

    notice_ids = fields.One2many("arrears.notice", "contact_id", readonly=True)

    def _reasons_against_leaving(self, now):
        if not self.sudo().notice_ids:
            return super()._reasons_against_leaving(now)
        return self._reasons_against_notices()

    def _reasons_against_notices(self):
        """Why what this notice says would no longer be right, whatever way it takes."""
        notices = self.sudo().notice_ids
        today, company = self.company_id._arrears_today(), self.company_id
        if notices._untouchable(company, self.debtor_id.ids, today):
            return [Reason("notice_not_contacted")]
        if not all(notices.mapped("estate_id.notices_enabled")):
            return [Reason("notices_off")]
        if notices.rule_id.filtered(lambda rule: rule.occasion == "paid"):
            return self._reasons_against_thanks()
        return self._reasons_against_notice(notices, today)

    def _reasons_against_thanks(self):
        """Something fell due since: thanks for having paid all would be wrong."""
        return [Reason("changed_since")] if self.case_ids.filtered("charge_count") else []

    def _reasons_against_notice(self, notices, today):
        charges = self.sudo().charge_ids
        left = sum(
            minor_units(charge.amount_remaining, self.currency_id.decimal_places)
            for charge in charges
        )
        asked = minor_units(self.amount, self.currency_id.decimal_places)
        if not left:
            return [Reason("nothing_due")]
        if left != asked or min(charges.mapped("due_date")) < today:
            return [Reason("changed_since")]
        if notices._in_question(self.company_id, charges, today):
            return [Reason("notice_in_question")]
        credit = notices._open_credit(self.company_id, self.debtor_id.ids)
        if credit.get(self.debtor_id.id, 0) >= left:
            return [Reason("notice_credit_covers")]
        return []

    def _refuse(self, reasons):
        """Extended: a notice that did not leave may come again while its time lasts."""
        result = super()._refuse(reasons)
        self.sudo().notice_ids.write({"contact_id": False, "reasons": self.reasons})
        return result
