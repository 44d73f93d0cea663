from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIONS = [
    ("message", "Message"),
    ("call", "Call"),
    ("letter", "Letter"),
    ("visit", "Visit"),
    ("legal", "Proposal for legal steps"),
    ("review", "Review the hold"),
    ("none", "Nothing to do"),
]
URGENCIES = [
    ("high", "Urgent"),
    ("medium", "Soon"),
    ("low", "Calm"),
    ("held", "On hold"),
]
# Everything that is rebuilt from the ledger or written by a run. Nobody types these.
FIGURES = frozenset(
    {
        *("company_id", "debtor_id", "unit_id", "estate_id", "state", "policy_id", "urgency"),
        *("amount_principal", "amount_late_fee", "amount_pass_through", "amount_deposit"),
        *("amount_cost", "amount_unclassified"),
        *("amount_overdue", "amount_held", "amount_pursued"),
        *("age_1_30", "age_31_90", "age_91_180", "age_181_365", "age_over_365"),
        *("oldest_due_date", "limitation_date", "charge_count", "priority_score"),
        *("next_action", "next_action_date", "last_contact_date", "contact_count"),
        *("segment_id", "segment_inputs", "lateness", "policy_inputs", "stage_since"),
    }
)


class ArrearsCase(models.Model):
    """One debtor's overdue debt for one unit: one card of the board, kept for ever.

    Its figures are rebuilt from the charges by SQL (``case_refresh.py``) and never typed.
    """

    _name = "arrears.case"
    _description = "Collection case"
    _inherit = ["arrears.list.export", "arrears.internal.chatter"]
    _order = "priority_score desc, oldest_due_date, id"
    _check_company_auto = True

    # Who owes, and for what
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "arrears.unit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    usage = fields.Selection(related="unit_id.usage")

    # Who works it, and where it stands
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    stage_id = fields.Many2one(
        "arrears.stage",
        required=True,
        tracking=True,
        ondelete="restrict",
        group_expand="_read_group_stage_ids",
    )
    state = fields.Selection(
        [("open", "Open"), ("held", "On hold"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    policy_id = fields.Many2one("arrears.policy", readonly=True, ondelete="set null")
    reason_id = fields.Many2one(
        "arrears.reason", string="Reason given", tracking=True, ondelete="restrict"
    )
    reason_advice = fields.Text(related="reason_id.advice")
    color = fields.Integer(aggregator=False)
    priority_score = fields.Integer(string="Priority", readonly=True, aggregator=False)
    urgency = fields.Selection(URGENCIES, readonly=True, default="low", required=True)
    next_action = fields.Selection(
        ACTIONS, string="Next action", readonly=True, default="none", required=True
    )
    next_action_date = fields.Date(string="Next on", readonly=True, index="btree_not_null")

    # What is owed: rebuilt from the charges that are past their due date and not time-barred
    amount_principal = fields.Monetary(string="Service fee", readonly=True)
    amount_late_fee = fields.Monetary(string="Late fee", readonly=True)
    amount_pass_through = fields.Monetary(string="Water and power", readonly=True)
    amount_deposit = fields.Monetary(string="Deposit", readonly=True)
    amount_cost = fields.Monetary(string="Costs", readonly=True)
    amount_unclassified = fields.Monetary(string="Not classified", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_held = fields.Monetary(string="On hold", readonly=True)
    amount_pursued = fields.Monetary(
        string="Pursued",
        readonly=True,
        help="What may be asked for: overdue, less what is on hold, without deposits and amounts "
        "of unknown kind.",
    )
    oldest_due_date = fields.Date(string="Oldest due date", readonly=True, index=True)
    days_overdue = fields.Integer(
        string="Days overdue",
        compute="_compute_days_overdue",
        search="_search_days_overdue",
        aggregator=False,
    )
    limitation_date = fields.Date(
        string="Time-barred after", readonly=True, help="The earliest of its periods."
    )
    age_1_30 = fields.Monetary(string="1–30 days", readonly=True)
    age_31_90 = fields.Monetary(string="31–90 days", readonly=True)
    age_91_180 = fields.Monetary(string="91–180 days", readonly=True)
    age_181_365 = fields.Monetary(string="181–365 days", readonly=True)
    age_over_365 = fields.Monetary(string="Over a year", readonly=True)
    charge_count = fields.Integer(string="Charges", readonly=True)

    # What was done
    last_contact_date = fields.Date(string="Last contact", readonly=True)
    contact_count = fields.Integer(string="Contacts", readonly=True)
    contact_ids = fields.Many2many(
        "arrears.contact", "arrears_contact_case_rel", "case_id", "contact_id", readonly=True
    )
    episode_ids = fields.One2many("arrears.case.episode", "case_id", readonly=True)
    hold_ids = fields.One2many("arrears.hold", "case_id")
    promise_ids = fields.One2many("arrears.promise", "case_id", readonly=True)
    run_line_ids = fields.One2many(
        "arrears.run.line", "case_id", domain=[("run_id.state", "!=", "preview")], readonly=True
    )
    claim_ids = fields.One2many("arrears.step.claim", "case_id", readonly=True)

    # Unique for ever: a return weeks later reopens the same card. It serves searches by company,
    # as the board's index serves those by stage.
    _key_unique = models.UniqueIndex(
        "(company_id, debtor_id, COALESCE(unit_id, 0))",
        "A debtor has one card for each unit.",
    )
    _board = models.Index("(stage_id, priority_score DESC, oldest_due_date, id)")

    @api.depends("oldest_due_date", "state")
    @api.depends_context("arrears_today")
    def _compute_days_overdue(self):
        for company, cases in self.grouped("company_id").items():
            today = (company or self.env.company)._arrears_today()
            for case in cases:
                due = case.oldest_due_date
                case.days_overdue = (today - due).days if due and case.state != "closed" else 0

    def _search_days_overdue(self, operator, value):
        mirrored = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
        today = self.env.company._arrears_today()
        if operator in mirrored:
            day = fields.Date.subtract(today, days=int(value))
            return [("oldest_due_date", mirrored[operator], day)]
        if operator == "in":
            days = [fields.Date.subtract(today, days=int(number)) for number in value]
            return [("oldest_due_date", "in", days)]
        return NotImplemented

    def _debtors_of(self):
        return self.sudo().debtor_id

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """The board shows every stage, also one without a card."""
        return stages.search([])

    # Nobody makes, figures or deletes a card by hand

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: cards are built from what is overdue in the ledger."""
        raise UserError(
            self.env._("Cards are built from the ledger: post or change the invoice instead.")
        )

    def write(self, vals):
        """Change what a person decides: stage (through its gate), collector, reason."""
        typed = FIGURES.intersection(vals)
        if typed:
            labels = self.fields_get(sorted(typed), ["string"])
            raise UserError(
                self.env._(
                    "These figures come from the ledger and can't be typed: %(fields)s.",
                    fields=", ".join(label["string"] for label in labels.values()),
                )
            )
        if "stage_id" in vals:
            self._check_stage_gate(self.env["arrears.stage"].browse(vals["stage_id"]))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A card is kept for ever; it closes when all is paid."))
