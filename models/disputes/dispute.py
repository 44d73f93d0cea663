from odoo import api, fields, models

from ...engine.money import total
from ..ledger.kinds import KINDS

TYPES = [
    ("service", "Service"),
    ("house_defect", "Defect of the house"),
    ("price", "Price charged"),
    ("identity", "Not the owner or payer"),
    ("amount", "Wrong amount"),
    ("sales_promise", "Promise made at the sale"),
    ("not_handed_over", "Not handed over"),
]
GROUNDS = [
    ("not_performed", "Not performed as agreed"),
    ("not_living_there", "Does not live there"),
    ("not_using", "Does not use the lift or the like"),
]
PARTIES = [
    ("firm", "Our firm"),
    ("developer", "Developer"),
    ("builder", "Builder"),
    ("supplier", "Supplier"),
    ("other_owner", "Another owner"),
    ("authority", "Authority"),
]
STATES = [
    ("open", "To be examined"),
    ("examined", "Being examined"),
    ("decided", "Decided"),
    ("withdrawn", "Withdrawn"),
]
OUTCOMES = [
    ("rejected", "The bill stands"),
    ("corrected", "The bill is corrected"),
    ("reduced", "Part is taken off"),
]
# States in which an answer is owed.
WAITING = ("open", "examined")
# What whoever looks into it writes down until it is decided. What was disputed stands still.
FREE_WHILE_WAITING = frozenset(
    {
        *("said", "responsible", "responsible_id", "progress", "milestone_ids"),
        *("ticket", "ticket_number", "ticket_state", "ticket_on"),
        *("outcome", "decision_reason", "evidence", "reduced_percent", "line_ids"),
    }
)


