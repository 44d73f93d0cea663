import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from .golive_file import SHEET_LABELS


class ArrearsGoliveUpload(models.TransientModel):
    """Takes one list of a go-live as a spreadsheet or CSV file."""

    _name = "arrears.golive.upload"
    _description = "Upload a list of a go-live"

    golive_id = fields.Many2one(
        "arrears.golive", string="Go-live", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="golive_id.currency_id")
    sheet = fields.Selection(SHEET_LABELS, string="List", required=True, default="open_item")
    content = fields.Binary(string="File", attachment=False)
    name = fields.Char()
    whole_list = fields.Boolean(
        string="This file is the whole list",
        default=True,
        help="What an earlier file of this list said and was not booked is replaced. Otherwise "
        "the rows of this file come beside the others.",
    )
    control_total = fields.Monetary(
        string="Control total",
        help="What the amounts must add up to, from the old system's own total. 0: not compared.",
    )

    def action_upload(self):
        """Read the file and show what came of it.

        :raises UserError: the file cannot be read at all, or was read before
        """
        self.ensure_one()
        golive = self.golive_id
        golive._check_worker()
        if not self.content:
            raise UserError(self.env._("Choose a file."))
        try:
            content = base64.b64decode(self.content, validate=True)
        except (ValueError, binascii.Error) as error:
            raise UserError(
                self.env._("The file did not arrive whole: upload it again.")
            ) from error
        file = golive._receive(
            self.sheet, self.name, content,
            whole_list=self.whole_list, control_total=self.control_total,
        )  # fmt: skip
        # The bytes may name accounts, and are not kept.
        self.sudo().unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.golive",
            "res_id": file.golive_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }

    def action_sample_english(self):
        """Download a sample of the chosen list with English headings."""
        return self._sample("en_US")

    def action_sample_chinese(self):
        """Download a sample of the chosen list with Chinese headings."""
        return self._sample("zh_CN")

    def _sample(self, language):
        self.ensure_one()
        self.golive_id._check_worker()
        return self.golive_id._sample_file(self.sheet, language)
