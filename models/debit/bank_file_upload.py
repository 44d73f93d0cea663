from odoo import fields, models


class ArrearsBankFileUpload(models.TransientModel):
    """Takes a bank's answer that somebody downloaded from the bank's web page."""

    _name = "arrears.bank.file.upload"
    _description = "Upload a bank's answer"

    channel_id = fields.Many2one("arrears.bank.channel", string="Bank channel", required=True)
    content = fields.Binary(string="File", required=True, attachment=False)
    name = fields.Char()

    def action_upload(self):
        """Keep the file and show it; the sidecar reads it within a minute."""
        self.ensure_one()
        self.env["arrears.bank.file"].browse()._require_treasurer()
        self.channel_id.check_access("read")
        before = self.env["arrears.bank.file"]._newest()
        file = (
            self.env["arrears.bank.file"]
            .sudo()
            .with_company(self.channel_id.company_id)
            ._receive(self.channel_id, self.name, self.content, uploaded=True)
        )
        # The bytes name accounts: they stay in the encrypted file alone.
        self.sudo().unlink()
        return file._show_uploaded(before)
