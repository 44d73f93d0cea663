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
        before = self._newest()
        file = (
            self.env["arrears.bank.file"]
            .sudo()
            .with_company(self.channel_id.company_id)
            ._receive(self.channel_id, self.name, self.content, uploaded=True)
        )
        # The bytes name accounts: they stay in the encrypted file alone.
        self.sudo().unlink()
        opened = {
            "type": "ir.actions.act_window",
            "res_model": "arrears.bank.file",
            "res_id": file.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
        return opened if file.id > before else self._say_known(file, opened)

    def _newest(self):
        """The highest number of a file so far: a file with a higher one is new."""
        newest = self.env["arrears.bank.file"].sudo().search([], order="id desc", limit=1)
        return newest.id or 0

    def _say_known(self, file, opened):
        states = dict(file._fields["state"]._description_selection(self.env))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Known already"),
                "message": self.env._(
                    "These bytes arrived before as %(name)s (%(state)s). Nothing was changed.",
                    name=file.name,
                    state=states[file.state],
                ),
                "next": opened,
            },
        }
