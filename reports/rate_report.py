from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ArrearsRateReport(models.Model):
    """Collection rates of a company with its branches on a day, kept with the figures it had.

    Money counts by value date, so a report of a past day can be made at any time. What is kept
    stays as it was made: a later posting shows in the next report.
    """

    _name = "arrears.rate.report"
    _inherit = ["arrears.guarded", "arrears.rate.figures"]
    _description = "Collection rate report"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="With all its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    date = fields.Date(
        string="As of",
        required=True,
        index=True,
        default=lambda self: self.env.company._arrears_today(),
        help="Money counts that the bank moved by this day.",
    )
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._arrears_today().year,
        aggregator=False,
        help="The year of service that is reported; normally that of the day.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("kept", "Kept")], required=True, default="draft", readonly=True
    )
    computed_at = fields.Datetime(string="Made on", readonly=True, copy=False)
    computed_by_id = fields.Many2one("res.users", string="Made by", readonly=True, copy=False)
    is_scheduled = fields.Boolean(string="Made by schedule", readonly=True, copy=False)
    opening_source = fields.Selection(
        [("closed", "Frozen when the year was closed"), ("books", "Read from the books")],
        string="Opening arrears come from",
        readonly=True,
        copy=False,
        help="As long as the year before is not closed, a posting that is dated back moves the "
        "opening arrears.",
    )
    week_date = fields.Date(string="A week before", readonly=True, copy=False)
    last_year_date = fields.Date(string="A year before", readonly=True, copy=False)
    unapplied = fields.Monetary(
        string="Credits not applied",
        readonly=True,
        copy=False,
        help="Money and credits of debtors that no bill has used yet, for whatever kind of charge. "
        "They are in no rate.",
    )
    line_ids = fields.One2many("arrears.rate.line", "report_id", readonly=True, copy=False)
    exclusion_ids = fields.One2many(
        "arrears.rate.exclusion", "report_id", string="Exclusions", readonly=True, copy=False
    )
    goal_ids = fields.One2many(
        "arrears.rate.goal", "report_id", string="Targets", readonly=True, copy=False
    )

    _scheduled_once = models.UniqueIndex(
        "(company_id, date, year) WHERE is_scheduled",
        "The schedule has made this report already: open it in the list.",
    )

    @api.model
    def _effects(self):
        return {
            *("state", "computed_at", "computed_by_id", "is_scheduled", "opening_source"),
            *("week_date", "last_year_date", "unapplied", *self._figure_names()),
        }

    @property
    def _effect_fields(self):
        """Everything that the computation writes; see ``arrears.guarded``."""
        return frozenset(self._effects())

    def _is_frozen(self):
        return self.state == "kept"

    @api.depends("company_id", "date", "year")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Collection rates of %(company)s, %(day)s",
                company=report.company_id.name or "",
                day=report.date or "",
            )

    @api.constrains("date", "year")
    def _check_day(self):
        for report in self:
            if not 2000 <= report.year <= report.date.year:
                raise ValidationError(
                    self.env._(
                        "The day %(day)s lies before the year %(year)s: choose a day in the year "
                        "or after it.",
                        day=report.date,
                        year=report.year,
                    )
                )
            if report.date > report.company_id._arrears_today():
                raise ValidationError(
                    self.env._(
                        "%(day)s has not come yet: choose today or earlier.", day=report.date
                    )
                )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    @api.model
    def action_report_now(self):
        """Make and open the report of today for the current company with its branches."""
        self.check_access("create")
        company = self.env.company
        report = self._make(company, company._arrears_today())
        return report._action_open()

    def action_compute(self):
        """Compute the figures and keep them."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "kept":
            raise UserError(
                self.env._("This report is kept as it was made. Make a new one for today's books.")
            )
        self._compute_and_keep()
        return True

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def action_open_lines(self):
        """Open the figures by estate, building, use and collector."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_rate_line"
        )
        return {**action, "domain": [("report_id", "=", self.id)], "context": {"create": False}}

    @api.model
    def _make(self, company, day, year=None, scheduled=False):
        """Make and keep a report.

        :param company: one ``res.company``; its branches come with it
        :param day: date; money counts that moved by this day
        :param year: the year of service; None: that of the day
        :param scheduled: the schedule asks: a second time on one day gives the report there is
        :return: the kept ``arrears.rate.report``
        """
        year = year or day.year
        key = [("company_id", "=", company.id), ("date", "=", day), ("year", "=", year)]
        if scheduled:
            found = self.search([*key, ("is_scheduled", "=", True)], limit=1)
            if found:
                return found
        report = self.create({"company_id": company.id, "date": day, "year": year})
        if scheduled:
            report._record_effect({"is_scheduled": True})
        report._compute_and_keep()
        return report
