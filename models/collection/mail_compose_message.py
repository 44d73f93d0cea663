from odoo import models
from odoo.exceptions import UserError


class MailComposeMessage(models.TransientModel):
    """The mail composer sends nothing from cards and what belongs to them."""

    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        internal = self.env["arrears.internal.chatter"]._users()
        if any(w.model in internal and w.composition_mode == "mass_mail" for w in self):
            raise UserError(self.env._("A card sends no e-mail. Its chatter is internal."))
        return super()._action_send_mail(auto_commit=auto_commit)
