from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import money
from ..models.ledger.charge_as_of_sql import credits_statement
from ..models.ledger.planner import no_blind_nested_loops
from .ageing_axes import AXES, BASES, BUCKET_FIELDS
from .ageing_sql import credits_sql, debts_sql
from .ageing_tie import PARTS

# Large enough that the planner is told not to take the sets for tiny.
WHOLE_COMPANY = 10**6


class ArrearsAgeingReport(models.Model):
    """How old the debts of a company and its branches were on a day, kept as they were found.

    The day may be past: charges are read from the ledger as it stood. The report carries its own
    proof against the general ledger. Made again for the same day it is a further report, since
    the books may have been corrected in between.
    """

    _name = "arrears.ageing.report"
    _inherit = ["arrears.guarded"]
    _description = "Ageing report"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="As of", required=True, readonly=True)
    basis = fields.Selection(
        BASES,
        string="Money counts by",
        required=True,
        readonly=True,
        default="ledger",
        help="Accounting date: as the general ledger of that day. Value date: by the day the "
        "bank says the money moved, also where a lock date put it into a later month.",
    )
    axis = fields.Selection(
        AXES, required=True, readonly=True, default="due_date", help="What is printed first."
    )
    computed_at = fields.Datetime(string="Made at", readonly=True)
    user_id = fields.Many2one("res.users", string="Made by", readonly=True)

    amount_owed = fields.Monetary(string="Owed", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    amount_credit = fields.Monetary(
        string="Unapplied credits",
        readonly=True,
        help="Shown beside what is owed, never taken off it.",
    )
    amount_without_period = fields.Monetary(
        string="Without service period",
        readonly=True,
        help="Owed by charges that name no period; by service period they count from their due "
        "date.",
    )
    debt_count = fields.Integer(string="Charges", readonly=True)
    ledger_balance = fields.Monetary(
        string="Ledger balance",
        readonly=True,
        help="Sum of the posted items up to this day, by accounting date.",
    )
    unexplained = fields.Monetary(readonly=True, help="Must be zero.")
    state = fields.Selection(
        [("tied", "Tied out"), ("open", "Difference")], required=True, readonly=True, default="open"
    )

    line_ids = fields.One2many("arrears.ageing.line", "report_id", readonly=True)
    total_ids = fields.One2many("arrears.ageing.total", "report_id", readonly=True)
    due_total_ids = fields.One2many(
        "arrears.ageing.total",
        "report_id",
        string="By due date",
        domain=[("axis", "=", "due_date")],
        readonly=True,
    )
    period_total_ids = fields.One2many(
        "arrears.ageing.total",
        "report_id",
        string="By service period",
        domain=[("axis", "=", "period")],
        readonly=True,
    )
    limitation_total_ids = fields.One2many(
        "arrears.ageing.total",
        "report_id",
        string="By limitation",
        domain=[("axis", "=", "limitation")],
        readonly=True,
    )
    tie_ids = fields.One2many(
        "arrears.ageing.tie", "report_id", string="Tie-out with the ledger", readonly=True
    )

    # Written by the making of it, and by nothing else; see ``arrears.guarded``.
    _effect_fields = frozenset(
        {
            *("computed_at", "user_id", "amount_owed", "amount_overdue", "amount_credit"),
            *("amount_without_period", "debt_count", "ledger_balance", "unexplained", "state"),
        }
    )

    def _is_frozen(self):
        return bool(self.computed_at)

    @api.depends("company_id", "date")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.company_id.name} {report.date}"

    # ------------------------------------------------------------------
    # Making it
    # ------------------------------------------------------------------

    @api.model
    def _make(self, company, day, basis="ledger", axis="due_date"):
        """Make the report of a company with all its branches.

        :param company: a root ``res.company``
        :param day: date, today or past
        :param basis: ``ledger`` or ``value``, see the field
        :return: the ``arrears.ageing.report``
        :raises UserError: the day is still to come, or the user does not work in every branch
        """
        self._check_may_make(company, day)
        self.env.flush_all()
        system = self.sudo()
        report = system.create(
            {"company_id": company.id, "date": day, "basis": basis, "axis": axis}
        )
        report.flush_recordset()
        tree = system._tree(company)
        for member in tree:
            report._fill(member)
        report._sum_up(tree)
        report._record_effect({"computed_at": fields.Datetime.now(), "user_id": self.env.uid})
        return report.with_env(self.env)

    @api.model
    def _tree(self, company):
        """The company with all its branches."""
        return self.env["arrears.tie.out"]._branches(company)

    @api.model
    def _check_may_make(self, company, day):
        """The whole tree is one ledger: a report of a part of it would prove nothing."""
        today = company._arrears_today()
        if day > today:
            raise UserError(
                self.env._(
                    "%(day)s is still to come: choose a day up to %(today)s.", day=day, today=today
                )
            )
        root = company.sudo().root_id
        if root.id != company.id:
            raise UserError(
                self.env._(
                    "A report covers a company with all its branches: choose %(company)s.",
                    company=root.name,
                )
            )
        missing = self._tree(company) - self.env.user.sudo().company_ids
        if missing and not self.env.su:
            raise UserError(
                self.env._(
                    "A report covers a company with all its branches. You do not work in "
                    "%(companies)s: ask an administrator to add you there.",
                    companies=", ".join(missing.mapped("name")),
                )
            )

    def _fill(self, company):
        """Read one company of the tree into lines."""
        Charge = self.env["arrears.charge"]
        figures = Charge._figures_statement(company, self.date, self.basis)
        statements = (
            debts_sql(self, company, figures, self._last_interruption(company, self.date)),
            credits_sql(self, company, credits_statement(company, self.date, self.basis)),
        )
        with no_blind_nested_loops(self.env, WHOLE_COMPANY):
            for statement in statements:
                self.env.cr.execute(statement)
        self.env["arrears.ageing.line"].invalidate_model()

    @api.model
    def _last_interruption(self, company, day):
        """Hook: the last event up to a day that made limitation run anew, per charge.

        :return: SQL of a sub-select with the columns ``charge_id`` and ``interrupted_on``, at
            most one row a charge. Empty until events of limitation are recorded: limitation then
            runs from the due date, as it does for the charges themselves
        """
        return SQL("SELECT NULL::integer AS charge_id, NULL::date AS interrupted_on WHERE FALSE")

    # ------------------------------------------------------------------
    # Adding up
    # ------------------------------------------------------------------

    def _sum_up(self, companies):
        """Totals by class, proof by account, and the figures of the head."""
        digits = self.currency_id.decimal_places
        self._make_totals(digits)
        self._make_ties(companies, digits)
        due = {total.bucket: total for total in self.due_total_ids}
        owed = self._minor(self.total_ids.filtered(lambda t: t.axis == "due_date"), digits)
        explained = self._minor(self.tie_ids, digits, "unexplained")
        self._record_effect(
            {
                "amount_owed": money.amount(owed, digits),
                "amount_overdue": money.amount(
                    owed - money.minor_units(due["0_not_due"].amount_owed, digits), digits
                ),
                "amount_credit": self._sum("amount_credit", digits),
                "amount_without_period": self._sum(
                    "amount_owed", digits, [("entry", "=", "debt"), ("period_to", "=", False)]
                ),
                "debt_count": sum(self.due_total_ids.mapped("count")),
                "ledger_balance": money.amount(
                    self._minor(self.tie_ids, digits, "ledger_balance"), digits
                ),
                "unexplained": money.amount(explained, digits),
                # Two differences that cancel out are two differences.
                "state": "open"
                if any(money.minor_units(tie.unexplained, digits) for tie in self.tie_ids)
                else "tied",
            }
        )

    def _minor(self, records, digits, name="amount_owed"):
        return sum(money.minor_units(amount, digits) for amount in records.mapped(name))

    def _sum(self, name, digits, domain=()):
        """Sum of a column of the lines, as a ``Monetary`` field takes it."""
        [[amount]] = self._groups([], [f"{name}:sum"], domain)
        return money.amount(money.minor_units(amount or 0, digits), digits)

    def _groups(self, groupby, aggregates, domain=()):
        """``_read_group`` over the lines of this report."""
        domain = [("report_id", "=", self.id), *domain]
        return self.env["arrears.ageing.line"]._read_group(domain, groupby, aggregates)

    def _make_totals(self, digits):
        values = []
        for axis, field in BUCKET_FIELDS.items():
            groups = self._groups([field], ["amount_owed:sum", "__count"], [("entry", "=", "debt")])
            found = {code: (money.minor_units(sum_, digits), n) for code, sum_, n in groups}
            whole = sum(minor for minor, _count in found.values())
            for code in self.env["arrears.ageing.total"]._labels(axis):
                minor, count = found.get(code, (0, 0))
                values.append(
                    {
                        "report_id": self.id, "axis": axis, "bucket": code, "count": count,
                        "amount_owed": money.amount(minor, digits),
                        "share": float(round(minor / whole, 4)) if whole else 0,
                    }
                )  # fmt: skip
        self.env["arrears.ageing.total"].create(values)

    def _make_ties(self, companies, digits):
        Tie, values = self.env["arrears.ageing.tie"], []
        for company_id, account_id, *amounts in Tie._rows(self, companies):
            ledger, *parts = [money.minor_units(amount, digits) for amount in amounts]
            account = self.env["account.account"].browse(account_id).with_company(company_id)
            values.append(
                {
                    "report_id": self.id, "company_id": company_id, "account_id": account_id,
                    "account_name": account.display_name,
                    "ledger_balance": money.amount(ledger, digits),
                    **{name: money.amount(minor, digits)
                       for name, minor in zip(PARTS, parts, strict=True)},
                    "unexplained": money.amount(ledger - sum(parts), digits),
                }
            )  # fmt: skip
        Tie.create(values)

    # ------------------------------------------------------------------
    # Kept
    # ------------------------------------------------------------------

    def _used(self):
        """Those of these reports that were issued to people."""
        issues = self.env["arrears.report.issue"].sudo()
        return issues.search([("ageing_report_id", "in", self.ids)]).ageing_report_id

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

    def action_open_debts(self):
        """Open every charge of the report."""
        self.ensure_one()
        name = self.env._("Debts")
        return self._action_lines(name, [("entry", "=", "debt")])

    def action_open_credits(self):
        """Open the credits that no charge has used."""
        self.ensure_one()
        name = self.env._("Unapplied credits")
        return self._action_lines(name, [("entry", "=", "credit")])

    def action_open_reasons(self):
        """Open the debts by the reason that debtors gave, and by age."""
        self.ensure_one()
        context = {"pivot_row_groupby": ["reason_id"], "pivot_column_groupby": ["due_bucket"]}
        domain = [("entry", "=", "debt"), ("due_bucket", "!=", "0_not_due")]
        return self._action_lines(self.env._("Arrears by reason"), domain, "pivot", context)

    def action_analyse(self):
        """Open the debts by estate and age, on the axis that the button names."""
        self.ensure_one()
        axis = self.env.context.get("axis", self.axis)
        context = {
            "pivot_row_groupby": ["estate_id"],
            "pivot_column_groupby": [BUCKET_FIELDS[axis]],
            "graph_groupbys": [BUCKET_FIELDS[axis]],
        }
        name = dict(self._fields["axis"]._description_selection(self.env))[axis]
        return self._action_lines(name, [("entry", "=", "debt")], "pivot", context)

    def _action_lines(self, name, domain, first="list", context=None):
        """Window action on lines of this report, opening in one of its views."""
        views = [first, *(view for view in ("list", "pivot", "graph") if view != first)]
        return {
            "type": "ir.actions.act_window",
            "name": f"{name} · {self.display_name}",
            "res_model": "arrears.ageing.line",
            "view_mode": ",".join(views),
            "domain": [("report_id", "=", self.id), *domain],
            "context": {"create": False, **(context or {})},
        }
