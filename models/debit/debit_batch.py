from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .guarded import refuse_guarded, without_typed_defaults

STATES = [
    ("draft", "Draft"),
    ("approved", "Approved"),
    ("exported", "File made"),
    ("handed_in", "Handed in"),
    ("answered", "Answered"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
]

TREASURER = "property_arrears.group_treasurer"
MANAGER = "property_arrears.group_manager"

GUARDED = {
    "state", "name", "line_ids", "omission_ids", "collected_by_id", "collected_on",
    "approved_by_id", "approved_on", "exported_on", "render_requested", "handed_in_by_id",
    "handed_in_on", "file_ids", "file_out_id", "file_out_ids", "move_ids",
    "withdraw_cause", "withdraw_reason", "withdraw_asked_by_id", "withdraw_asked_on",
    "withdrawn_by_id", "withdrawn_on", "answer_late_on", "first_run_id",
    "announce_wanted", "clearing_ids", "keyed_ids",
}  # fmt: skip


class ArrearsDebitBatch(models.Model):
    """Instructions that go to one bank for one day, from the selection to the last answer."""

    _name = "arrears.debit.batch"
    _description = "Debit batch"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "collection_date desc, id desc"
    _rec_names_search = ["name", "bank_acceptance"]
    _check_company_auto = True

    name = fields.Char(string="Reference", readonly=True, copy=False, index="trigram")
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True, tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(
        "arrears.bank.channel",
        string="Bank channel",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_channel(),
    )
    exchange = fields.Selection(related="channel_id.exchange")
    collection_date = fields.Date(
        string="Day of collection",
        required=True,
        compute="_compute_collection_date",
        store=True,
        readonly=False,
        precompute=True,
        help="The day the bank debits the accounts. Charges due by then are collected. Proposed: "
        "the debit day of the channel's estates where they have one in common, else today.",
    )

    # What it asks for
    line_ids = fields.One2many("arrears.debit.line", "batch_id", string="Instructions", copy=False)
    omission_ids = fields.One2many(
        "arrears.debit.omission", "batch_id", string="Left out", copy=False
    )
    line_count = fields.Integer(string="Number of instructions", compute="_compute_figures")
    omission_count = fields.Integer(compute="_compute_omission_count")
    amount_total = fields.Monetary(string="Total", compute="_compute_figures")

    # What came back
    amount_settled = fields.Monetary(string="Collected", compute="_compute_figures")
    settled_count = fields.Integer(string="Successes", compute="_compute_figures")
    failed_count = fields.Integer(string="Failures", compute="_compute_figures")
    returned_count = fields.Integer(
        string="Taken back by the bank",
        compute="_compute_figures",
        help="Collected, then returned.",
    )
    amount_returned = fields.Monetary(string="Amount taken back", compute="_compute_figures")
    unknown_count = fields.Integer(string="Not known yet", compute="_compute_figures")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_figures")

    # Who did what when
    collected_by_id = fields.Many2one(
        "res.users", string="Selected by", readonly=True, copy=False, ondelete="restrict"
    )
    collected_on = fields.Datetime(string="Selected on", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False, ondelete="restrict"
    )
    approved_on = fields.Datetime(string="Approved on", readonly=True, copy=False)
    exported_on = fields.Date(string="File made on", readonly=True, copy=False)
    render_requested = fields.Boolean(readonly=True, copy=False)
    handed_in_by_id = fields.Many2one(
        "res.users", string="Handed in by", readonly=True, copy=False, ondelete="restrict"
    )
    handed_in_on = fields.Datetime(string="Handed in on", readonly=True, copy=False)
    bank_acceptance = fields.Char(
        string="Bank's number", copy=False, help="The number the bank gave when it took the file."
    )

    # Files and books
    file_ids = fields.One2many("arrears.bank.file", "batch_id", string="Files", copy=False)
    file_out_id = fields.Many2one(
        "arrears.bank.file", string="File", readonly=True, copy=False, ondelete="restrict"
    )
    file_out_ids = fields.One2many(
        "arrears.bank.file",
        "batch_id",
        string="Files for the bank",
        domain=[("direction", "=", "out"), ("state", "=", "exported")],
        copy=False,
    )
    file_out_count = fields.Integer(compute="_compute_file_out_count")
    file_name = fields.Char(related="file_out_id.name")
    file_sha256 = fields.Char(related="file_out_id.sha256", string="File's SHA-256")
    move_ids = fields.One2many(
        "account.move", "arrears_debit_batch_id", string="Journal entries", copy=False
    )
    move_count = fields.Integer(compute="_compute_move_count")

    _name_unique = models.Constraint("UNIQUE (name)", "Another batch has this reference.")

    @api.model
    def _default_channel(self):
        """The channel, where the company has only one."""
        channels = self.env["arrears.bank.channel"].search(
            [("company_id", "in", self.env.company.parent_ids.ids)], limit=2
        )
        return channels if len(channels) == 1 else channels.browse()

    @api.depends("channel_id")
    def _compute_collection_date(self):
        for batch in self:
            today = batch.company_id._arrears_today()
            days = {estate._next_debit_day(today) for estate in batch.channel_id.estate_ids}
            batch.collection_date = (days.pop() if len(days) == 1 else None) or today

    # Figures

    @api.depends(
        "line_ids.state", "line_ids.amount", "line_ids.amount_settled", "line_ids.amount_returned"
    )
    def _compute_figures(self):
        groups = {batch.id: {} for batch in self}
        for batch, state, *figures in self.env["arrears.debit.line"]._read_group(
            [("batch_id", "in", self.ids)],
            ["batch_id", "state"],
            ["__count", "amount:sum", "amount_settled:sum", "amount_returned:sum"],
        ):
            groups[batch.id][state] = figures
        for batch in self:
            by_state = groups.get(batch._origin.id, {})
            counts = {state: row[0] for state, row in by_state.items()}
            batch.line_count = sum(counts.values())
            batch.amount_total = sum(row[1] for row in by_state.values())
            batch.amount_settled = sum(row[2] for row in by_state.values())
            batch.amount_returned = sum(row[3] for row in by_state.values())
            batch.settled_count = counts.get("settled", 0) + counts.get("partial", 0)
            batch.failed_count = counts.get("failed", 0)
            batch.returned_count = counts.get("returned", 0)
            batch.unknown_count = counts.get("unknown", 0)
            batch.waiting_count = counts.get("draft", 0) + counts.get("sent", 0)

    @api.depends("omission_ids")
    def _compute_omission_count(self):
        counted = dict(
            self.env["arrears.debit.omission"]._read_group(
                [("batch_id", "in", self.ids)], ["batch_id"], ["__count"]
            )
        )
        for batch in self:
            batch.omission_count = counted.get(batch._origin, 0)

    @api.depends("file_out_ids")
    def _compute_file_out_count(self):
        for batch in self:
            batch.file_out_count = len(batch.file_out_ids)

    @api.depends("move_ids")
    def _compute_move_count(self):
        counted = dict(
            self.env["account.move"]
            .sudo()
            ._read_group(
                [("arrears_debit_batch_id", "in", self.ids)],
                ["arrears_debit_batch_id"],
                ["__count"],
            )
        )
        for batch in self:
            batch.move_count = counted.get(batch._origin, 0)

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        """Open batches; each gets a reference that the bank's answer will carry."""
        for values in vals_list:
            refuse_guarded(self, values, GUARDED)
        numbers = self.env["ir.sequence"].sudo()
        day = f"{self.env.company._arrears_today():%y%m%d}"
        return super(ArrearsDebitBatch, without_typed_defaults(self, GUARDED)).create(
            [
                {**values, "name": f"DK{day}{numbers.next_by_code('arrears.debit.batch')}"}
                for values in vals_list
            ]
        )

    def write(self, vals):
        """Change batches; after approval only notes about the bank may change."""
        refuse_guarded(self, vals, GUARDED)
        if {"channel_id", "collection_date", "company_id"} & vals.keys() and any(
            batch.line_ids for batch in self
        ):
            raise UserError(
                self.env._(
                    "Channel and day are fixed once instructions are selected. Delete this draft "
                    "and begin another batch."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(batch.state != "draft" for batch in self):
            raise UserError(self.env._("An approved batch stays: it may be at the bank."))

    # Approval

    def action_approve(self):
        """Release the batch for the bank. Another person than the one who made it does this."""
        self._require(TREASURER, MANAGER)
        for batch in self:
            batch._check_approvable()
        for batch in self.sudo():
            batch.write(
                {
                    "state": "approved",
                    "approved_by_id": self.env.uid,
                    "approved_on": fields.Datetime.now(),
                }
            )
            batch._tell(self.env._("Approved: %(count)s instructions.", count=batch.line_count))

    def _check_approvable(self):
        """Say why this batch may not go to the bank yet."""
        if not self.sudo().try_lock_for_update().filtered(lambda batch: batch.state == "draft"):
            raise UserError(self.env._("Batch %(name)s is no draft any more.", name=self.name))
        if not self.sudo().line_ids:
            raise UserError(
                self.env._("Batch %(name)s has no instructions: select them.", name=self.name)
            )
        if self.env.user in (self.create_uid, self.collected_by_id):
            raise UserError(
                self.env._(
                    "%(user)s has made batch %(name)s: another person approves it.",
                    user=self.env.user.name,
                    name=self.name,
                )
            )
        stale = self.sudo()._stale_lines()
        if stale:
            raise UserError(
                self.env._(
                    "%(count)s instructions no longer fit what is owed or signed, for example "
                    "%(reference)s: select the instructions again.",
                    count=len(stale),
                    reference=stale[0].reference,
                )
            )

    def action_hand_in(self):
        """Note that the file is with the bank; from now on its answer is awaited."""
        self.check_access("write")
        if any(batch.state != "exported" for batch in self):
            raise UserError(self.env._("Only a batch whose file was made can be handed in."))
        self._refuse_while_withdrawing()
        self.sudo().write(
            {
                "state": "handed_in",
                "handed_in_by_id": self.env.uid,
                "handed_in_on": fields.Datetime.now(),
            }
        )

    def _settle_state(self):
        """Move on when the bank has answered: answered while something is unknown, else closed."""
        self.invalidate_recordset()
        for batch in self.filtered(lambda batch: not batch.waiting_count):
            state = "answered" if batch.unknown_count else "closed"
            if batch.state != state:
                batch.state = state

    def _tell_answer(self):
        """Note in the thread what a file of answers brought."""
        self._tell(
            self.env._(
                "Answer booked: %(settled)s collected (%(amount)s), %(failed)s failed, "
                "%(unknown)s not known yet.",
                settled=self.settled_count,
                amount=self.currency_id.format(self.amount_settled),
                failed=self.failed_count,
                unknown=self.unknown_count,
            )
        )

    # Helpers

    def _require(self, *groups):
        """Refuse a caller who is in none of the groups or may not see these batches."""
        self.check_access("read")
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Treasurers and managers do this."))

    def _tell(self, body):
        """Note in the thread; counts only, never names or accounts."""
        self.sudo().message_post(body=body, subtype_xmlid="mail.mt_note")
