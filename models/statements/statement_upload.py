from odoo import api, fields, models


class ArrearsStatementUpload(models.TransientModel):
    """Takes a statement that somebody downloaded from the bank's web page."""

    _name = "arrears.statement.upload"
    _description = "Upload a bank statement"

    source_id = fields.Many2one(
        "arrears.statement.source",
        string="Statement source",
        required=True,
        default=lambda self: self._default_source(),
    )
    content = fields.Binary(string="File", required=True, attachment=False)
    name = fields.Char()

    @api.model
    def _default_source(self):
        """The only source there is."""
        sources = self.env["arrears.statement.source"].search([], limit=2)
        return sources if len(sources) == 1 else False

    def action_upload(self):
        """Keep the file and show it; the sidecar reads it within a minute."""
        self.ensure_one()
        files = self.env["arrears.statement.file"]
        files._require_accountant()
        self.source_id.check_access("read")
        newest = files._newest()
        file = (
            files.sudo()
            .with_company(self.source_id.company_id)
            ._receive(self.source_id, self.name, self.content, uploaded=True)
        )
        # The bytes name accounts: they stay in the encrypted file alone.
        self.sudo().unlink()
        return file._show_uploaded(newest)
