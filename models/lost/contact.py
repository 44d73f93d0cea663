from odoo import api, models


class ArrearsContact(models.Model):
    """Whoever is spoken with is lost no longer."""

    _inherit = "arrears.contact"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a talk with the debtor ends the search for him."""
        contacts = super().create(vals_list)
        spoken = contacts.filtered(lambda contact: contact.state == "connected")
        if spoken:
            running = self.env["arrears.lost.contact"].sudo().search(
                [("case_id", "in", spoken.sudo().case_ids.ids), ("state", "=", "open")]
            )  # fmt: skip
            running._end("found")
        return contacts
