from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import money
from ..models.ledger.planner import no_blind_nested_loops
from .ageing_axes import BASES
from .ageing_report import WHOLE_COMPANY
from .rate_field import Rate
from .roll_line import RATES
from .roll_sql import AMOUNTS, roll_sql


class ArrearsRollReport(models.Model):
    """What became within a month of the debts of each age: cured, reduced, stayed, rolled on.

    Reckoned from the ledger as it stood on two days, so that a past month can be reported too.
    Kept as it was found.
    """

    _name = "arrears.roll.report"
    _inherit = ["arrears.guarded", "arrears.rate.ratios"]
    _description = "Roll rate report"
    _order = "date_to desc, id desc"
    _rec_name = "date_to"
    _ratios = {rate: ((amount,), ("amount_opening",)) for rate, amount in RATES.items()}

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From the end of", required=True, readonly=True)
    date_to = fields.Date(string="To the end of", required=True, readonly=True)
    basis = fields.Selection(
        BASES, string="Money counts by", required=True, readonly=True, default="ledger"
    )
    computed_at = fields.Datetime(string="Made at", readonly=True)
    user_id = fields.Many2one("res.users", string="Made by", readonly=True)
    line_ids = fields.One2many("arrears.roll.line", "report_id", readonly=True)

    # Of what was overdue on the first day; new arrears are of the last
    amount_opening = fields.Monetary(string="Overdue at the start", readonly=True)
    amount_paid = fields.Monetary(string="Cured", readonly=True)
    amount_reduced = fields.Monetary(string="Reduced", readonly=True)
    amount_risen = fields.Monetary(string="Reopened", readonly=True)
    amount_rolled = fields.Monetary(string="Rolled on", readonly=True)
    amount_stayed = fields.Monetary(string="Stayed", readonly=True)
    amount_closing = fields.Monetary(string="Overdue at the end", readonly=True)
    amount_new = fields.Monetary(string="New arrears", readonly=True)
    rate_paid = Rate(string="Cure rate (%)", readonly=True)
    rate_reduced = Rate(string="Reduced (%)", readonly=True)
    rate_rolled = Rate(string="Roll rate (%)", readonly=True)
    rate_stayed = Rate(string="Stayed (%)", readonly=True)

    _in_order = models.Constraint(
        "CHECK (date_from < date_to)", "The first day has to lie before the last."
    )
    _effect_fields = frozenset({"computed_at", "user_id", *AMOUNTS, *RATES})

    def _is_frozen(self):
        return bool(self.computed_at)

    @api.depends("company_id", "date_from", "date_to")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.company_id.name} {report.date_from} – {report.date_to}"

    @api.model
    def _make(self, company, first, last, basis="ledger"):
        """Make the report of a company with all its branches.

        :param company: a root ``res.company``
        :param first: date; what was owed at its end is where the debts come from
        :param last: date; what is owed at its end is where they went
        :return: the ``arrears.roll.report``
        :raises UserError: a day is still to come, or the user does not work in every branch
        """
        if first >= last:
            raise UserError(self.env._("The first day has to lie before the last."))
        self.env["arrears.ageing.report"]._check_may_make(company, last)
        self.env.flush_all()
        system = self.sudo()
        report = system.create(
            {"company_id": company.id, "date_from": first, "date_to": last, "basis": basis}
        )
        report.flush_recordset()
        for member in self.env["arrears.ageing.report"]._tree(company):
            report._fill(member)
        report._record_effect(
            {
                **report._sums(),
                "computed_at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        return report.with_env(self.env)

    def _fill(self, company):
        """Read one company of the tree into lines."""
        Charge = self.env["arrears.charge"]
        before, after = (
            Charge._figures_statement(company, day, self.basis)
            for day in (self.date_from, self.date_to)
        )
        with no_blind_nested_loops(self.env, WHOLE_COMPANY):
            self.env.cr.execute(roll_sql(self, company, before, after))
        self.env["arrears.roll.line"].invalidate_model()

    def _sums(self):
        """Figures of the head: what was overdue, over all classes, and the rates of the sums."""
        digits = self.currency_id.decimal_places
        domain = [("report_id", "=", self.id), ("bucket", "!=", "0_not_due")]
        aggregates = [*(f"{name}:sum" for name in AMOUNTS), *(f"{rate}:avg" for rate in RATES)]
        [figures] = self.env["arrears.roll.line"]._read_group(domain, [], aggregates)
        amounts, rates = figures[: len(AMOUNTS)], figures[len(AMOUNTS) :]
        exact = [money.minor_units(amount or 0, digits) for amount in amounts]
        return {
            **{n: money.amount(minor, digits) for n, minor in zip(AMOUNTS, exact, strict=True)},
            **dict(zip(RATES, rates, strict=True)),
        }

    # ------------------------------------------------------------------
    # Kept
    # ------------------------------------------------------------------

    def _used(self):
        """Those of these reports that were issued to people."""
        issues = self.env["arrears.report.issue"].sudo()
        return issues.search([("roll_report_id", "in", self.ids)]).roll_report_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        """Replaced: one that a manager made for himself may go, one that people got may not."""
        if self._used():
            raise UserError(
                self.env._("This report belongs to one that was sent to people: it is kept.")
            )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_analyse(self):
        """Open the amounts and rates by class and estate."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.env._('Roll rates')} · {self.display_name}",
            "res_model": "arrears.roll.line",
            "view_mode": "pivot,graph,list",
            "domain": [("report_id", "=", self.id)],
            "context": {"create": False},
        }
