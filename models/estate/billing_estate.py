from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.billing_calendar import (
    DAY_OF_MONTH,
    DAYS_AFTER_BILL,
    MONTHS_OF_CYCLE,
    FeeCalendar,
    bill_date,
    due_date,
    next_period,
)
from ...engine.payers import BY_DAYS, WHOLE_MONTH

BILL_DOCUMENTS = [
    ("payer", "One a payer"),
    ("kind", "One a payer and kind of charge"),
    ("unit", "One a payer and unit"),
]


class ArrearsEstate(models.Model):
    """The fee calendar: which period is billed when, how parts of months count, when it is due."""

    _inherit = "arrears.estate"

    part_month = fields.Selection(
        [(BY_DAYS, "By days"), (WHOLE_MONTH, "To the end of the month")],
        string="Part of a month",
        required=True,
        default=BY_DAYS,
        tracking=True,
        help="By days: a part of a month is its days over the days of that month. To the end of "
        "the month: a month begun counts as a whole, and who pays at its start pays to its end.",
    )
    bill_day = fields.Integer(
        string="Bill day",
        default=1,
        help="Day of the month on which bills are made; beyond a month's end it means its last.",
    )
    bill_in = fields.Selection(
        [
            ("before", "The month before the period"),
            ("first", "The first month of the period"),
            ("last", "The last month of the period"),
            ("after", "The month after the period"),
        ],
        string="Billed in",
        required=True,
        default="first",
    )
    due_rule = fields.Selection(
        [(DAYS_AFTER_BILL, "Days after the bill"), (DAY_OF_MONTH, "Day of a month")],
        string="Bills are due",
        required=True,
        default=DAYS_AFTER_BILL,
    )
    due_day = fields.Integer(string="Due day", default=10, help="Day of the month.")
    due_months = fields.Integer(
        string="Months after the bill", help="0: in the month of the bill; 1: in the next."
    )
    bill_document = fields.Selection(
        BILL_DOCUMENTS,
        string="Bills",
        required=True,
        default="payer",
        help="Each unit and kind of charge is a line of its own in any case.",
    )
    billing_journal_id = fields.Many2one(
        "account.journal",
        string="Billing journal",
        check_company=True,
        domain=[("type", "=", "sale")],
        help="Empty: the first sales journal of the company.",
    )
    billing_user_id = fields.Many2one(
        "res.users", string="Billing by", help="Who makes the bills of this estate."
    )
    next_period_from = fields.Date(compute="_compute_next_period")
    next_period_to = fields.Date(compute="_compute_next_period")
    next_bill_date = fields.Date(
        string="Next bill", compute="_compute_next_period", help="As the fee calendar says."
    )

    _bill_day_in_month = models.Constraint(
        "CHECK (bill_day BETWEEN 1 AND 31 AND due_day BETWEEN 1 AND 31)",
        "Bill day and due day are days of a month: 1 to 31.",
    )
    _due_months_sane = models.Constraint(
        "CHECK (due_months BETWEEN 0 AND 12)",
        "A bill is due within a year: 0 to 12 months after its own month.",
    )

    @api.depends("billing_cycle", "bill_day", "bill_in")
    def _compute_next_period(self):
        billed = dict(
            self.env["arrears.charge"]
            .sudo()
            ._read_group(
                [
                    ("estate_id", "in", self.ids),
                    ("kind", "=", "principal"),
                    ("state", "!=", "gone"),
                ],
                ["estate_id"],
                ["period_to:max"],
            )
        )
        for estate in self:
            rule, today = estate._fee_calendar(), estate.company_id._arrears_today()
            first, last = next_period(rule, billed.get(estate._origin) or None, today)
            estate.next_period_from, estate.next_period_to = first, last
            estate.next_bill_date = bill_date(rule, first)

    def _fee_calendar(self):
        """The rule of this one estate as the engine takes it."""
        self.ensure_one()
        length = MONTHS_OF_CYCLE[self.billing_cycle or "quarter"]
        offsets = {"before": -1, "first": 0, "last": length - 1, "after": length}
        return FeeCalendar(
            cycle=self.billing_cycle or "quarter",
            bill_day=min(max(self.bill_day, 1), 31),
            bill_months=offsets[self.bill_in or "first"],
            due_rule=self.due_rule or DAYS_AFTER_BILL,
            payment_days=self.payment_days,
            due_day=min(max(self.due_day, 1), 31),
            due_months=self.due_months,
        )

    def _due_date(self, billed_on):
        """When a bill of this estate made on a day is due."""
        return due_date(self._fee_calendar(), billed_on)

    def _billing_journal(self):
        """Where bills of this estate are booked: its own journal, else the company's first.

        :raises UserError: the company has no journal for sales
        """
        self.ensure_one()
        journal = self.billing_journal_id or self.env["account.journal"].search(
            [("company_id", "parent_of", self.company_id.id), ("type", "=", "sale")], limit=1
        )
        if not journal:
            raise UserError(
                self.env._(
                    "Company %(company)s has no sales journal: make one first.",
                    company=self.company_id.name,
                )
            )
        return journal

    def _last_service_day(self):
        """The last day the firm may bill for; None while no end is known."""
        self.ensure_one()
        ends = [day for day in (self.contract_to, self.handover_date) if day]
        return min(ends) if ends else None

    def action_new_billing_run(self):
        """Open a new billing run of this estate."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New billing run"),
            "res_model": "arrears.billing.run",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_estate_id": self.id},
        }
