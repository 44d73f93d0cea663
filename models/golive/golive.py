from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.golive_sheets import MONEY, SHEETS

STATES = [
    ("draft", "Collecting"),
    ("checked", "Checked"),
    ("booking", "Booking"),
    ("booked", "Booked"),
    ("closed", "Closed"),
]
TRANSFER_TYPES = ("asset_current", "liability_current", "equity")
DEPOSIT_TYPES = ("liability_current", "liability_non_current")
WORKERS = ("property_arrears.group_accountant", "property_arrears.group_manager")


class ArrearsGolive(models.Model):
    """The change-over of one estate from another system, on one day.

    Lists come in as spreadsheets, each row is accepted or refused with its cause, and what was
    accepted is booked once against a transfer account. The balance that the accountants took
    over in one sum goes to the same account, so it ends at zero: what the lists say is then what
    the books said.
    """

    _name = "arrears.golive"
    _description = "Go-live"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "estate_id"
    _check_company_auto = True
    _effect_fields = frozenset(
        {"state", "started_at", "closed_by_id", "closed_on", "opening_transfer_id"}
    )

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(
        "arrears.estate", required=True, index=True, ondelete="restrict", check_company=True
    )
    date = fields.Date(
        string="Cut-over day",
        required=True,
        help="The last day of the old books. Everything is booked on this day.",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False, tracking=True
    )
    user_id = fields.Many2one(
        "res.users", string="Started by", readonly=True, default=lambda self: self.env.user
    )

    # The books
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        domain=[("type", "=", "general")],
        default=lambda self: self._default_journal(),
        ondelete="restrict",
    )
    transfer_account_id = fields.Many2one(
        "account.account",
        string="Transfer account",
        required=True,
        check_company=True,
        domain=[("account_type", "in", TRANSFER_TYPES)],
        ondelete="restrict",
        help="An account of its own for this change-over. It must end at zero.",
    )
    deposit_account_id = fields.Many2one(
        "account.account",
        string="Account of deposits held",
        check_company=True,
        domain=[("account_type", "in", DEPOSIT_TYPES), ("reconcile", "=", True)],
        ondelete="restrict",
        help="The liability account on which deposits of owners are held.",
    )
    prepayment_account_ids = fields.Many2many(
        "account.account",
        "arrears_golive_prepayment_account_rel",
        string="Prepayments in the old books",
        check_company=True,
        help="Accounts on which the opening balance holds money paid in advance. Here such money "
        "is a credit on the receivable account, so that the next bill can use it.",
    )
    opening_move_ids = fields.Many2many(
        "account.move",
        "arrears_golive_opening_move_rel",
        string="Opening entries",
        check_company=True,
        domain=[("move_type", "=", "entry"), ("state", "=", "posted")],
        help="The entries by which the accountants took the old balances over in one sum.",
    )
    opening_transfer_id = fields.Many2one(
        "account.move", string="Opening balance moved by", readonly=True, copy=False
    )

    # What came in
    file_ids = fields.One2many("arrears.golive.file", "golive_id", string="Files")
    row_ids = fields.One2many("arrears.golive.row", "golive_id", string="Rows")
    balance_ids = fields.One2many("arrears.golive.balance", "golive_id", string="Balances")
    checklist_ids = fields.One2many("arrears.golive.checklist", "golive_id", string="Check list")
    accepted_count = fields.Integer(string="Accepted", compute="_compute_counts")
    refused_count = fields.Integer(string="Rejected", compute="_compute_counts")
    noted_count = fields.Integer(string="With a note", compute="_compute_counts")
    booked_count = fields.Integer(string="Booked rows", compute="_compute_counts")
    transfer_balance = fields.Monetary(
        string="Transfer account now", compute="_compute_transfer_balance"
    )
    transfer_forecast = fields.Monetary(
        string="Transfer account when all is booked",
        compute="_compute_transfer_balance",
        help="With the accepted rows booked and the opening balance moved.",
    )
    started_at = fields.Datetime(string="Booking started", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)
    closed_on = fields.Datetime(string="Closed on", readonly=True, copy=False)

    _one_transfer_account = models.UniqueIndex(
        "(transfer_account_id, company_id) WHERE state <> 'closed'",
        "Another go-live that is not closed uses this transfer account: take one of its own, so "
        "that each can be seen to end at zero.",
    )

    @api.model
    def _default_journal(self):
        return self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("estate_id", "date")
    def _compute_display_name(self):
        for golive in self:
            parts = (golive.estate_id.name, fields.Date.to_string(golive.date or None))
            golive.display_name = " · ".join(filter(None, parts))

    @api.depends("row_ids.state", "row_ids.notes")
    def _compute_counts(self):
        rows = self.env["arrears.golive.row"]
        found = rows._read_group(
            [("golive_id", "in", self.ids)], ["golive_id", "state"], ["__count", "has_note:sum"]
        )
        counts, notes = {}, {}
        for golive, state, count, noted in found:
            counts[golive.id, state] = count
            notes[golive.id] = notes.get(golive.id, 0) + (noted or 0)
        for golive in self:
            golive.accepted_count = counts.get((golive._origin.id, "accepted"), 0)
            golive.refused_count = counts.get((golive._origin.id, "refused"), 0)
            golive.booked_count = counts.get((golive._origin.id, "booked"), 0)
            golive.noted_count = notes.get(golive._origin.id, 0)

    def _is_frozen(self):
        return self.state in ("booking", "closed") or self._has_booked()

    def _has_booked(self):
        """Whether anything of it took effect: then estate, day and accounts are settled."""
        booked = [("golive_id", "=", self.id), ("state", "=", "booked")]
        return bool(
            self.opening_transfer_id
            or self.env["arrears.golive.row"].sudo().search_count(booked, limit=1)
        )

    def _free_when_frozen(self):
        lists = frozenset({"file_ids", "row_ids", "balance_ids", "checklist_ids"})
        if self.state == "closed":
            return frozenset()
        return lists | ({"opening_move_ids"} if not self.opening_transfer_id else set())

    @api.constrains("transfer_account_id", "deposit_account_id", "prepayment_account_ids")
    def _check_accounts(self):
        for golive in self:
            golive._check_account_types()
            others = golive.deposit_account_id | golive.prepayment_account_ids
            if golive.transfer_account_id in others:
                raise ValidationError(
                    self.env._(
                        "%(account)s is the transfer account: choose another for deposits and "
                        "prepayments.",
                        account=golive.transfer_account_id.display_name,
                    )
                )

    def _check_account_types(self):
        transfer, deposit = self.transfer_account_id, self.deposit_account_id
        if transfer.account_type not in TRANSFER_TYPES:
            raise ValidationError(
                self.env._(
                    "%(account)s must be an account of current assets, current liabilities or "
                    "equity, as the transfer account.",
                    account=transfer.display_name,
                )
            )
        # Matching tells a deposit that is held from one that was given back.
        if deposit and not (deposit.account_type in DEPOSIT_TYPES and deposit.reconcile):
            raise ValidationError(
                self.env._(
                    "%(account)s must be a liability account that allows matching.",
                    account=deposit.display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Start change-overs; each gets its lines of balances."""
        golives = super().create(vals_list)
        golives.sudo().balance_ids = [Command.create({"sheet": sheet}) for sheet in MONEY]
        return golives

    # ------------------------------------------------------------------
    # Who, and in which state
    # ------------------------------------------------------------------

    def _check_worker(self):
        """Accountants prepare, check and book; a manager may do it for them."""
        self.check_access("write")
        if not (self.env.su or any(self.env.user.has_group(group) for group in WORKERS)):
            raise AccessError(self.env._("Only accountants and managers work on a go-live."))

    def _check_state(self, *states):
        for golive in self:
            if golive.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The go-live of %(golive)s is in state “%(state)s”: this cannot be done "
                        "now.",
                        golive=golive.display_name,
                        state=labels[golive.state],
                    )
                )

    # ------------------------------------------------------------------
    # Windows
    # ------------------------------------------------------------------

    def action_upload(self):
        """Open the window that takes a file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload a list"),
            "res_model": "arrears.golive.upload",
            "view_mode": "form",
            "target": "new",
            "context": {"default_golive_id": self.id},
        }

    def action_view_rows(self):
        """Open all rows, the refused ones first."""
        return self._rows_window({})

    def action_view_refused(self):
        """Open the refused rows, each with its cause and cure."""
        return self._rows_window({"search_default_refused": 1})

    def action_view_noted(self):
        """Open the rows that were accepted with a note."""
        return self._rows_window({"search_default_noted": 1})

    def _rows_window(self, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_golive_row"
        )
        return {**action, "domain": [("golive_id", "=", self.id)], "context": context}

    def action_view_transfer(self):
        """Open the items on the transfer account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.transfer_account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.transfer_account_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
            ],
        }

    @api.model
    def _sheets(self):
        return SHEETS
