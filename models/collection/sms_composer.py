from odoo import models
from odoo.exceptions import UserError


class SmsComposer(models.TransientModel):
    """The SMS composer sends nothing from cards."""

    _inherit = "sms.composer"

    def _action_send_sms(self):
        if any(wizard.res_model == "arrears.case" for wizard in self):
            raise UserError(self.env._("A card sends no SMS. Its chatter is internal."))
        return super()._action_send_sms()
