from odoo import models
from odoo.exceptions import UserError


class SmsComposer(models.TransientModel):
    """The SMS composer sends nothing from cards and what belongs to them."""

    _inherit = "sms.composer"

    def _action_send_sms(self):
        internal = self.env["arrears.internal.chatter"]._users()
        if any(wizard.res_model in internal for wizard in self):
            raise UserError(self.env._("A card sends no SMS. Its chatter is internal."))
        return super()._action_send_sms()
