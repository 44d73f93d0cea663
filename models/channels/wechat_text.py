from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..notices.notice_rule import USES


class ArrearsWechatText(models.AbstractModel):
    """A text of its own for WeChat. Where there is none, or it waits for its reader, the text of
    the SMS goes: a new text must not silence a channel."""

    _name = "arrears.wechat.text"
    _description = "Text of its own for WeChat"

    wechat_template_id = fields.Many2one(
        "arrears.template", domain=[("channel", "=", "wechat")], ondelete="restrict",
        help="Empty, or not yet reviewed: the text of the SMS.",
    )  # fmt: skip

    def _wechat_text(self, channel):
        """The reviewed text of its own for WeChat; empty for other channels, or where none is."""
        own = self.wechat_template_id
        is_ready = channel == "wechat" and own.review_state == "reviewed"
        return own if is_ready else own.browse()

    @api.constrains("wechat_template_id")
    def _check_wechat_text(self):
        """Refuse a text of another channel, or one that does not fit the occasion.

        :raises ValidationError: naming the text
        """
        for record in self.filtered("wechat_template_id"):
            text = record.wechat_template_id
            if text.channel != "wechat" or not record._fits_wechat(text):
                raise ValidationError(
                    self.env._(
                        "Text %(template)s does not fit %(record)s: it is of another channel, tone "
                        "or occasion.",
                        template=text.name,
                        record=record.display_name,
                    )
                )


class ArrearsPolicyStep(models.Model):
    """A message step may say it in other words on WeChat."""

    _name = "arrears.policy.step"
    _inherit = ["arrears.policy.step", "arrears.wechat.text"]

    def _template_for(self, channel):
        """Extended: for WeChat its own reviewed text, else that of the SMS."""
        return self._wechat_text(channel) or super()._template_for(channel)

    @api.constrains("tone")
    def _check_wechat_tone(self):
        """Extended: the tone of a step with a text for WeChat."""
        self._check_wechat_text()

    def _fits_wechat(self, text):
        return text.use == "arrears" and text.tone == self.tone


class ArrearsNoticeRule(models.Model):
    """A notice may say it in other words on WeChat."""

    _name = "arrears.notice.rule"
    _inherit = ["arrears.notice.rule", "arrears.wechat.text"]

    def _template_for(self, channel):
        """Extended: for WeChat its own reviewed text, else that of the SMS."""
        return self._wechat_text(channel) or super()._template_for(channel)

    @api.constrains("occasion")
    def _check_wechat_occasion(self):
        """Extended: the occasion of a notice with a text for WeChat."""
        self._check_wechat_text()

    def _fits_wechat(self, text):
        return text.use == USES[self.occasion]
