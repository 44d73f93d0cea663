import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.debit_rules import mask_accounts
from ...engine.money import minor_units
from . import account_vault

STATES = [
    ("received", "Received"),
    ("staged", "Being read"),
    ("sealed", "Checked"),
    ("booked", "Booked"),
    ("quarantined", "Set aside"),
    ("exported", "Made"),
]
TREASURER = "property_arrears.group_treasurer"
LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 120


class ArrearsBankFile(models.Model):
    """The bytes that went to a bank or came from it, and what became of them.

    A file holds whole account numbers, so its bytes are encrypted like those of a mandate;
    its hash is that of the bytes the bank saw. The same bytes are one file, whatever their name.
    """

    _name = "arrears.bank.file"
    _description = "Bank file"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "sha256"]

    name = fields.Char(required=True, readonly=True)
    direction = fields.Selection(
        [("out", "To the bank"), ("in", "From the bank")], required=True, readonly=True
    )
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(
        "arrears.bank.channel", string="Bank channel", required=True, readonly=True,
        ondelete="restrict",
    )  # fmt: skip
    profile = fields.Char(string="Layout", readonly=True)
    batch_id = fields.Many2one(
        "arrears.debit.batch", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    content = fields.Binary(attachment=True, groups=fields.NO_ACCESS)
    uploaded_by_id = fields.Many2one("res.users", string="Uploaded by", readonly=True)

    # What it says
    row_ids = fields.One2many("arrears.bank.file.row", "file_id", string="Rows", readonly=True)
    row_count = fields.Integer(string="Number of rows", readonly=True)
    total_offered = fields.Monetary(string="Asked for", readonly=True)
    total_settled = fields.Monetary(string="Collected", readonly=True)

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
    result_ids = fields.One2many("arrears.debit.result", "file_id", readonly=True)

    _bytes_once = models.UniqueIndex(
        "(company_id, channel_id, direction, sha256)",
        "These bytes are known already: nothing was changed.",
    )
    _to_book = models.Index("(booking_attempts, id) WHERE state = 'sealed'")

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

    # Taking files in

    @api.model
    def _receive(self, channel, name, content_base64, *, sha256=None, profile=None, uploaded=False):
        """Keep an answer of the bank; the same bytes give the file that is there already."""
        content, found = self._known_or_new(channel, "in", name, content_base64, sha256)
        return found or self._keep(
            channel,
            "in",
            name,
            content,
            {
                "state": "received",
                "profile": profile or channel.profile,
                "uploaded_by_id": self.env.uid if uploaded else False,
            },
        )

    @api.model
    def _keep_export(self, batch, name, content_base64, sha256):
        """Keep the file that goes to the bank for a batch."""
        content, found = self._known_or_new(batch.channel_id, "out", name, content_base64, sha256)
        if found:
            raise UserError(
                self.env._(
                    "These bytes were already made for batch %(name)s: they cannot be the file "
                    "of another one.",
                    name=found.batch_id.name,
                )
            )
        values = {
            "state": "exported",
            "profile": batch.channel_id.profile,
            "batch_id": batch.id,
            "row_count": batch.line_count,
            "total_offered": batch.amount_total,
        }
        return self._keep(batch.channel_id, "out", name, content, values)

    @api.model
    def _known_or_new(self, channel, direction, name, content_base64, sha256):
        """The bytes, and the file that has them already if there is one."""
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
        found = self.search(
            [
                ("company_id", "=", channel.company_id.id),
                ("channel_id", "=", channel.id),
                ("direction", "=", direction),
                ("sha256", "=", digest),
            ]
        )
        return content, found

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
    def _keep(self, channel, direction, name, content, values):
        token = account_vault.encrypt(self.env, content)
        return self.create(
            {
                "name": name,
                "direction": direction,
                "company_id": channel.company_id.id,
                "channel_id": channel.id,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "content": base64.b64encode(token),
                **values,
            }
        )

    @api.model
    def _rotate_account_key(self):
        """Write the bytes of all files with the current key; what they say stays the same."""
        stored = self.env["ir.attachment"].sudo()
        for attachment in stored.search(
            [("res_model", "=", self._name), ("res_field", "=", "content")]
        ):
            content = account_vault.decrypt(self.env, attachment.raw)
            attachment.raw = account_vault.encrypt(self.env, content)

    # Giving files out

    def _bytes(self):
        """The bytes as the bank saw or sent them."""
        self.ensure_one()
        token = base64.b64decode(self.sudo().with_context(bin_size=False).content)
        return account_vault.decrypt(self.env, token)

    def action_download(self):
        """Download the bytes; the batch's thread notes that somebody did."""
        self.ensure_one()
        self._require_treasurer()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_arrears/bank_file/{self.id}",
            "target": "download",
        }

    def _tell_download(self):
        """Note who took the bytes away."""
        if self.batch_id:
            self.sudo().batch_id._tell(
                self.env._("%(user)s downloaded %(name)s.", user=self.env.user.name, name=self.name)
            )

    def _require_treasurer(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(TREASURER)):
            raise AccessError(self.env._("Only a treasurer handles bank files."))

    def _seam_content(self):
        return {
            "name": self.name,
            "sha256": self.sha256,
            "content_base64": base64.b64encode(self._bytes()).decode(),
        }

    def _seam_state(self):
        staged = self.env["arrears.bank.file.row"].search_count([("file_id", "=", self.id)])
        return {"file_id": self.id, "state": self.state, "staged_rows": staged}

    @api.model
    def _to_parse(self, companies):
        """Answers uploaded in Odoo that were not read to the end."""
        return self.search(
            [
                ("direction", "=", "in"),
                ("state", "in", ("received", "staged")),
                ("uploaded_by_id", "!=", False),
                ("company_id", "in", companies.ids),
            ],
            order="id",
        )

    # Setting aside

    def _refuse(self, *, code, line, message, reasons=None):
        """Set a file aside unless it is accepted or set aside already; books nothing."""
        self.ensure_one()
        if self.direction != "in" or self.state not in ("received", "staged"):
            return
        self.write(
            {
                "state": "quarantined",
                "error_code": str(code)[:60],
                "error_line": line or 0,
                "error_text": mask_accounts(str(message or ""))[:2000],
                "reasons": reasons,
            }
        )
        self._tell_treasurer()

    def _tell_treasurer(self):
        """A task for whoever made the batch, or uploaded the file."""
        user = self.uploaded_by_id or self.batch_id.create_uid
        if user and not user.share:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("An answer of the bank was set aside"),
                user_id=user.id,
            )

    def action_read_again(self):
        """Have a file that was set aside read again, once its cause is mended."""
        self._require_treasurer()
        for file in self.sudo():
            if file.state != "quarantined":
                raise UserError(self.env._("Only a file that was set aside can be read again."))
            file.row_ids.unlink()
            file.write(
                {
                    "state": "received",
                    "uploaded_by_id": self.env.uid,
                    "error_code": False,
                    "error_line": 0,
                    "error_text": False,
                    "reasons": False,
                }
            )

    def action_view_rows(self):
        """Open the rows of this file."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_bank_file_row"
        )
        action["domain"] = [("file_id", "=", self.id)]
        return action

    def _minor(self, value):
        return minor_units(value or 0, self.currency_id.decimal_places)
