from odoo import models

from ...engine.promise_tasks import without_agreed

WITH_CERTIFICATE = ("call", "visit", "wechat")


class ArrearsContactLog(models.TransientModel):
    """Who may write down an outgoing contact, and the calls that were agreed with the owner."""

    _inherit = "arrears.contact.log"

    def _log(self, outcome):
        """Extended: outgoing contacts are made by people with a valid certificate."""
        if self.direction == "out" and self.channel in WITH_CERTIFICATE:
            self.env["arrears.certificate"]._check_certified(self.case_id.company_id)
        return super()._log(outcome)

    def _reasons_against(self):
        """Extended: a call to confirm a promise, or one the owner asked for, was agreed; nobody
        calls the dead."""
        reasons = super()._reasons_against()
        if self.direction == "out" and self.contact_class == "service":
            reasons += self._stops_of_service()
        if self.channel != "call" or not reasons:
            return reasons
        case = self.case_id.sudo()
        today = case.company_id._arrears_today()
        agreed = case.promise_ids._is_agreed_today(today) or self._is_called_back(case)
        return without_agreed(reasons) if agreed else reasons

    def _is_called_back(self, case):
        """Whether the owner asked for a call on the day of this one."""
        if not self.happened_at:
            return False
        contact, company = self.env["arrears.contact"], case.company_id

        def day(moment):
            return contact._to_local(moment, case.debtor_id, company).date()

        asked = self.env["arrears.contact"].sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "=", case.debtor_id.id),
             ("call_back_at", "!=", False)], limit=1,
        )  # fmt: skip
        return bool(asked) and day(asked.call_back_at) == day(self.happened_at)

    def _stops_of_service(self):
        """What stops even a call about a repair."""
        case = self.case_id.sudo()
        stops = case._stop_reasons(case.company_id._arrears_today())[case.id]
        return [reason for reason in stops if reason.code == "hold_deceased"]
