from odoo import models

from ...engine.promise_tasks import without_agreed

WITH_CERTIFICATE = ("call", "visit", "wechat")


class ArrearsContactLog(models.TransientModel):
    """Who may write down an outgoing contact, and the agreed call before a promised day."""

    _inherit = "arrears.contact.log"

    def _log(self, outcome):
        """Extended: outgoing contacts are made by people with a valid certificate."""
        if self.direction == "out" and self.channel in WITH_CERTIFICATE:
            self.env["arrears.certificate"]._check_certified(self.case_id.company_id)
        return super()._log(outcome)

    def _reasons_against(self):
        """Extended: a call to confirm a promise was agreed with it; nobody calls the dead."""
        reasons = super()._reasons_against()
        if self.direction == "out" and self.contact_class == "service":
            reasons += self._stops_of_service()
        if self.channel != "call" or not reasons:
            return reasons
        today = self.case_id.company_id._arrears_today()
        agreed = self.case_id.sudo().promise_ids._is_agreed_today(today)
        return without_agreed(reasons) if agreed else reasons

    def _stops_of_service(self):
        """What stops even a call about a repair."""
        case = self.case_id.sudo()
        stops = case._stop_reasons(case.company_id._arrears_today())[case.id]
        return [reason for reason in stops if reason.code == "hold_deceased"]
