from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .dated import check_at_end, first_overlap, period_text

REDUCTION_TYPES = [
    ("vacancy", "Vacancy"),
    ("local_relief", "Relief by local rules"),
    ("staff_housing", "Staff housing"),
    ("sales_promise", "Promise made at the sale"),
]
PROMISE = "sales_promise"
MANAGER = "property_arrears.group_manager"


class ArrearsFeeReduction(models.Model):
    """A reduction of a unit's service fee for some time: applied for, inspected, approved.

    There is none by default: national law gives no discount for an empty flat (Civil Code
    art. 944), and where local rules or a contract grant one, they ask for a written application,
    an inspection and a dated approval (Binzhou, Liaocheng). Three people: whoever applied neither
    inspects nor approves. Once approved it is frozen; it can end early, with a reason.
    """

    _name = "arrears.fee.reduction"
    _description = "Reduction of the fee"
    _inherit = ["arrears.guarded", "mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    _effect_fields = frozenset(
        {
            "state",
            "requested_by_id",
            "requested_on",
            "inspected_by_id",
            "inspected_on",
            "approved_by_id",
            "approved_on",
            "ended_on",
            "ended_by_id",
        }
    )

    unit_id = fields.Many2one(
        "arrears.unit", required=True, index=True, ondelete="restrict", check_company=True
    )
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    type = fields.Selection(REDUCTION_TYPES, required=True, default="vacancy", index=True)
    state = fields.Selection(
        [
            ("applied", "Applied for"),
            ("inspected", "Inspected"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="applied",
        index=True,
        copy=False,
        tracking=True,
    )

    # What is asked for
    payable_percent = fields.Float(
        string="Still payable (%)",
        digits=(5, 2),
        required=True,
        help="The part of the service fee that is still paid, e.g. 60. Water and power are never "
        "reduced.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True, help="The last day of the reduction.")
    difference_payer_id = fields.Many2one(
        "res.partner",
        string="Difference paid by",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Who pays what the owner does not, e.g. the developer who promised a lower fee. "
        "Empty: nobody does.",
    )
    basis = fields.Char(
        string="Rule or promise",
        required=True,
        help="The rule, clause or promise that entitles to it.",
    )
    document = fields.Binary(
        string="Signed application", attachment=True, copy=False, help="The paper of the owner."
    )
    document_name = fields.Char(string="File name", copy=False)
    owners_resolution = fields.Char(
        string="Resolution of the owners",
        help="Needed where the fee is held for the owners (commission basis).",
    )
    requested_by_id = fields.Many2one(
        "res.users",
        string="Taken by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    requested_on = fields.Date(
        string="Taken on",
        readonly=True,
        copy=False,
        default=lambda self: self.env.company._arrears_today(),
    )

    # What was found and decided
    inspection_note = fields.Text(
        string="Found at the inspection",
        help="What was seen in the unit: furniture, meters, traces of use.",
        copy=False,
    )
    inspected_by_id = fields.Many2one("res.users", string="Inspected by", readonly=True, copy=False)
    inspected_on = fields.Date(string="Inspected on", readonly=True, copy=False)
    decision_reason = fields.Text(string="Reasons", copy=False)
    approved_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    approved_on = fields.Date(string="Decided on", readonly=True, copy=False)
    closing_date = fields.Date(
        string="End after", copy=False, help="The last day that is to count. Empty: today."
    )
    end_reason = fields.Char(string="Why it ended early", copy=False)
    ended_on = fields.Date(
        string="Ended early on", readonly=True, copy=False, help="The last day that counts."
    )
    ended_by_id = fields.Many2one("res.users", string="Ended by", readonly=True, copy=False)

    # See arrears.ownership for the ranges. A reduction that ended before its first day is an
    # empty range, which meets no other.
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&,"
        " int8range(hashtextextended(type, 0), hashtextextended(type, 0), '[]') WITH &&,"
        " daterange(date_from, COALESCE(ended_on, date_to) + 1, '[)') WITH &&)"
        " WHERE (state <> 'refused') DEFERRABLE INITIALLY DEFERRED",
        "This unit has a reduction of this type on the same days already: choose other days, or "
        "end the first one early.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The last day lies before the first: correct one of the two dates.",
    )
    _percent_sane = models.Constraint(
        "CHECK (payable_percent >= 0 AND payable_percent < 100)",
        "What is still payable lies between 0 and less than 100 %.",
    )
    _ends_within = models.Constraint(
        "CHECK (ended_on IS NULL OR (ended_on >= date_from - 1 AND ended_on < date_to))",
        "A reduction ends early on one of its own days, or on the day before it begins.",
    )
    _inspected_by_another = models.Constraint(
        "CHECK (inspected_by_id IS NULL OR inspected_by_id <> requested_by_id)",
        "Whoever took the application does not inspect: ask a colleague.",
    )
    _approved_by_another = models.Constraint(
        "CHECK (approved_by_id IS NULL OR approved_by_id <> requested_by_id)",
        "Whoever took the application does not decide on it: ask a colleague.",
    )

    @api.depends("unit_id", "type", "payable_percent")
    def _compute_display_name(self):
        for reduction in self:
            unit = reduction.unit_id.name or ""
            reduction.display_name = f"{unit} {reduction._label()}".strip()

    def _label(self):
        """What a bill says about the reduction, in the language of the environment."""
        types = dict(self._fields["type"]._description_selection(self.env))
        return self.env._(
            "%(type)s: %(percent)s %% payable",
            type=types.get(self.type, ""),
            percent=f"{self.payable_percent:.2f}".rstrip("0").rstrip("."),
        )

    @api.constrains("unit_id", "type", "date_from", "date_to", "state", "ended_on")
    def _check_no_overlap(self):
        """Refuse two reductions of one type on the same day of a unit."""
        siblings = self.sudo().search(
            [("unit_id", "in", self.unit_id.ids), ("state", "!=", "refused")]
        )
        siblings = siblings.filtered(lambda record: record.date_from <= record._last_day())
        for same in siblings.grouped(lambda record: (record.unit_id, record.type)).values():
            pair = first_overlap(same, last="_last_day")
            if pair:
                raise UserError(self._overlap_message(*pair))
        check_at_end(self.env, self._one_at_a_time.full_name(self))

    @api.model
    def _overlap_message(self, earlier, later):
        return self.env._(
            "Unit %(unit)s has %(first)s (%(first_period)s) and %(second)s (%(second_period)s) on "
            "the same days. Choose other days, or end the first one early.",
            unit=earlier.unit_id.display_name,
            first=earlier._label(),
            first_period=period_text(earlier),
            second=later._label(),
            second_period=period_text(later),
        )

    def _last_day(self):
        """The last day that counts."""
        return self.ended_on or self.date_to

    def _is_frozen(self):
        return self.state in ("approved", "refused")

    def _free_when_frozen(self):
        ended = self.state == "refused" or self.ended_on
        return frozenset() if ended else frozenset({"closing_date", "end_reason"})

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(reduction)s has been decided and can no longer be changed. End it early and "
                "apply for a new one.",
                reduction=self.display_name,
            )
        )

    # The way of an application

    def action_inspect(self):
        """Record that the user has inspected the unit and found what the note says.

        :raises UserError: the note is empty, the user took the application, or it was decided
        """
        self.check_access("write")
        for reduction in self:
            reduction._check_state("applied")
            reduction._check_somebody_else()
            if not (reduction.inspection_note or "").strip():
                raise UserError(self.env._("Write down what was found in the unit."))
        self._decide("inspected", "inspected_by_id", "inspected_on")

    def action_approve(self):
        """Approve: from its first day on the bills of the unit follow it.

        :raises AccessError: the user is no manager
        :raises UserError: not inspected yet, no document, no resolution where one is needed,
            nobody to pay a promised difference, or the user took the application
        """
        self._check_manager()
        for reduction in self:
            reduction._check_state("inspected")
            reduction._check_somebody_else()
            reduction._check_complete()
        self._decide("approved", "approved_by_id", "approved_on")

    def action_refuse(self):
        """Refuse, with reasons.

        :raises AccessError: the user is no manager
        :raises UserError: no reasons, decided already, or the user took the application
        """
        self._check_manager()
        for reduction in self:
            reduction._check_state("applied", "inspected")
            reduction._check_somebody_else()
            if not (reduction.decision_reason or "").strip():
                raise UserError(self.env._("Write down the reasons: the owner may ask for them."))
        self._decide("refused", "approved_by_id", "approved_on")

    def action_end(self):
        """End approved reductions after the closing date, e.g. because somebody moved in.

        :raises AccessError: the user is no manager
        :raises UserError: there is no reason, or no day left to end
        """
        self._check_manager()
        for reduction in self:
            reduction._end(reduction.closing_date or reduction.company_id._arrears_today())

    def _end(self, day):
        """Let ``day`` be the last day that counts; before the first day, none counts."""
        self.ensure_one()
        self._check_state("approved")
        if not (self.end_reason or "").strip():
            raise UserError(self.env._("Write down why the reduction ends early."))
        if self.ended_on or day >= self.date_to:
            raise UserError(self.env._("This reduction has come to its end already."))
        before_it_began = fields.Date.subtract(self.date_from, days=1)
        self._record_effect({"ended_on": max(day, before_it_began), "ended_by_id": self.env.uid})

    def _decide(self, state, by, on):
        for company, reductions in self.grouped("company_id").items():
            reductions._record_effect(
                {"state": state, by: self.env.uid, on: company._arrears_today()}
            )

    def _check_manager(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager decides on a reduction of the fee."))

    def _check_state(self, *states):
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(reduction)s is at “%(state)s”, so this step is not open.",
                    reduction=self.display_name,
                    state=labels[self.state],
                )
            )

    def _check_somebody_else(self):
        if self.requested_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You took this application yourself: a colleague inspects it and decides."
                )
            )

    def _check_complete(self):
        missing = None
        if not self.document:
            missing = self.env._("Attach the signed application first.")
        elif self.type == PROMISE and not self.difference_payer_id:
            missing = self.env._("Name who pays the difference, e.g. the developer.")
        elif self.estate_id.fee_basis == "commission" and not self.owners_resolution:
            missing = self.env._(
                "In %(estate)s the fee is held for the owners: name their resolution first.",
                estate=self.estate_id.name,
            )
        if missing:
            raise UserError(missing)
