from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of gateways, of delivery receipts, and of what follows a failed message."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        return (
            super()._words()
            | self._words_of_gateways()
            | self._words_of_delivery()
            | self._words_of_fallback()
        )

    @api.model
    def _words_of_gateways(self):
        _ = self.env._
        return {
            "web_url": _(
                "The address of the gateway, %(url)s, cannot be used: it begins with https:// "
                "and holds no user name."
            ),
            "web_body_json": _("The body is no JSON: look at line %(line)s."),
            "web_body_part": _("The body names {%(part)s}, which there is not."),
            "web_body_missing": _("The body lacks {%(part)s}."),
            "web_refused": _("The gateway did not take the message: %(detail)s"),
            "web_unknown": _(
                "Nobody knows whether it left, so it is not sent again: %(detail)s. Ask the "
                "gateway."
            ),
            "web_not_registered": _(
                "The text is not registered with the gateway, or was changed since."
            ),
            "channel_gone": _("The company has no gateway for this channel any more."),
            "wechat_no_consent": _("The owner does not agree to WeChat, or has another account."),
        }

    @api.model
    def _words_of_delivery(self):
        _ = self.env._
        return {
            "receipt_no_json": _("It is no JSON."),
            "receipt_empty": _("It holds no receipt: look at the field with the list."),
            "receipt_no_message": _(
                "It names no message: look at the fields of our reference and of their number."
            ),
            "receipt_no_state": _("It names no state: look at the field of the state."),
            "receipt_unknown": _("No message %(number)s left through this gateway."),
            "receipt_not_signed": _("Its signature is missing or wrong."),
        }

    @api.model
    def _words_of_fallback(self):
        _ = self.env._
        return {
            "fallback_no_channel": _(
                "The message did not arrive, and the debtor has no other channel."
            ),
            "notice_no_other_way": _(
                "The notice did not arrive, and there is no other channel. Nobody is called for it."
            ),
            "fallback_failed_too": _("The message did not arrive in two ways."),
        }
