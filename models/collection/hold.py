from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...engine.promise import permission
from ...engine.reason import as_json
from .case_refresh_sql import BROKEN_FOR_DAYS

MANAGER = "property_arrears.group_manager"
HOLD_TYPES = [
    ("promise", "Promise to pay"),
    ("dispute", "Dispute"),
    ("plan", "Payment plan"),
    ("hardship", "Hardship"),
    ("payment_claim", "Says it is paid"),
    ("deceased", "Deceased"),
    ("represented", "Represented"),
    ("do_not_contact", "Do not contact"),
    ("manual", "On hold by hand"),
]
# What a collector may set alone. The others belong to a room with a decision of its own.
COLLECTOR_TYPES = ("promise", "payment_claim", "manual", "do_not_contact", "represented", "dispute")
LONGEST_CLAIM_DAYS = 7
LONGEST_MANUAL_DAYS = 60
# What a promise is about. It stays as it was given.
GIVEN = frozenset({"case_id", "type", "date_from", "date_until", "amount", "charge_ids"})


class ArrearsHold(models.Model):
    """A dated stop over a case or a part of it. It ends; it is never deleted."""

    _name = "arrears.hold"
    _description = "Hold"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one("arrears.case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    type = fields.Selection(HOLD_TYPES, required=True, default="manual")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._arrears_today()
    )
    date_until = fields.Date(
        string="Until", help="The last day of the hold. Empty only where nobody can know it."
    )
    amount = fields.Monetary(
        string="Amount on hold",
        currency_field="currency_id",
        help="Zero: the whole case, or the charges named below.",
    )
    charge_ids = fields.Many2many(
        "arrears.charge", "arrears_hold_charge_rel", "hold_id", "charge_id", string="Charges"
    )
    case_charge_ids = fields.Many2many(related="case_id.charge_ids", string="Charges to choose")
    note = fields.Text()
    author_id = fields.Many2one(
        "res.users", string="Set by", default=lambda self: self.env.user, readonly=True
    )
    lifted_on = fields.Date(readonly=True, copy=False)
    lifted_by_id = fields.Many2one("res.users", string="Lifted by", readonly=True, copy=False)
    promise_ids = fields.One2many("arrears.promise", "hold_id", readonly=True)
    is_running = fields.Boolean(compute="_compute_is_running", search="_search_is_running")

    _dates_in_order = models.Constraint(
        "CHECK (date_until IS NULL OR date_from <= date_until)",
        "A hold ends on or after the day it begins.",
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount IS NULL OR amount >= 0)", "The amount on hold can't be negative."
    )

    @api.depends("date_from", "date_until", "lifted_on")
    @api.depends_context("arrears_today")
    def _compute_is_running(self):
        for hold in self:
            today = (hold.company_id or self.env.company)._arrears_today()
            hold.is_running = bool(
                not hold.lifted_on
                and (not hold.date_from or hold.date_from <= today)
                and (not hold.date_until or hold.date_until >= today)
            )

    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        running = self._running_domain(self.env.company._arrears_today())
        return (running if True in value else Domain.FALSE) | (
            ~running if False in value else Domain.FALSE
        )

    @api.model
    def _running_domain(self, today):
        """Holds in force on ``today``."""
        return (
            Domain("lifted_on", "=", False)
            & Domain("date_from", "<=", today)
            & (Domain("date_until", "=", False) | Domain("date_until", ">=", today))
        )

    @api.depends("type", "date_until")
    def _compute_display_name(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for hold in self:
            hold.display_name = labels.get(hold.type, "")

    @api.constrains("type", "date_from", "date_until")
    def _check_length(self):
        for hold in self:
            limit = hold._longest_days()
            if limit is None:
                continue
            if not hold.date_until:
                raise ValidationError(self.env._("This kind of hold needs a last day."))
            if hold.date_until > hold.date_from + timedelta(days=limit):
                raise ValidationError(
                    self.env._(
                        "%(type)s: at most %(days)s days ahead.",
                        type=hold.display_name,
                        days=limit,
                    )
                )

    def _longest_days(self):
        """How many days ahead this one hold may reach; None without a limit of its own."""
        return {
            "promise": self.company_id._arrears_promise_limits().with_leader,
            "payment_claim": LONGEST_CLAIM_DAYS,
            "manual": LONGEST_MANUAL_DAYS,
        }.get(self.type)

    @api.constrains("type", "date_from", "date_until")
    def _check_promise_allowed(self):
        """Far ahead, or after broken promises, it takes a manager to accept a promise."""
        if self.env.uid == SUPERUSER_ID or self.env.user.has_group(MANAGER):
            return
        promises = self.filtered(lambda hold: hold.type == "promise" and hold.date_until)
        for company, holds in promises.grouped("company_id").items():
            broken = self.sudo()._broken_promises(holds.case_id, company._arrears_today())
            limits = company._arrears_promise_limits()
            for hold in holds:
                ahead = (hold.date_until - hold.date_from).days
                who, reasons = permission(ahead, broken.get(hold.case_id.id, 0), limits)
                if who != "anyone":
                    wording = self.env["arrears.reason.wording"]
                    raise ValidationError(wording._word(as_json(reasons)))

    @api.constrains("case_id", "charge_ids")
    def _check_charges_of_case(self):
        for hold in self:
            strangers = hold.charge_ids.filtered(
                lambda charge, case=hold.case_id: (
                    charge.debtor_id != case.debtor_id or charge.unit_id != case.unit_id
                )
            )
            if strangers:
                raise ValidationError(self.env._("A hold names charges of its own case only."))

    @api.model_create_multi
    def create(self, vals_list):
        """Set holds; the amounts on the cards follow at once."""
        holds = super().create(vals_list)
        holds._check_type_allowed()
        self.env["arrears.promise"].sudo()._make_for(holds)
        holds._judge_promises()
        holds.case_id._refresh_cases()
        return holds

    def write(self, vals):
        """Change running holds; the amounts on the cards follow at once."""
        if any(self.mapped("lifted_on")):
            raise UserError(self.env._("A lifted hold stays as it was. Set a new one."))
        if not GIVEN.isdisjoint(vals) and "promise" in [vals.get("type"), *self.mapped("type")]:
            raise UserError(
                self.env._("A promise stays as it was given. Lift this hold and set a new one.")
            )
        self._check_type_allowed()
        result = super().write(vals)
        self._check_type_allowed()
        self._judge_promises()
        self.case_id._refresh_cases()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A hold is lifted, never deleted."))

    def _judge_promises(self):
        """What became of the promises of these holds, now that the holds changed."""
        for company, promises in self.sudo().promise_ids.grouped("company_id").items():
            promises._judge(company._arrears_today())

    def _check_type_allowed(self):
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        if any(hold.type not in COLLECTOR_TYPES for hold in self):
            raise AccessError(self.env._("Only a manager sets or changes this kind of hold."))

    def action_lift(self):
        """End the holds today; what they held is pursued again."""
        self.check_access("write")
        for company, holds in self.grouped("company_id").items():
            holds.write({"lifted_on": company._arrears_today(), "lifted_by_id": self.env.user.id})
        return True

    @api.model
    def _broken_promises(self, cases, today):
        """Promises of the last 90 days that were judged broken.

        :return: ``{case id: number}``
        """
        rows = self.env["arrears.promise"]._read_group(
            [
                ("case_id", "in", cases.ids),
                ("state", "=", "broken"),
                ("promised_by", "<", today),
                ("promised_by", ">=", today - timedelta(days=BROKEN_FOR_DAYS)),
            ],
            ["case_id"],
            ["__count"],
        )
        return {case.id: count for case, count in rows}
