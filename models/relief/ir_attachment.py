from odoo import api, models


class IrAttachment(models.Model):
    """No copy of a proof lies on an application for relief."""

    _inherit = "ir.attachment"

    @api.constrains("res_model")
    def _check_not_on_hardship(self):
        if any(attachment.res_model == "arrears.hardship" for attachment in self):
            self.env["arrears.hardship"]._refuse_files()
