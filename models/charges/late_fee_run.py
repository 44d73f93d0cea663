from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.allocation import PRINCIPAL
from ...engine.late_fee import to_charge
from ...engine.reason import Reason, as_json


class ArrearsLateFeeRun(models.Model):
    """The late fees of one estate up to a day: a preview first, then the bills. A document.

    Nothing is charged by itself: a person looks at the preview and presses the button. Running
    twice charges nothing twice, since only what is not on a bill yet is planned.
    """

    _name = "arrears.late.fee.run"
    _description = "Late fee run"
    _inherit = ["arrears.guarded"]
    _order = "date_until desc, id desc"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "user_id", "charged_on"})

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        "res.partner", string="Only this owner", ondelete="restrict",
        help="Empty: everybody who is late on the estate.",
    )  # fmt: skip
    date_until = fields.Date(
        string="Up to",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
        help="The last day that is counted.",
    )
    invoice_date = fields.Date(
        string="Bill date",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
    )
    due_date = fields.Date(
        string="Due date", required=True, compute="_compute_due_date", store=True, readonly=False,
        precompute=True,
    )  # fmt: skip
    with_paid = fields.Boolean(
        string="Paid bills too",
        help="Off: only what is still unpaid bears a fee, and who has paid by now, late as it was, "
        "is not written to again.",
    )
    least = fields.Monetary(
        string="Leave out below", help="A fee below this amount waits for a later run."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("previewed", "Previewed"), ("done", "Billed")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, default=lambda self: self.env.user, copy=False
    )
    charged_on = fields.Date(string="Billed on", readonly=True, copy=False)
    line_ids = fields.One2many("arrears.late.fee.line", "run_id", readonly=True)
    fee_line_ids = fields.One2many(
        "arrears.late.fee.line",
        "run_id",
        string="What is billed",
        readonly=True,
        domain=[("state", "in", ("planned", "charged", "freed"))],
    )
    other_line_ids = fields.One2many(
        "arrears.late.fee.line",
        "run_id",
        string="What is not billed",
        readonly=True,
        domain=[("state", "=", "omitted")],
    )
    line_count = fields.Integer(string="Late fees", compute="_compute_figures")
    amount_total = fields.Monetary(string="Late fees to bill", compute="_compute_figures")

    _due_after_bill = models.Constraint(
        "CHECK (due_date >= invoice_date)",
        "A bill cannot be due before it is made: correct one of the two dates.",
    )
    _least_not_negative = models.Constraint(
        "CHECK (least IS NULL OR least >= 0)", "The smallest fee cannot be negative."
    )

    @api.depends("estate_id", "date_until")
    def _compute_display_name(self):
        for run in self:
            day = fields.Date.to_string(run.date_until) if run.date_until else None
            run.display_name = " · ".join(filter(None, (run.estate_id.name, day)))

    @api.depends("invoice_date", "estate_id")
    def _compute_due_date(self):
        for run in self:
            days = run.estate_id.company_id.sudo().arrears_late_fee_payment_days
            run.due_date = run.invoice_date and fields.Date.add(run.invoice_date, days=days)

    @api.depends("line_ids.state", "line_ids.amount")
    def _compute_figures(self):
        rows = self.env["arrears.late.fee.line"]._read_group(
            [("run_id", "in", self.ids), ("state", "in", ("planned", "charged"))],
            ["run_id"],
            ["__count", "amount:sum"],
        )
        found = {run.id: figures for run, *figures in rows}
        for run in self:
            run.line_count, run.amount_total = found.get(run.id, (0, 0))

    def _is_frozen(self):
        return self.state != "draft"

    # ------------------------------------------------------------------
    # The arrows between the states
    # ------------------------------------------------------------------

    def action_preview(self):
        """Reckon the fees anew; nothing is booked.

        :raises UserError: charged already, or up to a day that lies ahead
        """
        self.check_access("write")
        for run in self:
            run._expect("draft", "previewed")
            if run.date_until > run.company_id._arrears_today():
                raise UserError(self.env._("A late fee is charged up to today at most."))
            run.sudo()._fill()
            run._record_effect({"state": "previewed"})

    def action_back_to_draft(self):
        """Throw the preview away, to change what is asked."""
        self.check_access("write")
        for run in self:
            run._expect("previewed")
            run.sudo().line_ids.unlink()
            run._record_effect({"state": "draft"})

    def _expect(self, *states):
        self.ensure_one()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(run)s is in the state “%(state)s”, so this cannot be done.",
                    run=self.display_name,
                    state=labels[self.state],
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_charged(self):
        if any(run.state == "done" for run in self):
            raise UserError(self.env._("What was charged stays on record."))

    # ------------------------------------------------------------------
    # The preview
    # ------------------------------------------------------------------

    def _fill(self):
        """Plan a line for each charge that was ever late, with the reason where it costs
        nothing."""
        self.line_ids.unlink()
        lines = self.env["arrears.late.fee.line"].create(self._plans(self._late_charges()))
        lines.filtered("reasons")._record_effect({"state": "omitted"})

    def _late_charges(self):
        """Charges of the estate that are late; on demand those that were until they were paid."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("estate_id", "=", self.estate_id.id),
            ("kind", "=", PRINCIPAL),
            ("state", "in", ("open", "settled") if self.with_paid else ("open",)),
            ("due_date", "<", self.date_until),
            ("debtor_id", "!=", False),
        ]
        if self.debtor_id:
            domain.append(("debtor_id", "=", self.debtor_id.commercial_partner_id.id))
        return self.env["arrears.charge"].sudo().search(domain)

    def _plans(self, charges):
        """Values of the lines. Of what is paid, only fees that are not on a bill yet are named."""
        digits = self.currency_id.decimal_places
        accruals = charges._late_fees(self.date_until)
        charged, clauses = charges._late_fee_charged(), charges._late_fee_clause()
        rows = self.env["arrears.late.fee.rows"]
        plans = []
        for charge in charges:
            accrual = accruals[charge.id]
            before, last = charged.get(charge.id, (0, None))
            due = to_charge(accrual.amount, before)
            if charge.state == "settled" and not due:
                continue
            reasons = self._reasons(accrual, before, due)
            first = accrual.stretches[0].first_day if accrual.stretches else False
            plans.append(
                {
                    "run_id": self.id,
                    "charge_id": charge.id,
                    "debtor_id": charge.debtor_id.id,
                    "unit_id": charge.unit_id.id,
                    "date_from": fields.Date.add(last, days=1) if last else first,
                    "date_until": self.date_until,
                    "amount_accrued": rows._money(accrual.amount, self.currency_id),
                    "amount_charged": rows._money(before, self.currency_id),
                    "amount": rows._money(0 if reasons else due, self.currency_id),
                    "clause": clauses[charge.id].clause,
                    "stretches": rows._stored(accrual.stretches, digits),
                    "reasons": as_json(reasons) or False,
                }
            )
        return plans

    def _reasons(self, accrual, before, due):
        """Why a charge brings no line on a bill; empty where it does."""
        if accrual.reasons:
            return list(accrual.reasons)
        if (
            due
            and self.currency_id.compare_amounts(
                self.env["arrears.late.fee.rows"]._money(due, self.currency_id), self.least or 0
            )
            < 0
        ):
            return [Reason("late_fee_too_small")]
        if due:
            return []
        return [Reason("late_fee_charged_already" if before else "late_fee_nothing")]
