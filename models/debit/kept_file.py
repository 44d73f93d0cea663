import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.debit_rules import mask_accounts
from . import account_vault

LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 120


class ArrearsKeptFile(models.AbstractModel):
    """The bytes of a file that went to a bank or came from it, kept as evidence.

    A file holds whole account numbers, so its bytes are encrypted like those of a mandate; its
    hash is that of the bytes the bank saw. The same bytes are one file, whatever their name.
    """

    _name = "arrears.kept.file"
    _description = "Kept file"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    name = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    profile = fields.Char(string="Layout", readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    content = fields.Binary(attachment=True, groups=fields.NO_ACCESS)
    uploaded_by_id = fields.Many2one("res.users", string="Uploaded by", readonly=True)

    # What is wrong with it
    error_code = fields.Char(string="Cause", readonly=True)
    error_line = fields.Integer(string="Line", readonly=True)
    error_text = fields.Text(readonly=True)
    reasons = fields.Json(readonly=True)
    error_message = fields.Text(string="What is wrong", compute="_compute_error_message")

    # How booking goes
    booking_attempts = fields.Integer(readonly=True, default=0)
    booking_error = fields.Text(string="Why it is not booked yet", readonly=True)
    booked_on = fields.Datetime(readonly=True)

    @api.depends("reasons", "error_text", "error_line", "name")
    @api.depends_context("lang")
    def _compute_error_message(self):
        wording = self.env["arrears.reason.wording"]
        for file in self:
            cause = wording._word(file.reasons) if file.reasons else file.error_text
            if not cause:
                file.error_message = False
            elif file.error_line:
                file.error_message = self.env._(
                    "%(file)s, line %(line)s: %(cause)s",
                    file=file.name,
                    line=file.error_line,
                    cause=cause,
                )
            else:
                file.error_message = f"{file.name}: {cause}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A bank file is evidence and stays."))

    def write(self, vals):
        """Refuse new bytes: what the bank saw or said is evidence."""
        if {"content", "sha256", "direction"} & vals.keys():
            raise UserError(self.env._("The bytes of a bank file cannot be changed."))
        return super().write(vals)

    # Taking bytes in

    @api.model
    def _checked_content(self, name, content_base64, sha256):
        """The bytes that were sent, with their hash.

        :raises UserError: the name is none, or the bytes did not arrive whole
        """
        self._check_name(name)
        content = self._decoded(name, content_base64)
        digest = hashlib.sha256(content).hexdigest()
        if sha256 and sha256.lower() != digest:
            raise UserError(
                self.env._(
                    "%(name)s arrived damaged: its SHA-256 is %(found)s… and should be "
                    "%(stated)s…. Send it again.",
                    name=name,
                    found=digest[:12],
                    stated=sha256[:12],
                )
            )
        return content, digest

    @api.model
    def _check_name(self, name):
        """A name is a label of ours and never a path."""
        plain = isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable()
        if not plain or set(name) & set('/\\:*?"<>|') or name.startswith("."):
            raise UserError(
                self.env._(
                    "The file has no usable name: at most %(longest)s characters, none of "
                    '/ \\ : * ? " < > | and no dot in front. Rename it.',
                    longest=LONGEST_NAME,
                )
            )

    @api.model
    def _decoded(self, name, content_base64):
        try:
            content = base64.b64decode(content_base64 or b"", validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(
                self.env._("%(name)s did not arrive whole. Send it again.", name=name)
            ) from error
        if not 0 < len(content) <= LARGEST:
            raise UserError(
                self.env._(
                    "%(name)s has %(size)s bytes; a bank file has at least one and at most "
                    "%(largest)s. Check that it is the right file.",
                    name=name,
                    size=len(content),
                    largest=LARGEST,
                )
            )
        return content

    @api.model
    def _prepare_bytes(self, name, content, digest):
        """Values that keep the bytes, encrypted."""
        token = account_vault.encrypt(self.env, content)
        return {
            "name": name,
            "sha256": digest,
            "size": len(content),
            "content": base64.b64encode(token),
        }

    @api.model
    def _rotate_account_key(self):
        """Write the bytes of all files with the current key; what they say stays the same."""
        stored = self.env["ir.attachment"].sudo()
        for attachment in stored.search(
            [("res_model", "=", self._name), ("res_field", "=", "content")]
        ):
            content = account_vault.decrypt(self.env, attachment.raw)
            attachment.raw = account_vault.encrypt(self.env, content)

    # Giving bytes out

    def _bytes(self):
        """The bytes as the bank saw or sent them."""
        self.ensure_one()
        token = base64.b64decode(self.sudo().with_context(bin_size=False).content)
        return account_vault.decrypt(self.env, token)

    def _seam_content(self):
        return {
            "name": self.name,
            "sha256": self.sha256,
            "content_base64": base64.b64encode(self._bytes()).decode(),
        }

    # Setting aside

    def _set_aside(self, code, line, message, reasons=None):
        """Write down why nothing of this file is booked."""
        self.write(
            {
                "state": "quarantined",
                "error_code": str(code)[:60],
                "error_line": line or 0,
                "error_text": mask_accounts(str(message or ""))[:2000],
                "reasons": reasons,
            }
        )

    def _start_over(self):
        """Forget the verdict: the sidecar reads the file again."""
        self.row_ids.unlink()
        self.write(
            {
                "state": "received",
                "uploaded_by_id": self.env.uid,
                "error_code": False,
                "error_line": 0,
                "error_text": False,
                "reasons": False,
            }
        )

    # What an upload answers

    @api.model
    def _newest(self):
        """The highest number of a file so far: a file with a higher one is new."""
        newest = self.sudo().search([], order="id desc", limit=1)
        return newest.id or 0

    def _show_uploaded(self, newest_before):
        """Open the file; bytes that were there already are said to be known."""
        opened = {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
        if self.id > newest_before:
            return opened
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Known already"),
                "message": self.env._(
                    "These bytes arrived before as %(name)s (%(state)s). Nothing was changed.",
                    name=self.name,
                    state=states[self.state],
                ),
                "next": opened,
            },
        }
