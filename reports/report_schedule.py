from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.report_periods import periods_due
from .ageing_axes import AXES, BASES

FREQUENCIES = [("week", "Weekly"), ("month", "Monthly")]


class ArrearsReportSchedule(models.Model):
    """Which reports are made every week or month, and which of the firm's people get them.

    None comes with the installation. A report is about a period that is over, as of its last
    day; what was missed on days off is made up for.
    """

    _name = "arrears.report.schedule"
    _inherit = ["mail.thread"]
    _description = "Scheduled report"
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
        help="With all its branches.",
    )
    frequency = fields.Selection(FREQUENCIES, required=True, default="week", tracking=True)
    date_from = fields.Date(
        string="Since",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
        help="The first report is about the week or month that this day lies in.",
    )
    delay_days = fields.Integer(
        string="Days after the end",
        required=True,
        default=1,
        help="Reports are made so many days after the end: the last money is booked by then.",
    )
    has_ageing = fields.Boolean(string="Ageing of receivables", default=True)
    has_roll_rates = fields.Boolean(string="Roll rates and new arrears")
    has_rates = fields.Boolean(
        string="Collection rates", help="Always by value date, as rates are defined."
    )
    axis = fields.Selection(AXES, string="Ageing", required=True, default="due_date")
    basis = fields.Selection(BASES, string="Money counts by", required=True, default="ledger")
    estate_ids = fields.Many2many(
        "arrears.estate",
        "arrears_report_schedule_estate_rel",
        string="Only estates",
        domain="[('company_id', 'child_of', company_id)]",
        help="Empty: all estates, and what belongs to none. The proof against the ledger is "
        "always of the whole.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "arrears_report_schedule_user_rel",
        string="Sent to",
        domain="[('share', '=', False)]",
        tracking=True,
        help="People of the firm who may read these reports. Empty: the reports are kept and "
        "nobody gets a mail.",
    )
    language_id = fields.Many2one(
        "res.lang",
        required=True,
        default=lambda self: self.env["res.lang"]._lang_get(self.env.lang or "en_US"),
        help="Of the file. Each mail is in its reader's own language.",
    )
    issue_ids = fields.One2many(
        "arrears.report.issue", "schedule_id", string="Issued reports", readonly=True
    )
    issue_count = fields.Integer(string="Reports", compute="_compute_issue_count")
    next_date = fields.Date(string="Next report on", compute="_compute_next_date")

    _delay_positive = models.Constraint(
        "CHECK (delay_days BETWEEN 1 AND 27)",
        "A report is made between 1 and 27 days after the end of its week or month.",
    )

    @api.model
    def _report_fields(self):
        """The fields that ask for a report each. Other rooms add theirs."""
        return ["has_ageing", "has_roll_rates", "has_rates"]

    @api.depends("issue_ids")
    def _compute_issue_count(self):
        groups = self.env["arrears.report.issue"]._read_group(
            [("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"]
        )
        counted = dict(groups)
        for schedule in self:
            schedule.issue_count = counted.get(schedule._origin, 0)

    @api.depends("frequency", "date_from", "delay_days", "active", "issue_ids.state")
    def _compute_next_date(self):
        for schedule in self:
            pending = schedule._pending(limit_to_today=False) if schedule.active else []
            schedule.next_date = pending[0].due_on(schedule.delay_days) if pending else False

    def _pending(self, limit_to_today=True):
        """The periods whose reports are not made yet, the oldest first.

        :param limit_to_today: only those that may be made today; else also the next to come
        """
        self.ensure_one()
        if not self.date_from or not self.frequency:
            return []
        today = self.company_id._arrears_today()
        # A month and the longest delay ahead there is always one to come.
        until = today if limit_to_today else max(today, self.date_from) + timedelta(days=62)
        made = set(self.issue_ids.filtered(lambda i: i.state == "made").mapped("date_to"))
        due = periods_due(self.frequency, self.date_from, until, max(self.delay_days, 1))
        return [period for period in due if period.last not in made]

    @api.constrains(lambda self: self._report_fields())
    def _check_reports(self):
        for schedule in self:
            if not any(schedule[name] for name in self._report_fields()):
                raise ValidationError(
                    self.env._("Choose at least one report for %(name)s.", name=schedule.name)
                )

    @api.constrains("company_id")
    def _check_root(self):
        for schedule in self:
            root = schedule.company_id.sudo().root_id
            if root != schedule.company_id:
                raise ValidationError(
                    self.env._(
                        "A report covers a company with all its branches: choose %(company)s.",
                        company=root.name,
                    )
                )

    @api.constrains("estate_ids", "company_id")
    def _check_estates(self):
        for schedule in self:
            tree = self.env["arrears.tie.out"]._branches(schedule.company_id)
            strange = schedule.estate_ids.filtered(lambda e, tree=tree: e.company_id not in tree)
            if strange:
                raise ValidationError(
                    self.env._(
                        "%(estates)s belong to another company: take them out.",
                        estates=", ".join(strange.mapped("name")),
                    )
                )

    @api.constrains("user_ids", "company_id")
    def _check_users(self):
        for schedule in self:
            reasons = schedule._reasons_against(schedule.user_ids)
            if reasons:
                raise ValidationError("\n".join(reasons.values()))

    def _reasons_against(self, users):
        """Why some of these people may not get the reports: ``{user: sentence}``.

        Asked when they are named and again whenever a report leaves: rights may have been taken
        away in between.
        """
        self.ensure_one()
        tree = self.env["arrears.tie.out"]._branches(self.company_id)
        found = {}
        for user in users.sudo():
            missing = tree - user.company_ids
            may_read = self.env["arrears.report.issue"].with_user(user).has_access("read")
            if not user.active or user.share:
                found[user] = self.env._(
                    "%(user)s is not one of the firm's people.", user=user.name
                )
            elif missing:
                found[user] = self.env._(
                    "%(user)s does not work in %(companies)s.",
                    user=user.name, companies=", ".join(missing.mapped("name")),
                )  # fmt: skip
            elif not may_read:
                found[user] = self.env._(
                    "%(user)s has no right to read these reports.", user=user.name
                )
            elif not user.email:
                found[user] = self.env._("%(user)s has no e-mail address.", user=user.name)
        return found

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if self.issue_ids:
            raise UserError(
                self.env._("Reports were made on this schedule and are kept: archive it instead.")
            )

    # ------------------------------------------------------------------
    # Buttons and job
    # ------------------------------------------------------------------

    def action_view_issues(self):
        """Open the reports made on this schedule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_report_issue"
        )
        return {**action, "domain": [("schedule_id", "=", self.id)]}

    def action_make_due(self):
        """Make what is due now, without waiting for the night; what was made is not made twice."""
        self.ensure_one()
        self.check_access("write")
        for period in self._pending():
            self.env["arrears.report.issue"]._issue(self, period)
        return self.action_view_issues()

    @api.model
    def _cron_issue(self):
        """Nightly: make every report that is due, one commit each."""
        cron = self.env["ir.cron"]
        due = [(schedule, period) for schedule in self.search([]) for period in schedule._pending()]
        cron._commit_progress(remaining=len(due))
        for schedule, period in due:
            self.env["arrears.report.issue"]._issue(schedule, period)
            if not cron._commit_progress(1):
                return
