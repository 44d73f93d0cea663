from odoo import models


class SmsTracker(models.Model):
    """Odoo's delivery reports of SMS, told to the message they are about."""

    _inherit = "sms.tracker"

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        """Extended: delivered, or failed, on our own record."""
        result = super()._action_update_from_sms_state(sms_state, failure_type, failure_reason)
        if sms_state == "sent":
            self._tell_contacts("delivered", "")
        elif sms_state == "error":
            self._tell_contacts("failed", failure_type or "")
        return result

    def _action_update_from_provider_error(self, provider_error):
        """Extended: came back, or failed, on our own record."""
        answer = super()._action_update_from_provider_error(provider_error)
        status, failure_type, _reason = answer
        self._tell_contacts("bounced" if status == "bounce" else "failed", failure_type or "")
        return answer

    def _tell_contacts(self, kind, detail):
        contacts = self.env["arrears.contact"].sudo().search(
            [
                ("their_message_id", "in", self.mapped("sms_uuid")),
                ("channel", "=", "sms"),
                ("message_channel_id", "=", False),
            ]
        )  # fmt: skip
        for contact in contacts:
            contact._take_event(kind, contact.their_message_id, detail[:80])