class ArrearsDispute(models.Model):
    """An owner says that named charges, or part of them, are not owed; we owe a decision.

    From the moment it is written down nothing is asked for what is disputed, no late fee runs on
    it and nothing goes to law; the rest of the card is collected as before. It is about one card,
    or about a whole building with one answer and one end for all. Whoever decides neither opened
    it nor collects the debt.
    """

    _name = "arrears.dispute"
    _description = "Dispute of a bill"
    _inherit = [
        "arrears.owed.answer", "arrears.owed.word", "arrears.guarded", "arrears.list.export",
        "arrears.internal.chatter", "arrears.ticket.link", "arrears.credit.giver",
    ]  # fmt: skip
    _order = "answer_by, id desc"
    _check_company_auto = True
    _owed_states = WAITING
    _word_states = WAITING
    _ticket_states = WAITING
    _effect_fields = frozenset(
        {
            *("name", "state", "opened_on", "answer_by", "author_id", "escalated_on"),
            *("informed_on", "reminded_on", "decided_on", "decided_by_id", "paused_until"),
            *("corrected_on", "corrected_by_id", "withdrawn_on"),
        }
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )

    # What it is about
    scope = fields.Selection(
        [("card", "One card"), ("building", "A whole building")], required=True, default="card"
    )
    case_id = fields.Many2one("arrears.case", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(
        "arrears.estate", compute="_compute_estate_id", store=True, precompute=True,
        readonly=False, index=True, ondelete="restrict",
    )  # fmt: skip
    building = fields.Char(help="As it stands on the units of the estate.")
    charge_kind = fields.Selection(KINDS, string="Kind of charge", default="principal")
    period_from = fields.Date(string="Service from")
    period_to = fields.Date(string="Service until")
    debtor_masked = fields.Char(related="case_id.debtor_masked")
    user_id = fields.Many2one(related="case_id.user_id", string="Collector")
    case_charge_ids = fields.Many2many(related="case_id.charge_ids", string="Charges to choose")

    # What was said
    kind = fields.Selection(TYPES, string="Disputed is", required=True, default="service")
    ground = fields.Selection(GROUNDS, string="Because", default="not_performed")
    said = fields.Text(string="What the owner says")
    responsible = fields.Selection(
        PARTIES, string="Responsible party", required=True, default="firm"
    )
    responsible_id = fields.Many2one("res.partner", string="Contact of the responsible party")
    amount_said = fields.Monetary(
        string="Only this much of them",
        help="Laid over the charges below, the oldest first. Zero: the amounts below.",
    )
    line_ids = fields.One2many("arrears.dispute.line", "dispute_id", string="Disputed charges")
    amount_total = fields.Monetary(
        string="Amount in dispute", compute="_compute_amount_total", store=True
    )
    opened_on = fields.Date(string="Brought up on", readonly=True, copy=False)
    author_id = fields.Many2one("res.users", string="Taken by", readonly=True, copy=False)

    # What we owe
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", copy=False, tracking=True
    )
    answer_by = fields.Date(string="Decide by", readonly=True, copy=False, index=True)
    is_overdue = fields.Boolean(string="Decision is late")
    escalated_on = fields.Date(
        string="Told a manager on", readonly=True, copy=False, help="The decision is late."
    )
    milestone_ids = fields.One2many("arrears.dispute.milestone", "dispute_id", string="Milestones")

    # The decision
    outcome = fields.Selection(OUTCOMES, copy=False)
    decision_reason = fields.Text(
        string="Reasons given", copy=False, help="As the owner will read them."
    )
    evidence = fields.Text(
        string="What proves it", copy=False, help="Needed where part of the bill is taken off."
    )
    reduced_percent = fields.Float(
        string="Take off (%)", digits=(5, 2), copy=False,
        help="Of each disputed amount. Zero: the amounts below.",
    )  # fmt: skip
    decided_on = fields.Date(string="Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    paused_until = fields.Date(
        string="Quiet until", readonly=True, copy=False, help="The last quiet day."
    )
    corrected_on = fields.Date(string="Corrected on", readonly=True, copy=False)
    corrected_by_id = fields.Many2one(
        "res.users", string="Corrected by", readonly=True, copy=False,
        help="Empty where the figures of the bills showed it.",
    )  # fmt: skip
    withdrawn_on = fields.Date(string="Withdrawn on", readonly=True, copy=False)
    hold_ids = fields.One2many("arrears.hold", "dispute_id", readonly=True)
    credit_note_ids = fields.One2many("account.move", "arrears_dispute_id", string="Credit notes")

    _has_a_place = models.Constraint(
        # An empty field would make the whole comparison unknown, and that passes a check.
        "CHECK (scope = 'card' AND case_id IS NOT NULL OR scope = 'building' AND case_id IS NULL"
        " AND estate_id IS NOT NULL AND charge_kind IS NOT NULL"
        " AND COALESCE(building, '') <> '' AND COALESCE(period_from <= period_to, FALSE))",
        "A dispute is about one card, or about a building of an estate, a kind of charge and a "
        "period that ends after it begins.",
    )
    _decided_by_another = models.Constraint(
        "CHECK (decided_by_id IS NULL OR decided_by_id <> author_id)",
        "A dispute is decided by someone other than the person who took it.",
    )
    _decision_is_named = models.Constraint(
        "CHECK (state <> 'decided' OR (outcome IS NOT NULL AND decided_by_id IS NOT NULL"
        " AND decided_on IS NOT NULL))",
        "A decided dispute names who decided it, when, and how.",
    )
    _percent_in_bounds = models.Constraint(
        "CHECK (reduced_percent IS NULL OR reduced_percent BETWEEN 0 AND 100)",
        "Take off between 0 and 100 %.",
    )
    _amount_said_not_negative = models.Constraint(
        "CHECK (amount_said IS NULL OR amount_said >= 0)", "The disputed amount can't be negative."
    )
    _one_for_a_building = models.UniqueIndex(
        "(estate_id, building, charge_kind, period_from, period_to)"
        " WHERE scope = 'building' AND state IN ('open', 'examined')",
        "There is an open dispute about this building and period already.",
    )

    @api.depends("case_id")
    def _compute_estate_id(self):
        for dispute in self:
            dispute.estate_id = dispute.case_id.estate_id or dispute.estate_id

    @api.depends("case_id", "estate_id")
    def _compute_company_id(self):
        for dispute in self:
            place = dispute.case_id or dispute.estate_id
            dispute.company_id = place.company_id or self.env.company

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for dispute in self:
            digits = dispute.currency_id.decimal_places or 2
            dispute.amount_total = total(dispute.line_ids.mapped("amount"), digits)

    @api.depends("name", "kind", "case_id", "estate_id", "building")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for dispute in self:
            estate = dispute.estate_id.sudo().name
            place = dispute.case_id.unit_id.sudo().display_name or " ".join(
                filter(None, (estate, dispute.building))
            )
            parts = (dispute.name, place, kinds.get(dispute.kind))
            dispute.display_name = " · ".join(filter(None, parts))

    def _is_frozen(self):
        return bool(self.opened_on)

    def _free_when_frozen(self):
        return FREE_WHILE_WAITING if self.state in WAITING else frozenset()

    def _debtors_of(self):
        return self.sudo().line_ids.charge_id.debtor_id | self.sudo().case_id.debtor_id

    def _word_users(self):
        """See ``arrears.owed.word``: the collectors of all cards that it is about; a manager
        where nobody works them."""
        return self._collectors() or self.company_id._arrears_people("manager")[:1]
