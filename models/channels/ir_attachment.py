from odoo import api, models
from odoo.exceptions import UserError

# What the proof is; its place in the file store is Odoo's own business.
FROZEN = {"name", "raw", "datas", "db_datas", "res_model", "res_id", "res_field", "type", "url",
          "public", "access_token"}  # fmt: skip


class IrAttachment(models.Model):
    """A screenshot of a contact is evidence like the contact itself."""

    _inherit = "ir.attachment"

    def write(self, vals):
        """Extended: proof of a contact is not changed, moved or given away.

        :raises UserError: whoever asks
        """
        if FROZEN & vals.keys() and any(one._is_proof_of_contact() for one in self):
            raise UserError(self.env._("The proof of a contact is kept as it was attached."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof_of_contact(self):
        if any(one._is_proof_of_contact() for one in self):
            raise UserError(self.env._("The proof of a contact is never deleted."))

    def _is_proof_of_contact(self):
        return self.sudo().res_model == "arrears.contact"
