from odoo import api, fields, models

from .message_channel import BODY, REGISTERED_BODY


class ArrearsMessageChannel(models.Model):
    """A gateway that sends registered texts alone: the number, the signature and the values of the
    text are handed over in the place of free words."""

    _inherit = "arrears.message.channel"

    unregistered_names = fields.Char(
        string="Texts not registered",
        compute="_compute_unregistered_names",
        help="They are not registered with this gateway in every installed language, or were "
        "changed since.",
    )

    def _vendor(self):
        """Whose registered texts this gateway asks for; empty where it takes any text."""
        return self.vendor if self.channel == "sms" and self.way == "web" else False

    @api.onchange("vendor")
    def _onchange_vendor(self):
        """A body that nobody has touched follows what the gateway asks for."""
        if (self.body or "").strip() in ("", BODY, REGISTERED_BODY):
            self.body = REGISTERED_BODY if self._vendor() else BODY

    @api.depends("vendor", "channel", "way")
    def _compute_unregistered_names(self):
        texts = self.env["arrears.template"].search([("channel", "=", "sms")])
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        for channel in self:
            vendor = channel._vendor()
            missing = [text.name for text in texts if languages - text._registered_in(vendor)]
            channel.unregistered_names = " · ".join(missing) if vendor else False
