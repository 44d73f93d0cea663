from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine.incentives import DEBIT_SIGN_UP, IN_A_ROW, ON_TIME, PREPAID_YEAR
from ...engine.money import amount, minor_units
from ...engine.reason import as_json
from ...engine.wording import banned_phrases

MANAGER = "property_arrears.group_manager"


class ArrearsIncentiveProgram(models.Model):
    """A published offer to owners: for bills paid on time, one by one or several in a row, for a
    year paid in advance, or for signing up to direct debit.

    One person writes it, another switches it on. While it runs its rules stand still: what was
    published is what every reward was granted by. To change the rules, end it and make another.
    """

    _name = "arrears.incentive.program"
    _description = "Reward programme"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "state, date_from desc, id desc"
    _check_company_auto = True

    _effect_fields = frozenset(
        {
            "state",
            "proposed_by_id",
            "activated_by_id",
            "activated_on",
            "ended_by_id",
            "ended_on",
            "amount_granted",
        }
    )

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    kind = fields.Selection(
        [
            (ON_TIME, "Paid on time"),
            (IN_A_ROW, "Several bills in a row on time"),
            (PREPAID_YEAR, "A year paid in advance"),
            (DEBIT_SIGN_UP, "Direct debit signed"),
        ],
        required=True,
        default=ON_TIME,
        help="Paid on time: every bill settled by its due date, or within the days of grace.\n"
        "In a row: the last of so many bills of one unit and kind; each bill counts once.\n"
        "A year in advance: one payment of twelve months at today's price.\n"
        "Direct debit: a mandate whose first debit was collected.",
    )
    row_length = fields.Integer(
        string="Bills in a row", default=4, help="How many bills paid on time earn one reward."
    )
    is_exclusive = fields.Boolean(
        string="Not together with others",
        help="Ticked: a bill with this reward has no other one, and the other way round.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Running"), ("ended", "Ended")],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
    )
    criteria = fields.Text(
        string="Published criteria",
        translate=True,
        help="What owners read: who gets the reward, how much, from when to when. "
        "The programme cannot start without it.",
    )

    # What is rewarded, and with how much
    estate_line_ids = fields.One2many(
        "arrears.incentive.program.estate", "program_id", string="Estates", copy=True
    )
    estate_ids = fields.Many2many(
        "arrears.estate",
        string="Estates in the programme",
        compute="_compute_estate_ids",
        inverse="_inverse_estate_ids",
        search="_search_estate_ids",
    )
    rewards_principal = fields.Boolean(string="Service fee", default=True)
    rewards_pass_through = fields.Boolean(
        string="Water and power",
        help="Money collected for the utilities. The firm pays such a reward out of its own fee.",
    )
    reward_type = fields.Selection(
        [
            ("percent", "Percent of the bill"),
            ("amount", "Fixed amount a bill"),
            ("months", "Free months"),
        ],
        string="Given as",
        required=True,
        default="percent",
        help="Of a year paid in advance the percentage is that of the year. Free months are months "
        "at today's price; no money is taken for them, so they do not count as paid in advance.",
    )
    percent = fields.Float(digits=(5, 2))
    amount = fields.Monetary(string="Amount a bill")
    free_months = fields.Integer(string="Free months")
    amount_cap = fields.Monetary(
        string="At most a bill", help="Leave at zero for no limit beside the bill itself."
    )
    date_from = fields.Date(
        string="Bills due from",
        required=True,
        help="First day of the offer: of due dates, of payments in advance, of signatures.",
    )
    date_to = fields.Date(string="Bills due until", required=True)
    grace_days = fields.Integer(
        string="Days of grace", help="Days after the due date on which a payment is still on time."
    )

    # Money set aside, and what became of it
    budget = fields.Monetary(required=True)
    amount_granted = fields.Monetary(
        string="Granted", readonly=True, copy=False, help="Rewards granted and not taken back."
    )
    amount_left = fields.Monetary(string="Left", compute="_compute_amount_left")
    award_ids = fields.One2many("arrears.incentive.award", "program_id", string="Rewards")
    award_count = fields.Integer(compute="_compute_award_count")

    # Two people
    proposed_by_id = fields.Many2one(
        "res.users", string="Proposed by", readonly=True, default=lambda self: self.env.user
    )
    activated_by_id = fields.Many2one("res.users", string="Started by", readonly=True, copy=False)
    activated_on = fields.Date(string="Started on", readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", string="Ended by", readonly=True, copy=False)
    ended_on = fields.Date(string="Ended on", readonly=True, copy=False)

    _two_people = models.Constraint(
        "CHECK (activated_by_id IS NULL OR activated_by_id <> proposed_by_id)",
        "A programme is started by someone other than the person who proposed it.",
    )
    _budget_kept = models.Constraint(
        "CHECK (amount_granted >= 0 AND amount_granted <= budget)",
        "The rewards granted would go beyond the budget of the programme.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The programme ends before it starts: correct one of the two dates.",
    )
    _reward_in_range = models.Constraint(
        "CHECK ((reward_type = 'percent' AND percent > 0 AND percent <= 100)"
        " OR (reward_type = 'amount' AND amount > 0)"
        " OR (reward_type = 'months' AND free_months > 0 AND kind = 'prepaid_year'))",
        "Give the reward as a percentage above 0 and up to 100, as an amount above zero, or, for a "
        "year paid in advance, as free months.",
    )
    _row_long_enough = models.Constraint(
        "CHECK (kind <> 'in_a_row' OR row_length >= 2)", "A row has at least two bills."
    )
    _limits_not_negative = models.Constraint(
        "CHECK (grace_days >= 0 AND amount_cap >= 0 AND budget > 0)",
        "The budget must be above zero; days of grace and the limit a bill cannot be negative.",
    )
    _something_rewarded = models.Constraint(
        "CHECK (rewards_principal OR rewards_pass_through)",
        "Choose at least one kind of fee that is rewarded.",
    )

    @api.depends("estate_line_ids.estate_id")
    def _compute_estate_ids(self):
        for program in self:
            program.estate_ids = program.estate_line_ids.estate_id

    def _inverse_estate_ids(self):
        for program in self:
            lines = program.estate_line_ids
            added = program.estate_ids - lines.estate_id
            gone = lines.filtered(lambda line, kept=program.estate_ids: line.estate_id not in kept)
            program.estate_line_ids = [
                *(Command.delete(line.id) for line in gone),
                *(Command.create({"estate_id": estate.id}) for estate in added),
            ]

    def _search_estate_ids(self, operator, value):
        return [("estate_line_ids.estate_id", operator, value)]

    @api.depends("budget", "amount_granted")
    def _compute_amount_left(self):
        for program in self:
            digits = program.currency_id.decimal_places
            left = minor_units(program.budget, digits) - minor_units(program.amount_granted, digits)
            program.amount_left = amount(left, digits)

    @api.depends("award_ids")
    def _compute_award_count(self):
        counted = dict(
            self.env["arrears.incentive.award"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.award_count = counted.get(program._origin, 0)

    def _is_frozen(self):
        return self.state != "draft"

    def copy_data(self, default=None):
        """A copy is a new proposal of whoever copies."""
        values_list = super().copy_data(default)
        for program, values in zip(self, values_list, strict=True):
            values.pop("proposed_by_id", None)
            if "name" not in (default or {}):
                values["name"] = self.env._("%(name)s (copy)", name=program.name)
        return values_list

    def action_activate(self):
        """Start the programme. Not by the person who proposed it, and not without its text.

        :raises AccessError: the user is no manager
        :raises UserError: something that owners must be able to read, or an approval, is missing
        """
        self._check_manager()
        for program in self:
            program._check_ready()
            program._record_effect(
                {
                    "state": "active",
                    "activated_by_id": self.env.uid,
                    "activated_on": program.company_id._arrears_today(),
                }
            )

    def _check_ready(self):
        """Refuse to start what is not ready; each message says what to do."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._("%(program)s is no draft, so it cannot be started.", program=self.name)
            )
        if not (self.criteria or "").strip():
            raise UserError(
                self.env._(
                    "Write the published criteria of %(program)s first: owners must be able to "
                    "read who gets the reward.",
                    program=self.name,
                )
            )
        faults = banned_phrases(self.criteria, "offer")
        if faults:
            words = self.env["arrears.reason.wording"]._word(
                as_json(hit.as_reason() for hit in faults)
            )
            raise UserError(
                self.env._(
                    "The published criteria of %(program)s cannot stand like this: %(faults)s",
                    program=self.name,
                    faults=words,
                )
            )
        if not self._estates_taking_part():
            raise UserError(
                self.env._(
                    "No estate can take part in %(program)s: add one, or enter the resolution of "
                    "the owners where the fee is held for them.",
                    program=self.name,
                )
            )
        if self.proposed_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You proposed %(program)s: ask another manager to start it.", program=self.name
                )
            )

    def _estates_taking_part(self):
        """Its estates, less those that lack the resolution of their owners."""
        return self.estate_line_ids.filtered(lambda line: not line.is_excluded).estate_id

    def action_end(self):
        """End the programme: nothing more is granted, what was granted is still booked.

        :raises AccessError: the user is no manager
        :raises UserError: the programme is not running
        """
        self._check_manager()
        for program in self:
            if program.state != "active":
                raise UserError(self.env._("%(program)s is not running.", program=program.name))
            program._record_effect(
                {
                    "state": "ended",
                    "ended_by_id": self.env.uid,
                    "ended_on": program.company_id._arrears_today(),
                }
            )

    def action_view_awards(self):
        """Open the rewards of this programme."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_incentive_award"
        )
        action["domain"] = [("program_id", "=", self.id)]
        return action

    def _check_manager(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers start and end reward programmes."))

    def _lock(self):
        """Hold the programme until the end of the transaction, so that two grants at the same
        moment cannot spend the same budget: the later one starts over on what the first left.
        With it the others of the company that run, since one may shut out another."""
        self.ensure_one()
        self.flush_recordset(["amount_granted"])
        self.env.execute_query(
            SQL(
                "SELECT id FROM arrears_incentive_program WHERE id = %s"
                " OR (company_id = %s AND state = 'active') ORDER BY id FOR NO KEY UPDATE",
                self.id,
                self.company_id.id,
            )
        )
