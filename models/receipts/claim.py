from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import minor_units, total
from ..ledger.kinds import KINDS

WORKERS = ("property_arrears.group_accountant",)
CLAIM_KINDS = [
    ("debtor", "Payment of debtors"),
    ("merchant", "Card and code payments, net of fee"),
    ("court", "Money from a court"),
    ("sister_company", "For a sister company"),
    ("transfer", "Between own accounts"),
    ("other", "Other"),
]
# Kinds whose money goes to debtors, row by row.
OF_DEBTORS = ("debtor", "court", "sister_company")
# Kinds whose money clears open items of a waiting account.
OF_ITEMS = ("merchant",)
# Kinds from which nobody keeps a fee.
WITHOUT_FEE = ("debtor", "sister_company", "transfer", "other")


class ArrearsClaim(models.Model):
    """What one line of a bank statement was for, and who said so.

    Proposals come with reasons; an accountant chooses, divides and confirms. The bank line's own
    entry then credits the receivables instead of the suspense account. It can be undone, and the
    record of both stays.
    """

    _name = "arrears.claim"
    _description = "Claim of a bank line"
    _inherit = [
        "arrears.guarded",
        "arrears.list.export",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["remark", "payer_name", "debtor_id"]
    _effect_fields = frozenset(
        {
            "state", "score", "sure", "reasons", "proposed_on", "proposal_ids", "estate_id",
            "problem", "confirmed_by_id", "confirmed_on", "undone_by_id", "undone_on",
            "sister_move_id", "move_id",
        }
    )  # fmt: skip

    # The bank line
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank line",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="statement_line_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        related="statement_line_id.journal_id", store=True, index=True, string="Bank account"
    )
    date = fields.Date(compute="_compute_date", store=True, index=True, string="Value date")
    amount = fields.Monetary(related="statement_line_id.amount", store=True)
    remark = fields.Char(related="statement_line_id.payment_ref", string="Remark")
    payer_name = fields.Char(related="statement_line_id.partner_name", string="Payer's name")
    payer_last4 = fields.Char(related="statement_line_id.arrears_payer_last4")
    is_open = fields.Boolean(
        compute="_compute_is_open", search="_search_is_open", compute_sudo=True
    )

    # What is proposed
    state = fields.Selection(
        [("proposed", "To be claimed"), ("confirmed", "Claimed"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="proposed",
        index=True,
        copy=False,
    )
    kind = fields.Selection(CLAIM_KINDS, string="What it is", required=True, default="debtor")
    proposal_ids = fields.One2many("arrears.claim.proposal", "claim_id", string="Proposals")
    score = fields.Integer(
        string="Confidence",
        readonly=True,
        aggregator=False,
        help="Of the best proposal, in percent.",
    )
    sure = fields.Boolean(
        readonly=True, help="Strong evidence, and no other debtor comes near: one click is enough."
    )
    reasons = fields.Json(readonly=True)
    why = fields.Char(compute="_compute_why", help="What speaks for the best proposal.")
    estate_id = fields.Many2one("arrears.estate", readonly=True, index=True, ondelete="set null")
    proposed_on = fields.Datetime(readonly=True, copy=False)
    problem = fields.Char(readonly=True, copy=False, help="Why it could not be confirmed.")

    # What is decided
    debtor_id = fields.Many2one(
        "res.partner", index=True, ondelete="restrict", help="Whose debt or money in advance it is."
    )
    line_ids = fields.One2many("arrears.claim.line", "claim_id", string="Division")
    amount_divided = fields.Monetary(string="Divided", compute="_compute_amount_divided")
    amount_left = fields.Monetary(
        string="Not divided yet",
        compute="_compute_amount_divided",
        help="Must be 0 before the line can be claimed.",
    )
    fee_amount = fields.Monetary(
        string="Fee or costs kept",
        help="What the bank, the payment firm or the court kept back: the debtors paid it too.",
    )
    fee_account_id = fields.Many2one(
        "account.account",
        string="Fee account",
        ondelete="restrict",
        domain="[('account_type', 'in', ('expense', 'expense_direct_cost', 'asset_current'))]",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Counterpart account",
        ondelete="restrict",
        domain="[('account_type', 'not in',"
        " ('asset_receivable', 'liability_payable', 'off_balance'))]",
    )
    item_ids = fields.Many2many(
        "account.move.line", "arrears_claim_item_rel", string="Open items that it clears"
    )
    label = fields.Char(help="Text of the journal item.")
    sister_company_id = fields.Many2one(
        "res.company", string="Sister company", domain="[('id', '!=', company_id)]"
    )
    by_hand = fields.Boolean(
        string="Divided by hand", help="Proposing anew leaves this division as it is."
    )

    # What was done
    move_id = fields.Many2one(
        "account.move", string="Journal entry", readonly=True, copy=False, ondelete="restrict"
    )
    sister_move_id = fields.Many2one(
        "account.move",
        string="Entry of the sister company",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    confirmed_by_id = fields.Many2one("res.users", string="Claimed by", readonly=True, copy=False)
    confirmed_on = fields.Datetime(string="Claimed on", readonly=True, copy=False)
    undone_by_id = fields.Many2one("res.users", string="Undone by", readonly=True, copy=False)
    undone_on = fields.Datetime(string="Undone on", readonly=True, copy=False)
    steps_back = fields.Boolean(compute="_compute_steps_back")

    _one_a_line = models.UniqueIndex(
        "(statement_line_id) WHERE state <> 'undone'", "This bank line has a claim already."
    )
    _fee_not_negative = models.Constraint(
        "CHECK (fee_amount IS NULL OR fee_amount >= 0)", "A fee cannot be negative."
    )

    @api.depends("statement_line_id.date", "statement_line_id.move_id.arrears_value_date")
    def _compute_date(self):
        for claim in self:
            claim.date = claim._value_date(claim.statement_line_id)

    @api.depends("date", "remark", "payer_name")
    def _compute_display_name(self):
        for claim in self:
            parts = (str(claim.date or ""), claim.payer_name, claim.remark)
            claim.display_name = " · ".join(part for part in parts if part)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_why(self):
        wording = self.env["arrears.reason.wording"]
        for claim in self:
            claim.why = wording._word(claim.reasons).replace("\n", " ")

    @api.depends("state", "statement_line_id.is_reconciled")
    def _compute_is_open(self):
        for claim in self:
            line = claim.statement_line_id
            claim.is_open = claim.state == "proposed" and not line.is_reconciled

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Managers read claims and not Odoo's bank lines: asked past the rights on those.
        found = fields.Domain("state", "=", "proposed") & fields.Domain(
            "statement_line_id", "any!", [("is_reconciled", "=", False)]
        )
        return (found if True in value else fields.Domain.FALSE) | (
            ~found if False in value else fields.Domain.FALSE
        )

    @api.depends("line_ids.amount", "item_ids", "amount", "fee_amount", "kind")
    def _compute_amount_divided(self):
        for claim in self:
            digits = claim.currency_id.decimal_places
            amounts = (
                claim.item_ids.mapped("amount_residual")
                if claim._clears_items()
                else claim.line_ids.mapped("amount")
            )
            claim.amount_divided = total(amounts, digits)
            whole = (claim.amount, claim.fee_amount, -claim.amount_divided)
            needs = claim._clears_items() or claim.kind in OF_DEBTORS
            claim.amount_left = total(whole, digits) if needs else 0

    def _compute_steps_back(self):
        self.steps_back = bool(self._other_reconciliation())

    def _clears_items(self):
        """Whether the money clears open items of a waiting account."""
        return self.kind in OF_ITEMS

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    def _is_frozen(self):
        return self.state != "proposed"

    def write(self, vals):
        """Extended: a claim stays with its bank line; what a person decided is kept.

        :raises UserError: it took effect, or another bank line is named
        """
        if "statement_line_id" in vals:
            raise UserError(self.env._("A claim stays with its bank line: undo it instead."))
        if "by_hand" not in vals and not self._decided_by_hand().isdisjoint(vals):
            vals = {**vals, "by_hand": True}
        if vals.get("kind") in WITHOUT_FEE:
            vals = {**vals, "fee_amount": 0}
        return super().write(vals)

    @api.model
    def _decided_by_hand(self):
        """What, once a person writes it, proposing leaves alone. Proposals say they are none."""
        return frozenset(
            {
                "line_ids", "kind", "item_ids", "account_id", "fee_amount", "fee_account_id",
                "sister_company_id", "debtor_id",
            }
        )  # fmt: skip

    @api.model
    def _check_worker(self):
        if not any(self.env.user.has_group(group) for group in WORKERS):
            raise AccessError(self.env._("Only accountants claim bank lines."))

    @api.model
    def _check_ours(self):
        """:raises UserError: another program reconciles bank lines here"""
        other = self._other_reconciliation()
        if other:
            raise UserError(
                self.env._(
                    "Bank lines are reconciled with %(module)s here. The proposals say who "
                    "probably paid; reconcile the line there.",
                    module=other.shortdesc or other.name,
                )
            )

    def _check_state(self, state):
        for claim in self:
            if claim.state != state:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(claim)s is in state “%(state)s”.",
                        claim=claim.display_name,
                        state=states[claim.state],
                    )
                )

    # ------------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------------

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind in WITHOUT_FEE:
            self.fee_amount = 0

    @api.onchange("debtor_id")
    def _onchange_debtor_id(self):
        """Divide anew over the charges of whom the user chose."""
        if self.debtor_id and self.kind in OF_DEBTORS:
            commands = self._division(self.debtor_id.commercial_partner_id)
            self.line_ids = commands

    def action_divide(self):
        """Divide the amount over the open charges of the debtor, the oldest first.

        :raises UserError: no debtor is chosen
        """
        self.ensure_one()
        self._check_worker()
        self._check_state("proposed")
        if not self.debtor_id:
            raise UserError(self.env._("Choose the debtor first."))
        self.env.flush_all()
        self.write({"line_ids": self._division(self.debtor_id.commercial_partner_id)})

    def action_open_entry(self):
        """Open the journal entry of the bank line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal entry"),
            "res_model": "account.move",
            "res_id": self.statement_line_id.move_id.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # For the other files of this model
    # ------------------------------------------------------------------

    def _minor(self, amount):
        return minor_units(amount, self.currency_id.decimal_places)

    def _company_of_debts(self):
        """The company whose debtors the money is for."""
        return self.sister_company_id if self.kind == "sister_company" else self.company_id


CHARGE_KINDS = [kind for kind in KINDS if kind[0] != "unclassified"]
