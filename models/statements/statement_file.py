from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import minor_units

STATES = [
    ("received", "Received"),
    ("staged", "Being read"),
    ("sealed", "Checked"),
    ("booked", "Booked"),
    ("quarantined", "Set aside"),
]
ACCOUNTANT = "property_arrears.group_accountant"


class ArrearsStatementFile(models.Model):
    """A bank statement as it came, and what became of it.

    The sidecar reads it; Odoo believes it as a whole or sets it aside as a whole, and books the
    movements it did not know yet.
    """

    _name = "arrears.statement.file"
    _description = "Bank statement file"
    _inherit = ["arrears.kept.file"]
    _order = "id desc"
    _rec_names_search = ["name", "sha256"]

    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    source_id = fields.Many2one(
        "arrears.statement.source", string="Statement source", required=True, readonly=True,
        index=True, ondelete="restrict",
    )  # fmt: skip
    journal_id = fields.Many2one(related="source_id.journal_id", store=True, index=True)
    currency_id = fields.Many2one(related="source_id.currency_id")

    # What it says
    row_ids = fields.One2many("arrears.statement.row", "file_id", string="Movements", readonly=True)
    row_count = fields.Integer(string="Number of movements", readonly=True)
    date_from = fields.Date(string="First day", readonly=True)
    date_to = fields.Date(string="Last day", readonly=True)
    total_in = fields.Monetary(string="Came in", readonly=True)
    total_out = fields.Monetary(string="Went out", readonly=True)
    has_balances = fields.Boolean(readonly=True, help="Whether the bank gives balances.")
    balance_start = fields.Monetary(string="Opening balance", readonly=True)
    balance_end = fields.Monetary(string="Closing balance", readonly=True)

    # What became of its movements
    booked_count = fields.Integer(string="New movements", compute="_compute_counts")
    known_count = fields.Integer(string="Known movements", compute="_compute_counts")
    before_count = fields.Integer(string="Movements before the books", compute="_compute_counts")
    gap = fields.Monetary(
        string="Gap to the statement before",
        readonly=True,
        help="How far the opening balance is from the closing balance of the statement before it: "
        "when it is not zero, a statement in between is missing.",
    )
    similar_accepted_by_id = fields.Many2one(
        "res.users", string="Looked at by", readonly=True,
        help="Who said that movements alike to others in the books are movements of their own.",
    )  # fmt: skip

    _bytes_once = models.UniqueIndex(
        "(company_id, source_id, sha256)", "These bytes are known already: nothing was changed."
    )
    _to_book = models.Index("(booking_attempts, id) WHERE state = 'sealed'")

    def _compute_counts(self):
        counted = {
            (file.id, state): count
            for file, state, count in self.env["arrears.statement.row"]._read_group(
                [("file_id", "in", self.ids)], ["file_id", "state"], ["__count"]
            )
        }
        for file in self:
            for state in ("booked", "known", "before"):
                file[f"{state}_count"] = counted.get((file._origin.id, state), 0)

    # Taking statements in

    @api.model
    def _receive(self, source, name, content_base64, *, sha256=None, profile=None, uploaded=False):
        """Keep a statement; the same bytes give the file that is there already."""
        content, digest = self._checked_content(name, content_base64, sha256)
        found = self.search([("source_id", "=", source.id), ("sha256", "=", digest)])
        return found or self.create(
            {
                **self._prepare_bytes(name, content, digest),
                "state": "received",
                "company_id": source.company_id.id,
                "source_id": source.id,
                "profile": profile or source.profile,
                "uploaded_by_id": self.env.uid if uploaded else False,
            }
        )

    @api.model
    def _to_parse(self, companies):
        """Statements uploaded in Odoo that were not read to the end."""
        return self.search(
            [
                ("state", "in", ("received", "staged")),
                ("uploaded_by_id", "!=", False),
                ("company_id", "in", companies.ids),
            ],
            order="id",
        )

    def _seam_state(self):
        staged = self.env["arrears.statement.row"].search_count([("file_id", "=", self.id)])
        return {"file_id": self.id, "state": self.state, "staged_rows": staged}

    # Setting aside

    def _refuse(self, *, code, line, message, reasons=None):
        """Set a statement aside unless it is accepted or set aside already; books nothing."""
        self.ensure_one()
        if self.state not in ("received", "staged"):
            return
        self._set_aside(code, line, message, reasons)
        user = self.uploaded_by_id or self.source_id.responsible_id
        if user and not user.share:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("A bank statement was set aside"),
                user_id=user.id,
            )

    def _require_accountant(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(ACCOUNTANT)):
            raise AccessError(self.env._("Only an accountant handles bank statements."))

    def action_read_again(self):
        """Have a statement that was set aside read again, once its cause is mended."""
        self._require_accountant()
        for file in self.sudo():
            if file.state != "quarantined":
                raise UserError(self.env._("Only a file that was set aside can be read again."))
            file.profile = file.source_id.profile or file.profile
            file._start_over()

    def action_accept_similar(self):
        """Say that its movements are none of those that look like them, and read it again."""
        self._require_accountant()
        for file in self.sudo():
            if file.state != "quarantined" or file.error_code != "statement_similar":
                raise UserError(
                    self.env._("Only a statement set aside for movements alike can be accepted.")
                )
            file.similar_accepted_by_id = self.env.uid
            file._start_over()

    def action_view_rows(self):
        """Open the movements of this statement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_statement_row"
        )
        return {**action, "domain": [("file_id", "=", self.id)]}

    def action_view_bank_lines(self):
        """Open the bank lines that this statement booked."""
        self.ensure_one()
        self.env["account.bank.statement.line"].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank lines"),
            "res_model": "account.bank.statement.line",
            "view_mode": "list",
            "domain": [("id", "in", self.row_ids.statement_line_id.ids)],
            "context": {"create": False},
        }

    def _minor(self, value):
        return minor_units(value or 0, self.currency_id.decimal_places)
