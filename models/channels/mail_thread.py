from odoo import api, models


class MailThread(models.AbstractModel):
    """An e-mail that comes back, told to the message it was."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Extended: the contact has failed, and another way may be tried."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict.get("bounced_message")
        if bounced:
            contacts = self.env["arrears.contact"].sudo().search(
                [("mail_id.mail_message_id", "in", bounced.ids)]
            )  # fmt: skip
            for contact in contacts:
                contact._take_event("bounced", f"mail-{contact.mail_id.id}")
        return result
