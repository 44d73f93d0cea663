from odoo import models
from odoo.exceptions import UserError


class MailComposeMessage(models.TransientModel):
    """The mail composer sends nothing from cards."""

    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        if any(w.model == "arrears.case" and w.composition_mode == "mass_mail" for w in self):
            raise UserError(self.env._("A card sends no e-mail. Its chatter is internal."))
        return super()._action_send_mail(auto_commit=auto_commit)
