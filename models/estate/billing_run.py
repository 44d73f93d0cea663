from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...engine.billing import clipped
from ...engine.billing_calendar import month_end
from ...engine.payers import WHOLE_MONTH
from ...engine.period_text import period_text
from .billing_estate import BILL_DOCUMENTS

_COUNTED = ("planned", "billed", "freed", "omitted", "failed")


class ArrearsBillingRun(models.Model):
    """One estate and one period made into bills: a preview first, then the bills. A document."""

    _name = "arrears.billing.run"
    _description = "Billing run"
    _inherit = ["arrears.guarded"]
    _order = "date_from desc, id desc"
    _rec_name = "name"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "user_id", "started_at", "finished_at"})

    name = fields.Char(compute="_compute_name")
    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="Period from", required=True, compute="_compute_period", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    date_to = fields.Date(
        string="Period until", required=True, compute="_compute_period", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    invoice_date = fields.Date(
        string="Bill date",
        required=True,
        compute="_compute_invoice_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    due_date = fields.Date(
        string="Due date",
        required=True,
        compute="_compute_due_date",
        store=True,
        readonly=False,
        precompute=True,
        help="As the estate's fee calendar says.",
    )
    with_principal = fields.Boolean(string="Service fee", default=True)
    with_pass_through = fields.Boolean(
        string="Water, power and the like",
        default=True,
        help="Prices of this kind, and metered charges up to the end of the period.",
    )
    bill_document = fields.Selection(
        BILL_DOCUMENTS,
        string="Bills",
        required=True,
        compute="_compute_bill_document",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("previewed", "Previewed"),
            ("running", "Running"),
            ("done", "Done"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, default=lambda self: self.env.user, copy=False
    )
    started_at = fields.Datetime(string="Started", readonly=True, copy=False)
    finished_at = fields.Datetime(string="Finished", readonly=True, copy=False)
    line_ids = fields.One2many("arrears.billing.line", "run_id", readonly=True)
    bill_line_ids = fields.One2many(
        "arrears.billing.line",
        "run_id",
        string="What is billed",
        readonly=True,
        domain=[("state", "not in", ("omitted", "failed"))],
    )
    omitted_line_ids = fields.One2many(
        "arrears.billing.line",
        "run_id",
        string="What is not billed",
        readonly=True,
        domain=[("state", "in", ("omitted", "failed"))],
    )

    to_bill_count = fields.Integer(string="To bill", compute="_compute_counts")
    billed_count = fields.Integer(string="Billed", compute="_compute_counts")
    omitted_count = fields.Integer(string="Not billed", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    document_count = fields.Integer(string="Number of bills", compute="_compute_counts")
    amount_to_bill = fields.Monetary(string="Amount", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Per cent of the lines dealt with.")

    _in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "The period ends before it starts: correct one of the two dates.",
    )
    _due_after_bill = models.Constraint(
        "CHECK (due_date >= invoice_date)",
        "A bill cannot be due before it is made: correct one of the two dates.",
    )
    _some_kind = models.Constraint(
        "CHECK (with_principal OR with_pass_through)",
        "Choose what to bill: the service fee, water and power, or both.",
    )

    @api.depends("estate_id", "date_from", "date_to")
    def _compute_name(self):
        for run in self:
            period = period_text(run.date_from or None, run.date_to or None)
            run.name = " · ".join(filter(None, (run.estate_id.name, period)))

    @api.depends("estate_id")
    def _compute_period(self):
        for run in self:
            run.date_from = run.estate_id.next_period_from
            run.date_to = run.estate_id.next_period_to

    @api.depends("estate_id")
    def _compute_invoice_date(self):
        for run in self:
            company = run.company_id or self.env.company
            run.invoice_date = run.invoice_date or company._arrears_today()

    @api.depends("estate_id", "invoice_date")
    def _compute_due_date(self):
        for run in self:
            if run.estate_id and run.invoice_date:
                run.due_date = run.estate_id._due_date(run.invoice_date)

    @api.depends("estate_id")
    def _compute_bill_document(self):
        for run in self:
            run.bill_document = run.estate_id.bill_document or "payer"

    @api.depends("line_ids.state")
    def _compute_counts(self):
        rows = self.env["arrears.billing.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state"],
            ["__count", "amount:sum", "document_number:count_distinct"],
        )
        found = {(run.id, state): figures for run, state, *figures in rows}
        for run in self:
            counted = {state: found.get((run.id, state), (0, 0, 0)) for state in _COUNTED}
            run.to_bill_count = counted["planned"][0]
            run.billed_count = counted["billed"][0] + counted["freed"][0]
            run.omitted_count = counted["omitted"][0]
            run.failed_count = counted["failed"][0]
            effective = ("planned", "billed", "freed")
            run.amount_to_bill = sum(counted[state][1] for state in effective)
            run.document_count = sum(counted[state][2] for state in effective)
            dealt_with = run.billed_count + run.failed_count
            run.progress = 100 * dealt_with / ((dealt_with + run.to_bill_count) or 1)

    def _kinds(self):
        """The kinds of charge this one run bills."""
        chosen = {"principal": self.with_principal, "pass_through": self.with_pass_through}
        return [kind for kind, wanted in chosen.items() if wanted]

    # ------------------------------------------------------------------
    # The arrows between the states
    # ------------------------------------------------------------------

    def action_preview(self):
        """Reckon the lines anew; nothing is booked.

        :raises UserError: the period can't be billed; the message says why and what to do
        """
        self.check_access("write")
        for run in self:
            run._expect("draft", "previewed")
            run._check_period()
            run.sudo()._fill()

    def action_back_to_draft(self):
        """Throw the preview away, to change the period or what is billed."""
        self.check_access("write")
        for run in self:
            run._expect("previewed")
            run.sudo().line_ids.unlink()
            run.sudo()._record_effect({"state": "draft"})

    def action_bill(self):
        """Make the bills of the preview; a large run goes on in the background.

        :raises UserError: what the bills are made from has changed since the preview
        """
        self.check_access("write")
        for run in self:
            run._expect("previewed")
            run._check_period()
            run.sudo()._start()

    def _expect(self, *states):
        if not self.sudo().try_lock_for_update().filtered(lambda run: run.state in states):
            raise UserError(
                self.env._(
                    "Billing run %(name)s is in use or has gone on meanwhile: load it anew.",
                    name=self.name,
                )
            )

    def _check_period(self):
        """Refuse what must not be billed as a whole."""
        self.ensure_one()
        estate = self.estate_id
        window = self._window()
        if window is None:
            raise UserError(self._outside_contract_message())
        if estate.part_month == WHOLE_MONTH:
            self._check_whole_months(*window)
        self._check_other_runs()

    def _window(self):
        """The days of the period that the service contract covers; None where there are none."""
        estate = self.estate_id
        opens = estate.contract_from or None
        return clipped(self.date_from, self.date_to, opens, estate._last_service_day())

    def _outside_contract_message(self):
        estate = self.estate_id
        last = estate._last_service_day()
        if last and last < self.date_from:
            return self.env._(
                "The service of estate %(estate)s ended on %(day)s: nothing is billed for the time "
                "after it. If the contract was prolonged, enter its new last day in the estate.",
                estate=estate.name,
                day=format_date(self.env, last),
            )
        return self.env._(
            "The service contract of estate %(estate)s starts on %(day)s, after this period.",
            estate=estate.name,
            day=format_date(self.env, estate.contract_from),
        )

    def _check_whole_months(self, first, last):
        """Part of a month would count as a whole one here, and again with its other part."""
        estate = self.estate_id
        starts = first.day == 1 or first == estate.contract_from
        ends = last == month_end(last) or last == estate._last_service_day()
        if not (starts and ends):
            raise UserError(
                self.env._(
                    "Estate %(estate)s bills whole months: choose a period from the first of a "
                    "month to the last day of one.",
                    estate=estate.name,
                )
            )

    def _check_other_runs(self):
        """Refuse a period that overlaps one billed already without being the same."""
        others = self.sudo().search(
            [
                ("estate_id", "=", self.estate_id.id),
                ("id", "not in", self.ids),
                ("state", "in", ("running", "done")),
                ("date_from", "<=", self.date_to),
                ("date_to", ">=", self.date_from),
                "|",
                ("date_from", "!=", self.date_from),
                ("date_to", "!=", self.date_to),
                ("line_ids", "any", [
                    ("state", "in", ("planned", "billed")),
                    ("kind", "in", self._kinds()),
                    ("metered_charge_id", "=", False),
                ]),
            ],
            limit=1,
        )  # fmt: skip
        if others:
            raise UserError(
                self.env._(
                    "The period overlaps one that is billed already: %(other)s. Choose that very "
                    "period for what is missing in it, or one that does not touch it.",
                    other=others.name,
                )
            )

    # ------------------------------------------------------------------
    # What may be changed when
    # ------------------------------------------------------------------

    @api.constrains("estate_id", "date_from", "date_to", "with_principal", "with_pass_through",
                    "invoice_date", "due_date", "bill_document")  # fmt: skip
    def _check_still_draft(self):
        if any(run.state != "draft" for run in self):
            raise ValidationError(self.env._("Set the run back to draft to change what it bills."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_effective(self):
        if any(run.state not in ("draft", "previewed") for run in self):
            raise UserError(self.env._("A billing run that took effect is kept."))
        self.sudo().line_ids.unlink()

    def action_view_lines(self):
        """Open what this run bills."""
        return self._open_lines([("state", "not in", ("omitted", "failed"))])

    def action_view_omitted(self):
        """Open what this run does not bill, with the reasons."""
        return self._open_lines([("state", "in", ("omitted", "failed"))])

    def _open_lines(self, domain):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "arrears.billing.line",
            "view_mode": "list",
            "domain": [("run_id", "=", self.id), *domain],
        }

    def action_view_bills(self):
        """Open the bills of this run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        # The bills are found by a condition: ten thousand ids would not fit into an address.
        action["domain"] = [("arrears_billing_line_ids.run_id", "=", self.id)]
        action["context"] = {"default_move_type": "out_invoice", "create": False}
        return action
