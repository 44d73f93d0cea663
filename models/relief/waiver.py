from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...engine.approval import LATE_FEE, PRINCIPAL
from ...engine.money import amount, minor_units
from ...engine.reason import as_json
from ...engine.waivers import conflicts

REASONS = [
    ("hardship", "Hardship"),
    ("goodwill", "Goodwill"),
    ("own_error", "Our own error"),
    ("bank_fault", "Fault of the bank"),
    ("court_practice", "Above what a court would allow"),
    ("settlement", "Settlement"),
    ("prompt_payment", "Paid soon after"),
    ("undelivered", "Bill not delivered"),
]
VALID_DAYS = 90
CLOSED = ("applied", "refused", "reversed")


class ArrearsWaiver(models.Model):
    """A fee given up: asked for by one person, approved by another, applied once.

    From approval on it stands still for everybody. It is applied as an ordinary credit note on
    the fee, and never counts as money collected. A waiver is of late fees, or of the service fee
    itself, which higher levels approve and people book; never of both.
    """

    _name = "arrears.waiver"
    _description = "Waiver"
    _inherit = ["arrears.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _effect_fields = frozenset(
        {
            "name",
            "state",
            "is_sealed",
            "hardship_id",
            "requested_by_id",
            "requested_on",
            "approved_by_id",
            "approved_on",
            "refused_by_id",
            "refused_on",
            "applied_on",
            "amount_before",
            "amount_after",
            "failed_on",
            "failure",
            *("needed_level", "raised", "approver_ids", "approval_basis"),
            *("reversed_by_id", "reversed_on", "reversal_reason"),
        }
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    debtor_id = fields.Many2one(
        "res.partner", string="Owner", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To approve"),
            ("approved", "Approved"),
            ("applied", "Applied"),
            ("refused", "Refused"),
            ("reversed", "Reversed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
    )
    subject = fields.Selection(
        [(LATE_FEE, "Late fees"), (PRINCIPAL, "Service fee")],
        string="Gives up", required=True, default=LATE_FEE, index=True,
    )  # fmt: skip
    line_ids = fields.One2many("arrears.waiver.line", "waiver_id", string="Fees", copy=True)
    amount_total = fields.Monetary(string="To waive", compute="_compute_amount_total", store=True)

    # Why
    reason_code = fields.Selection(REASONS, string="Reason", required=True, default="goodwill")
    explanation = fields.Text(help="What the approver needs to know.")
    is_sealed = fields.Boolean(readonly=True, copy=False)
    hardship_id = fields.Many2one(
        "arrears.hardship",
        string="Application",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="property_arrears.group_reviewer,property_arrears.group_manager",
    )

    # Two people
    requested_by_id = fields.Many2one(
        "res.users",
        string="Asked for by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    requested_on = fields.Date(string="Asked for on", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Date(string="Approved on", readonly=True, copy=False)
    refused_by_id = fields.Many2one("res.users", string="Refused by", readonly=True, copy=False)
    refused_on = fields.Date(string="Refused on", readonly=True, copy=False)
    decision_note = fields.Text(string="Note of the approver", copy=False)
    valid_until = fields.Date(
        string="Use until",
        required=True,
        default=lambda self: self.env.company._arrears_today() + timedelta(days=VALID_DAYS),
        help="The last day on which it can be applied.",
    )
    is_expired = fields.Boolean(compute="_compute_is_expired", search="_search_is_expired")

    # What became of it
    applied_on = fields.Date(string="Applied on", readonly=True, copy=False)
    amount_before = fields.Monetary(string="Open before", readonly=True, copy=False)
    amount_after = fields.Monetary(string="Open after", readonly=True, copy=False)
    credit_note_ids = fields.One2many("account.move", "arrears_waiver_id", string="Credit notes")
    failed_on = fields.Datetime(string="Failed on", readonly=True, copy=False)
    failure = fields.Json(readonly=True, copy=False)
    failure_text = fields.Char(string="Not applied because", compute="_compute_failure_text")

    _approved_by_another = models.Constraint(
        "CHECK (approved_by_id IS NULL OR approved_by_id <> requested_by_id)",
        "A waiver is approved by someone other than the person who asked for it.",
    )
    _approval_is_named = models.Constraint(
        "CHECK (state NOT IN ('approved', 'applied', 'reversed') OR (approved_by_id IS NOT NULL"
        " AND approved_on IS NOT NULL AND requested_by_id IS NOT NULL))",
        "An approved waiver names who asked for it, who approved it, and when.",
    )
    _one_per_application = models.UniqueIndex(
        "(hardship_id) WHERE hardship_id IS NOT NULL",
        "This application led to a waiver already.",
    )

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for waiver in self:
            digits = waiver.currency_id.decimal_places or 2
            total = sum(minor_units(line.amount, digits) for line in waiver.line_ids)
            waiver.amount_total = amount(total, digits)

    @api.depends("state", "valid_until")
    @api.depends_context("arrears_today")
    def _compute_is_expired(self):
        for waiver in self:
            today = (waiver.company_id or self.env.company)._arrears_today()
            waiver.is_expired = bool(
                waiver.state not in CLOSED and waiver.valid_until and waiver.valid_until < today
            )

    def _search_is_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._arrears_today()
        expired = Domain("valid_until", "<", today) & Domain("state", "not in", CLOSED)
        return (expired if True in value else Domain.FALSE) | (
            ~expired if False in value else Domain.FALSE
        )

    @api.depends("failure")
    @api.depends_context("lang")
    def _compute_failure_text(self):
        words = self.env["arrears.reason.wording"]
        for waiver in self:
            waiver.failure_text = words._word(waiver.failure) if waiver.failure else False

    @api.constrains("subject")
    def _check_subject(self):
        self.line_ids._check_charge()

    def _is_frozen(self):
        return self.state != "draft"

    def _free_when_frozen(self):
        return frozenset({"decision_note"}) if self.state == "submitted" else frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        """Number new waivers; whoever creates one is the person who asks for it."""
        waivers = super().create(vals_list)
        numbers = self.env["ir.sequence"].sudo()
        for waiver in waivers:
            number = numbers.with_company(waiver.company_id).next_by_code("arrears.waiver")
            waiver._record_effect({"name": number})
        return waivers

    # The way of a waiver

    def action_submit(self):
        """Ask for approval.

        :raises AccessError: the user asked for none of these waivers and is no manager
        :raises UserError: not a draft, or without a fee
        """
        self.check_access("write")
        for waiver in self:
            waiver._check_state("draft")
            if not waiver.line_ids:
                raise UserError(self.env._("Add at least one fee to waive."))
            waiver.line_ids._check_within_fee()
            today = waiver.company_id._arrears_today()
            waiver._record_effect({"state": "submitted", "requested_on": today})

    def action_back_to_draft(self):
        """Take a request back to change it; approval has to be asked for again.

        :raises AccessError: the user may not write these waivers
        """
        self.check_access("write")
        for waiver in self:
            waiver._check_state("submitted")
            waiver._record_effect({"state": "draft", "requested_on": False})

    def action_approve(self):
        """Approve: from now on nobody changes it, and it will be applied.

        :raises AccessError: the user is no manager
        :raises UserError: it is not waiting, has expired, or the user asked for it himself
        """
        self._check_approver()
        for waiver in self:
            waiver._check_state("submitted")
            waiver._check_may_approve()
            if waiver.is_expired:
                raise UserError(
                    self.env._("%(number)s has expired: ask for it anew.", number=waiver.name)
                )
            waiver._record_effect(waiver._approval(self.env.uid))

    def action_refuse(self):
        """Refuse, with a note.

        :raises AccessError: the user is no manager
        :raises UserError: it is not waiting, or the note is missing
        """
        self._check_approver()
        for waiver in self:
            waiver._check_state("submitted")
            if not (waiver.decision_note or "").strip():
                raise UserError(self.env._("Write in the note why it is refused."))
            waiver._check_may_refuse()
            waiver._record_effect(waiver._refusal())

    def action_view_credit_notes(self):
        """Open the credit notes that applied it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit notes"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("arrears_waiver_id", "=", self.id)],
        }

    def _approval(self, user_id):
        today = self.company_id._arrears_today()
        return {"state": "approved", "approved_by_id": user_id, "approved_on": today}

    def _refusal(self):
        today = self.company_id._arrears_today()
        return {"state": "refused", "refused_by_id": self.env.uid, "refused_on": today}

    def _check_state(self, state):
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(number)s is in the state “%(state)s”, so this cannot be done.",
                    number=self.name,
                    state=labels[self.state],
                )
            )

    def _check_may_approve(self):
        """Whether the user may approve this one waiver; later rules add theirs by ``super()``."""
        found = conflicts(self.env.uid, (self.requested_by_id | self.create_uid).ids, ())
        if found:
            raise UserError(self.env["arrears.reason.wording"]._word(as_json(found)))

    def _check_may_refuse(self):
        """Whether the user may refuse this one waiver; later rules add theirs by ``super()``."""

    def _check_approver(self):
        self.check_access("write")
        if not self.env.user.has_group("property_arrears.group_manager"):
            raise AccessError(self.env._("Only managers decide on waivers."))
