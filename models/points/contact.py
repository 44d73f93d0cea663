from odoo import api, models

from .contact_point_quality import TELLING


class ArrearsContact(models.Model):
    """What comes of a contact is learnt about the number or mailbox that it used."""

    _inherit = "arrears.contact"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a call tells something about its number at once."""
        contacts = super().create(vals_list)
        made = contacts.sudo().filtered(lambda contact: contact.state in TELLING)
        self.env["arrears.contact.point"]._learn_from(made)
        return contacts

    def write(self, vals):
        """Extended: so does a message that arrived or came back."""
        result = super().write(vals)
        if vals.get("state") in TELLING:
            self.env["arrears.contact.point"]._learn_from(self.sudo())
        return result
