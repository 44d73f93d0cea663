from odoo import api, models

# Where no file may lie: a copy that its owner agreed to is kept on the consent itself, encrypted.
WITHOUT_FILES = ("arrears.hardship", "arrears.hardship.consent")


class IrAttachment(models.Model):
    """No copy of a proof lies on an application for relief."""

    _inherit = "ir.attachment"

    @api.constrains("res_model")
    def _check_not_on_hardship(self):
        if any(attachment.res_model in WITHOUT_FILES for attachment in self):
            self.env["arrears.hardship"]._refuse_files()
