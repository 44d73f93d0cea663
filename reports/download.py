from odoo import api, models
from odoo.exceptions import AccessError


class ArrearsReportDownload(models.AbstractModel):
    """Hands a finished file to the user who asked for it, and to nobody else.

    The file hangs on its record as an attachment; a second click of the same person replaces the
    first file, so that lists of names do not pile up.
    """

    _name = "arrears.report.download"
    _description = "Download of reports"

    @api.model
    def _hand_out(self, record, name, content, mimetype):
        """Keep the file with its record and answer with its address.

        :param record: the one record it was made from; the user must be able to read it
        :param content: bytes
        :return: an action that downloads it
        """
        record.ensure_one()
        record.check_access("read")
        if self.env.user.share:
            raise AccessError(self.env._("Reports are for the firm's own people."))
        attachments = self.env["ir.attachment"].sudo()
        earlier = attachments.search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("name", "=", name),
             ("create_uid", "=", self.env.uid)]
        )  # fmt: skip
        earlier.unlink()
        attachment = attachments.create(
            {"name": name, "raw": content, "mimetype": mimetype, "res_model": record._name,
             "res_id": record.id}
        )  # fmt: skip
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }
