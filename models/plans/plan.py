from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ...engine.money import amount, minor_units
from ...engine.plan import Instalment, kind_of, schedule
from ..collection.contact import PARTIES
from ..stops.extension import HOW

# What instalments are agreed on: the running fees. Late fees are frozen beside them.
PLAN_KINDS = ("principal", "pass_through")
STATES = [
    ("draft", "Draft"),
    ("proposed", "Waits for a decision"),
    ("running", "Running"),
    ("late", "Time to catch up"),
    ("review", "To be reviewed"),
    ("completed", "Kept to the end"),
    ("ended", "Ended early"),
    ("replaced", "Replaced"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]
# A plan in force: its charges are on hold, and the night looks at it.
IN_FORCE = ("running", "late", "review")


class ArrearsPlan(models.Model):
    """Instalments agreed with an owner over charges that are overdue, from what the owner can pay.

    One person proposes, another decides. No bill is changed: the charges are on hold while the
    plan is kept, new ones are pursued as always. The owner's agreement acknowledges the debt (SPC
    limitation rules 2020, art. 14); what is time-barred is left out.
    """

    _name = "arrears.plan"
    _description = "Payment plan"
    _inherit = [
        "arrears.on.card", "arrears.guarded", "arrears.list.export", "arrears.internal.chatter"
    ]  # fmt: skip
    _order = "id desc"
    _check_company_auto = True
    _effect_fields = frozenset(
        {
            *("name", "state", "proposed_by_id", "proposed_on", "decided_by_id", "decided_on"),
            *("amount", "fee_ids", "limitation_event_id", "hardship_id", "replaces_id"),
            *("reasons", "cure_until", "review_on", "resumed_on", "reviewed_by_id"),
            *("ended_on", "ended_by_id", "asked_by_owner"),
            *("golive_id", "number_before", "paid_before"),
        }
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    debtor_id = fields.Many2one(
        related="case_id.debtor_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )

    # What it is about
    charge_ids = fields.Many2many(
        "arrears.charge", "arrears_plan_charge_rel", "plan_id", "charge_id",
        string="Charges", compute="_compute_charge_ids", store=True, readonly=False,
        domain="[('company_id', '=', company_id), ('debtor_id', '=', debtor_id),"
        " ('state', '=', 'open'), ('time_barred', '=', False),"
        " ('kind', 'in', ('principal', 'pass_through'))]",
        help="Overdue charges of one owner, of any of his units.",
    )  # fmt: skip
    total = fields.Monetary(string="Owed under the plan", compute="_compute_total")
    amount = fields.Monetary(string="Owed when proposed", readonly=True, copy=False)
    agreed_charge_ids = fields.One2many(
        "arrears.plan.charge", "plan_id", string="Charges as proposed", readonly=True
    )
    fee_ids = fields.Many2many(
        "arrears.charge", "arrears_plan_fee_rel", "plan_id", "charge_id",
        string="Late fees frozen", readonly=True, copy=False,
        help="Nothing is asked for them while the plan is kept; they are waived at its end.",
    )  # fmt: skip

    # The instalments
    owner_figure = fields.Monetary(
        string="The owner can pay a month",
        help="Ask first: which amount a month is possible? The instalments follow from it.",
    )
    months = fields.Integer(help="Number of instalments, where the owner names no amount.")
    first_on = fields.Date(
        string="First instalment on", compute="_compute_first_on", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    line_ids = fields.One2many("arrears.plan.line", "plan_id", string="Instalments", copy=False)
    kind = fields.Selection(
        [("standard", "Usual plan"), ("long", "Longer plan"), ("token", "Token payments")],
        string="Kind of plan", compute="_compute_kind", store=True,
    )  # fmt: skip
    explanation = fields.Text(
        help="Why the owner needs longer than the usual plan. No private details."
    )
    amount_paid = fields.Monetary(string="Paid since", compute="_compute_progress")
    next_due_on = fields.Date(string="Next instalment on", compute="_compute_progress")
    next_amount = fields.Monetary(string="Next instalment", compute="_compute_progress")

    # The owner's agreement
    consent_party = fields.Selection(PARTIES, string="Agreed with", default="owner")
    consent_how = fields.Selection(HOW, string="Agreed how", copy=False)
    consent_on = fields.Date(string="Agreed on", copy=False)
    consent_proof = fields.Binary(string="Signed paper or picture", attachment=True, copy=False)
    consent_proof_name = fields.Char(string="Name of the signed paper", copy=False)

    # Two people
    proposed_by_id = fields.Many2one("res.users", string="Proposed by", readonly=True, copy=False)
    proposed_on = fields.Date(string="Proposed on", readonly=True, copy=False)
    asked_by_owner = fields.Boolean(
        string="Asked for on the owner's page", readonly=True, copy=False,
        help="The owner named the amount and the first day, and agreed to the instalments there.",
    )  # fmt: skip
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_on = fields.Date(string="Decided on", readonly=True, copy=False)
    decision_note = fields.Text(string="Why decided so", copy=False)
    hold_ids = fields.One2many("arrears.hold", "plan_id", readonly=True)
    limitation_event_id = fields.Many2one(
        "arrears.limitation.event", readonly=True, copy=False, ondelete="restrict"
    )
    hardship_id = fields.Many2one(
        "arrears.hardship", string="Application", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
        groups="property_arrears.group_reviewer,property_arrears.group_manager",
    )  # fmt: skip
    replaces_id = fields.Many2one(
        "arrears.plan", string="Takes the place of", readonly=True, copy=False,
        index="btree_not_null", ondelete="restrict",
    )  # fmt: skip

    # How it goes
    reasons = fields.Json(readonly=True, copy=False)
    reason_text = fields.Text(string="Where it stands", compute="_compute_reason_text")
    cure_until = fields.Date(string="Time to catch up until", readonly=True, copy=False)
    notice_ids = fields.One2many("arrears.plan.notice", "plan_id", readonly=True)
    review_on = fields.Date(
        string="Next review", readonly=True, copy=False,
        help="Token payments are looked at every six months.",
    )  # fmt: skip
    review_note = fields.Text(
        string="Why it goes on or ends", copy=False, help="What was found out, and with whom."
    )
    resumed_on = fields.Date(string="Goes on since", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", string="Reviewed by", readonly=True, copy=False)
    ended_on = fields.Date(string="Ended on", readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", string="Ended by", readonly=True, copy=False)

    _decided_by_another = models.Constraint(
        "CHECK (decided_by_id IS NULL OR state IN ('refused', 'withdrawn')"
        " OR decided_by_id <> proposed_by_id)",
        "A plan is approved by someone other than the person who proposed it.",
    )
    _one_in_force = models.UniqueIndex(
        "(company_id, debtor_id) WHERE state IN ('running', 'late', 'review')",
        "This owner has a plan that is running.",
    )
    _one_proposed = models.UniqueIndex(
        "(company_id, debtor_id) WHERE state = 'proposed'",
        "A plan of this owner waits for a decision already.",
    )
    _figures_not_negative = models.Constraint(
        "CHECK (COALESCE(owner_figure, 0) >= 0 AND COALESCE(months, 0) >= 0)",
        "What the owner can pay, and the number of months, cannot be negative.",
    )

    # ------------------------------------------------------------------
    # What it is about
    # ------------------------------------------------------------------

    @api.depends("case_id")
    def _compute_charge_ids(self):
        """All that is overdue of the owner, in whichever unit, and not in question."""
        self.filtered(lambda plan: not plan.case_id).charge_ids = False
        for company, plans in self.filtered("case_id").grouped("company_id").items():
            today = company._arrears_today()
            charges = self.env["arrears.charge"].search(
                Domain("company_id", "=", company.id)
                & Domain("debtor_id", "in", plans.sudo().case_id.debtor_id.ids)
                & Domain("state", "=", "open")
                & Domain("kind", "in", PLAN_KINDS)
                & Domain("due_date", "<", today)
                & Domain("time_barred", "=", False)
            )
            asked = self.env["arrears.notice"].sudo()._in_question(company, charges.sudo(), today)
            by_debtor = (charges - asked).grouped("debtor_id")
            for plan in plans.filtered(lambda one: one.state == "draft"):
                debtor = plan.sudo().case_id.debtor_id
                plan.charge_ids = by_debtor.get(debtor, charges.browse())

    @api.depends("charge_ids", "amount", "state")
    def _compute_total(self):
        for plan in self:
            owed = plan.sudo().charge_ids.mapped("amount_remaining")
            plan.total = plan.amount
            if plan.state == "draft":
                plan.total = amount(sum(plan._minor(one) for one in owed), plan._digits())

    @api.depends("case_id")
    def _compute_first_on(self):
        for plan in self:
            company = plan.sudo().case_id.company_id or self.env.company
            soonest = fields.Date.add(
                company._arrears_today(), days=company.arrears_plan_first_days
            )
            plan.first_on = plan.first_on or soonest

    @api.depends("line_ids.amount", "line_ids.due_on", "charge_ids", "amount")
    def _compute_kind(self):
        for plan in self:
            terms = (plan.company_id or self.env.company)._arrears_plan_terms()
            plan.kind = kind_of(plan._instalments(), plan._minor(plan.total), terms)

    @api.depends("line_ids.amount_paid", "line_ids.state")
    def _compute_progress(self):
        for plan in self:
            paid = sum(plan._minor(line.amount_paid) for line in plan.line_ids)
            plan.amount_paid = amount(paid, plan._digits())
            is_open = plan.state in ("draft", "proposed", *IN_FORCE)
            coming = plan.line_ids.filtered(lambda line: line.state != "paid" and line.due_on)
            following = coming.sorted("due_on")[:1] if is_open else coming.browse()
            left = plan._minor(following.amount) - plan._minor(following.amount_paid)
            plan.next_due_on = following.due_on
            plan.next_amount = amount(left, plan._digits())

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for plan in self:
            plan.reason_text = wording._word(plan.reasons)

    @api.depends("name", "case_id")
    def _compute_display_name(self):
        for plan in self:
            unit = plan.case_id.unit_id.sudo().display_name
            plan.display_name = " · ".join(filter(None, (unit, plan.name)))

    def _digits(self):
        currency = self.currency_id or self.env.company.currency_id
        return currency.decimal_places

    def _minor(self, value):
        return minor_units(value or 0, self._digits())

    # ------------------------------------------------------------------
    # The instalments
    # ------------------------------------------------------------------

    @api.onchange("owner_figure", "months", "first_on", "charge_ids")
    def _onchange_schedule(self):
        """The instalments follow from what the owner can pay; each may still be changed."""
        if self.state == "draft":
            self.line_ids = [Command.clear(), *self._scheduled()]

    def _scheduled(self):
        """Commands for the instalments; none while there is nothing to divide."""
        total, figure = self._minor(self.total), self._minor(self.owner_figure)
        if total <= 0 or not self.first_on or not (figure > 0 or 0 < self.months <= total):
            return []
        terms = (self.company_id or self.env.company)._arrears_plan_terms()
        lines = schedule(total, self.first_on, figure=figure, months=self.months, terms=terms)
        return [
            Command.create({"due_on": one.due_on, "amount": amount(one.amount, self._digits())})
            for one in lines
        ]

    def _instalments(self):
        """The instalments as the engine knows them, by day."""
        lines = self.line_ids.filtered("due_on").sorted("due_on")
        return tuple(Instalment(line.due_on, self._minor(line.amount)) for line in lines)

    def _is_frozen(self):
        return self.state != "draft"

    def _free_when_frozen(self):
        """Who decides writes why; a signed agreement may come back later."""
        proof = frozenset({"consent_proof", "consent_proof_name"})
        if self.state == "proposed":
            return proof | {"decision_note"}
        return proof | {"review_note"} if self.state in IN_FORCE else frozenset()

    @api.constrains("consent_on")
    def _check_consent_on(self):
        for plan in self:
            if plan.consent_on and plan.consent_on > plan.company_id._arrears_today():
                raise ValidationError(self.env._("The day of the agreement lies ahead."))

    @api.model_create_multi
    def create(self, vals_list):
        """Draft plans; where no instalments are given they follow from the owner's figure."""
        plans = super().create(vals_list)
        numbers = self.env["ir.sequence"].sudo()
        for plan in plans:
            company = plan.company_id
            number = numbers.with_company(company).next_by_code("arrears.plan")
            plan._record_effect({"name": number})
            if not plan.line_ids:
                plan.write({"line_ids": plan._scheduled()})
        return plans

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(self.env._("A plan that was proposed is kept: withdraw it instead."))

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
