from odoo import models

from ...engine.reason import Reason, as_json
from ...engine.web_message import values_in


class ArrearsContact(models.Model):
    """Messages that leave through a gateway of the firm's own: posted once, never by themselves
    again."""

    _inherit = "arrears.contact"

    def _leave(self):
        """Extended: WeChat, and SMS where the company has a gateway for it."""
        self.ensure_one()
        gateway = self.env["arrears.message.channel"]
        if self.channel in ("sms", "wechat"):
            gateway = gateway._gateway(self.company_id, self.channel)
        if gateway:
            return self._leave_by_gateway(gateway)
        if self.channel == "wechat":
            return self._did_not_leave(Reason("channel_gone"))
        return super()._leave()

    def _leave_by_gateway(self, gateway):
        """Hand the message over and keep what the gateway answered."""
        vendor = gateway._vendor()
        registered = self._registered_at(vendor) if vendor else {}
        if registered is None:
            return self._did_not_leave(Reason("web_not_registered"))
        answer = gateway._hand_over(self, registered)
        if answer.verdict == "refused":
            return self._did_not_leave(Reason("web_refused", {"detail": answer.detail}))
        known = {
            "message_channel_id": gateway.id,
            "their_message_id": answer.number or False,
        }
        if answer.verdict == "accepted":
            self.write(known | {"state": "sent", "happened_at": self._now(self.company_id)})
        else:
            # No moment: it may have left, so it counts, and is not sent in another way.
            reason = Reason("web_unknown", {"detail": answer.detail})
            self.write(known | {"state": "failed", "reasons": as_json([reason])})
        return None

    def _did_not_leave(self, reason):
        """Keep that it surely did not leave: it reached nobody and counts for nothing."""
        self.write(
            {
                "state": "failed",
                "happened_at": self._now(self.company_id),
                "reasons": as_json([reason]),
            }
        )

    def _registered_at(self, vendor):
        """The registered text with the values of this message.

        :return: ``{"signature", "number", "values", "named"}``, or None where none fits
        """
        registered = (
            self.env["arrears.sms.vendor.template"]
            .sudo()
            .search(
                [
                    ("template_id", "=", self.template_id.id),
                    ("vendor", "=", vendor),
                    ("language_id.code", "=", self.language),
                ],
                limit=1,
            )
        )
        if not registered or not registered.is_current:
            return None
        values = values_in(registered._body(), self.text or "")
        if values is None:
            return None
        return registered._parameters(values) | {"named": values}

    def _leave_by_sms(self):
        """Extended: Odoo's delivery reports find the message by the number of its SMS."""
        error = super()._leave_by_sms()
        sms = self.sms_id.sudo()
        if not error and sms.uuid:
            self.write({"their_message_id": sms.uuid})
            trackers = self.env["sms.tracker"].sudo()
            if not trackers.search_count([("sms_uuid", "=", sms.uuid)], limit=1):
                trackers.create({"sms_uuid": sms.uuid})
        return error
