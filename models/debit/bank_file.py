import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import minor_units

STATES = [
    ("received", "Received"),
    ("staged", "Being read"),
    ("sealed", "Checked"),
    ("booked", "Booked"),
    ("quarantined", "Set aside"),
    ("exported", "Made"),
    ("void", "Void"),
]
TREASURER = "property_arrears.group_treasurer"


class ArrearsBankFile(models.Model):
    """A request that went to a bank or an answer that came from it, and what became of it."""

    _name = "arrears.bank.file"
    _description = "Bank file"
    _inherit = ["arrears.kept.file"]
    _order = "id desc"
    _rec_names_search = ["name", "sha256"]

    direction = fields.Selection(
        [("out", "To the bank"), ("in", "From the bank")], required=True, readonly=True
    )
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(
        "arrears.bank.channel", string="Bank channel", required=True, readonly=True,
        ondelete="restrict",
    )  # fmt: skip
    batch_id = fields.Many2one(
        "arrears.debit.batch", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    part = fields.Integer(
        string="File no.", readonly=True, help="Of a batch in several files: which one, from 1."
    )
    part_count = fields.Integer(string="Files of the batch", readonly=True)
    part_text = fields.Char(string="File", compute="_compute_part_text")

    # What it says
    row_ids = fields.One2many("arrears.bank.file.row", "file_id", string="Rows", readonly=True)
    row_count = fields.Integer(string="Number of rows", readonly=True)
    total_offered = fields.Monetary(string="Asked for", readonly=True)
    total_settled = fields.Monetary(string="Collected", readonly=True)

    result_ids = fields.One2many("arrears.debit.result", "file_id", readonly=True)

    _bytes_once = models.UniqueIndex(
        "(company_id, channel_id, direction, sha256)",
        "These bytes are known already: nothing was changed.",
    )
    _to_book = models.Index("(booking_attempts, id) WHERE state = 'sealed'")

    @api.depends("part", "part_count")
    def _compute_part_text(self):
        for file in self:
            file.part_text = f"{file.part}/{file.part_count}" if file.part_count > 1 else ""

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
    def _keep_export(self, batch, said, name, content_base64, sha256):
        """Keep a file that goes to the bank for a batch.

        :param said: ``engine.debit_files.Part``: which file it is, with its count and total
        """
        content, found = self._known_or_new(batch.channel_id, "out", name, content_base64, sha256)
        values = {
            "state": "exported",
            "part": said.number,
            "part_count": said.of,
            "row_count": said.row_count,
            "total_offered": batch._money(said.total),
        }
        if found and found.batch_id == batch and found.state == "void":
            found.write({**values, "error_text": False})
            return found
        if found:
            raise UserError(
                self.env._(
                    "These bytes were already made for batch %(name)s: they cannot be the file "
                    "of another one.",
                    name=found.batch_id.name,
                )
            )
        values |= {"profile": batch.channel_id.profile, "batch_id": batch.id}
        return self._keep(batch.channel_id, "out", name, content, values)

    def _void(self, reason):
        """Keep these files as what was made, and never let them go to the bank."""
        self.write({"state": "void", "error_text": reason})

    @api.model
    def _known_or_new(self, channel, direction, name, content_base64, sha256):
        """The bytes, and the file that has them already if there is one."""
        content, digest = self._checked_content(name, content_base64, sha256)
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
    def _keep(self, channel, direction, name, content, values):
        digest = hashlib.sha256(content).hexdigest()
        return self.create(
            {
                **self._prepare_bytes(name, content, digest),
                "direction": direction,
                "company_id": channel.company_id.id,
                "channel_id": channel.id,
                **values,
            }
        )

    # Giving files out

    def action_download(self):
        """Download the bytes; the batch's thread notes that somebody did."""
        self.ensure_one()
        self._check_download()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_arrears/bank_file/{self.id}",
            "target": "download",
        }

    def _check_download(self):
        """Refuse to hand out bytes to who is no treasurer, or of a file that is void."""
        self._require_treasurer()
        if self.state == "void":
            raise UserError(
                self.env._(
                    "%(name)s is void and must not go to the bank: %(cause)s",
                    name=self.name,
                    cause=self.sudo().error_text or "",
                )
            )

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
        self._set_aside(code, line, message, reasons)
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
            file.profile = file.channel_id.profile or file.profile
            file._start_over()

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
