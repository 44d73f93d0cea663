from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.money import amount as money
from ...engine.money import minor_units, total
from ...engine.refund import CASH, ORIGIN, OTHER

REASONS = [
    ("overpaid", "Paid too much"),
    ("mistaken", "Paid by mistake"),
    ("deposit_due", "Deposit is due back"),
    ("sale", "Unit sold"),
    ("handover", "The firm leaves the estate"),
    ("other", "Other"),
]
DESTINATIONS = [
    (ORIGIN, "To the account it came from"),
    (CASH, "In cash, as it was paid"),
    (OTHER, "To another account"),
]
STATES = [
    ("draft", "Draft"),
    ("requested", "To approve"),
    ("approved", "To pay"),
    ("paid", "Paid out"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
    ("voided", "Voided"),
]
# While in these, its credits are reserved.
OPEN_STATES = ("requested", "approved")


class ArrearsRefund(models.Model):
    """Money that goes back: asked for by one person, approved by another, paid once.

    It pays back out of credits of the books: money in advance, money nobody used, too much that
    was collected, a deposit held. From the request on these are reserved. It goes to the account
    it came from; another one takes a reason, a document and a second approval.
    """

    _name = "arrears.refund"
    _description = "Refund"
    _inherit = ["arrears.guarded", "mail.thread", "arrears.list.export"]
    _order = "id desc"
    _check_company_auto = True
    _effect_fields = frozenset(
        {
            "name", "state", "requested_by_id", "requested_on", "approved_by_id", "approved_on",
            "account_approved_by_id", "account_approved_on", "refused_by_id", "refused_on",
            "cancelled_by_id", "cancelled_on", "paid_by_id", "paid_on", "move_id",
            "voided_by_id", "voided_on", "void_move_id", "account_cipher", "account_hash",
            "account_last4", "departure_id", "problem",
        }
    )  # fmt: skip

    name = fields.Char(
        string="Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    debtor_id = fields.Many2one(
        "res.partner",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
        help="Whose credit it is.",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )
    reason_code = fields.Selection(REASONS, string="Reason", required=True, default="overpaid")
    explanation = fields.Text(help="What the approver needs to know.")
    line_ids = fields.One2many("arrears.refund.line", "refund_id", string="Out of", copy=False)
    deduction_ids = fields.One2many(
        "arrears.refund.deduction", "refund_id", string="Kept for", copy=False
    )
    estate_id = fields.Many2one(
        "arrears.estate", compute="_compute_estate_id", store=True, index="btree_not_null"
    )
    unit_names = fields.Char(string="Units", compute="_compute_estate_id", store=True)
    has_deposit = fields.Boolean(compute="_compute_has_deposit")
    departure_id = fields.Many2one(
        "arrears.departure",
        string="List on leaving",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # How much
    amount_total = fields.Monetary(
        string="Amount asked for", compute="_compute_amounts", store=True
    )
    amount_kept = fields.Monetary(string="Amount kept", compute="_compute_amounts", store=True)
    amount = fields.Monetary(string="To pay out", compute="_compute_amounts", store=True)

    amount_owed = fields.Monetary(
        string="Owes today",
        compute="_compute_amount_owed",
        help="What the owner has open and due in this company. Whoever approves should know it; "
        "a deposit never pays it without consent.",
    )

    # The papers that a deduction needs
    consent_on = fields.Date(string="Consent signed on", copy=False)
    consent = fields.Binary(
        string="Consent of the payer",
        attachment=True,
        copy=False,
        help="The payer's written consent that a part of the deposit is kept.",
    )
    consent_name = fields.Char(string="Consent, file name", copy=False)
    proof = fields.Binary(
        string="Cost invoice", attachment=True, copy=False, help="What the part is kept for."
    )
    proof_name = fields.Char(string="Cost invoice, file name", copy=False)

    # Two people
    requested_by_id = fields.Many2one(
        "res.users",
        string="Asked for by",
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
    )
    requested_on = fields.Date(string="Asked for on", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Date(string="Approved on", readonly=True, copy=False)
    refused_by_id = fields.Many2one("res.users", string="Refused by", readonly=True, copy=False)
    refused_on = fields.Date(string="Refused on", readonly=True, copy=False)
    decision_note = fields.Text(string="Note of the approver", copy=False)
    cancelled_by_id = fields.Many2one("res.users", string="Cancelled by", readonly=True, copy=False)
    cancelled_on = fields.Date(string="Cancelled on", readonly=True, copy=False)
    cancel_reason = fields.Text(string="Why it is cancelled", copy=False)

    _requester_is_named = models.Constraint(
        "CHECK (state = 'draft' OR requested_by_id IS NOT NULL)",
        "A refund names who asked for it.",
    )
    _approved_by_another = models.Constraint(
        "CHECK (approved_by_id IS NULL OR approved_by_id <> requested_by_id)",
        "A refund is approved by someone other than the person who asked for it.",
    )
    _approval_is_named = models.Constraint(
        "CHECK (state NOT IN ('approved', 'paid', 'voided') OR (approved_by_id IS NOT NULL"
        " AND approved_on IS NOT NULL))",
        "An approved refund names who approved it, and when.",
    )

    @api.depends("line_ids.amount", "deduction_ids.amount")
    def _compute_amounts(self):
        for refund in self:
            digits = refund.currency_id.decimal_places or 2
            asked = sum(minor_units(line.amount, digits) for line in refund.line_ids)
            kept = sum(minor_units(line.amount, digits) for line in refund.deduction_ids)
            refund.amount_total = money(asked, digits)
            refund.amount_kept = money(kept, digits)
            refund.amount = money(asked - kept, digits)

    @api.depends("debtor_id", "company_id")
    def _compute_amount_owed(self):
        charges = self.env["arrears.charge"].sudo()
        for refund in self:
            due = charges.search(
                [
                    ("company_id", "=", refund.company_id.id),
                    ("debtor_id", "=", refund.debtor_id.commercial_partner_id.id),
                    ("state", "=", "open"),
                    ("due_date", "<", refund.company_id._arrears_today()),
                ]
            )
            refund.amount_owed = total(
                due.mapped("amount_remaining"), refund.currency_id.decimal_places
            )

    @api.depends("line_ids.unit_id")
    def _compute_estate_id(self):
        for refund in self:
            units = refund.line_ids.unit_id.sudo()
            refund.estate_id = units.estate_id[:1]
            refund.unit_names = ", ".join(units.mapped("display_name")) or False

    @api.depends("line_ids.is_deposit")
    def _compute_has_deposit(self):
        for refund in self:
            refund.has_deposit = any(refund.line_ids.mapped("is_deposit"))

    def _is_frozen(self):
        return self.state != "draft"

    def _free_when_frozen(self):
        free = {
            "requested": {"decision_note", "cancel_reason"},
            "approved": {"decision_note", "cancel_reason", "journal_id", "value_date"},
            "paid": {"void_reason"},
        }
        return frozenset(free.get(self.state, ()))

    @api.model_create_multi
    def create(self, vals_list):
        """Number new refunds; whoever creates one is the person who asks for it."""
        refunds = super().create(vals_list)
        numbers = self.env["ir.sequence"].sudo()
        for refund in refunds:
            number = numbers.with_company(refund.company_id).next_by_code("arrears.refund")
            refund._record_effect({"name": number})
        return refunds

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked_for(self):
        """A draft may go; what was asked for is cancelled and kept."""
        if any(refund.state != "draft" for refund in self):
            raise UserError(self.env._("Cancel this refund instead: it is kept, with its reason."))

    # ------------------------------------------------------------------
    # What can be refunded
    # ------------------------------------------------------------------

    @api.model
    def _window_for(self, debtor, item_ids):
        """A new refund of one debtor out of some journal items, not saved yet.

        :raises UserError: the items are of several debtors, or of none
        """
        if len(debtor) != 1:
            raise UserError(
                self.env._("A refund is for one owner: choose the credits of one at a time.")
            )
        items = self.env["account.move.line"].sudo().browse(item_ids)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_debtor_id": debtor.id,
                "default_company_id": items.company_id[:1].id,
                "default_line_ids": [Command.create({"item_id": item.id}) for item in items],
            },
        }

    def action_list_credits(self):
        """List all that the books hold for the owner; leave out what is not to go back.

        :raises UserError: it was asked for already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft")
        items = self._refundable_items()
        if not items:
            raise UserError(
                self.env._(
                    "The books hold nothing that could go back to %(owner)s.",
                    owner=self.debtor_id.display_name,
                )
            )
        self.line_ids = [
            Command.clear(),
            *(Command.create({"item_id": item.id}) for item in items),
        ]

    def _refundable_items(self):
        """Journal items of the owner with something left that no refund has reserved."""
        self.ensure_one()
        debtor = self.debtor_id.commercial_partner_id
        deposits = (
            self.env["arrears.deposit"]
            .sudo()
            .search(
                [("company_id", "=", self.company_id.id), ("debtor_id", "=", debtor.id),
                 ("amount_held", ">", 0), ("refund_id", "=", False)]
            )
        )  # fmt: skip
        items = self.env["account.move.line"].sudo()
        credits = items.search(
            [("company_id", "=", self.company_id.id), ("parent_state", "=", "posted"),
             ("account_id.account_type", "=", "asset_receivable"),
             ("account_id.non_trade", "=", False), ("amount_residual", "<", 0),
             ("partner_id.commercial_partner_id", "=", debtor.id)],
            order="date, id",
        )  # fmt: skip
        reserved = self.env["arrears.refund.line"]._reserved(credits.ids)
        return credits.filtered(lambda item: item.id not in reserved) | items.browse(deposits.ids)

    # ------------------------------------------------------------------
    # Helpers of all its steps
    # ------------------------------------------------------------------

    def _check_state(self, *states):
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(number)s is in the state “%(state)s”, so this cannot be done.",
                    number=self.name,
                    state=labels[self.state],
                )
            )

    def _raise(self, reasons):
        """Refuse with the words of all reasons."""
        if not reasons:
            return
        words = self.env["arrears.reason.wording"]
        currency = self.currency_id
        shown = [
            {
                "code": reason.code,
                "arguments": self.env["arrears.prepayment"]._with_money(reason.arguments, currency),
            }
            for reason in reasons
        ]
        raise UserError("\n".join([self.name, words._word(shown)]))

    @api.model
    def _refuse_move(self, parts, values):
        """Refuse to move lines or deductions to another refund, past its approval.

        :raises UserError: ``values`` name another refund than theirs
        """
        if "refund_id" in values and any(
            part.refund_id.id != values["refund_id"] for part in parts
        ):
            raise UserError(
                self.env._("What a refund is made of stays in it: write it anew in the other one.")
            )

    def _minor(self, field_name):
        """A sum of this refund in minor units."""
        self.ensure_one()
        return minor_units(self[field_name], self.currency_id.decimal_places)
