from odoo import api, fields, models

from ..engine.money import minor_units
from ..engine.relief_figures import Application, by_key, class_of
from ..engine.report_periods import QUARTER, ReportPeriod, periods_due

NO_GROUND = "none"


class ArrearsReliefReport(models.Model):
    """Applications for relief of a calendar quarter, as they stood when it was over.

    For reviewers and managers. It names nobody, and no group of fewer than five owners is shown;
    that holds for whoever made it too. One a company and quarter; once made it never changes.
    """

    _name = "arrears.relief.report"
    _description = "Quarterly report on relief"
    _inherit = ["arrears.guarded"]
    _order = "date_from desc, id desc"
    _rec_name = "date_from"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="First day", required=True, readonly=True)
    date_to = fields.Date(string="Last day", required=True, readonly=True)
    made_on = fields.Date(string="Made on", readonly=True)
    line_ids = fields.One2many("arrears.relief.report.line", "report_id", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, date_from)", "The report on relief of this quarter was made before."
    )

    def _is_frozen(self):
        return bool(self._origin)

    @api.depends("date_from")
    def _compute_display_name(self):
        for report in self:
            day = report.date_from
            quarter = (day.month + 2) // 3 if day else 0
            report.display_name = self.env._(
                "Relief, quarter %(quarter)s of %(year)s",
                quarter=str(quarter), year=str(day.year if day else ""),
            )  # fmt: skip

    @api.model
    def _cron_make(self):
        """Nightly: the report of every quarter that is over and has none; days off are made up
        for, and the database keeps a quarter from being reported twice."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].sudo().search([]):
            for period in self.sudo()._pending(company):
                self.sudo()._make(company, period)
                if not cron._commit_progress(1):
                    return

    @api.model
    def _pending(self, company):
        """Quarters since the first application that are over and not reported, oldest first."""
        first = self.env["arrears.hardship"].search(
            [("company_id", "=", company.id)], order="opened_on", limit=1
        )
        if not first:
            return []
        made = set(self.search([("company_id", "=", company.id)]).mapped("date_from"))
        due = periods_due(QUARTER, first.opened_on, company._arrears_today())
        return [period for period in due if period.first not in made]

    @api.model
    def _make(self, company, period: ReportPeriod):
        """Make the report of one quarter."""
        rows = self._rows(company, period)
        return self.create(
            {
                "company_id": company.id,
                "date_from": period.first,
                "date_to": period.last,
                "made_on": company._arrears_today(),
                "line_ids": [fields.Command.create(row) for row in rows],
            }
        )

    @api.model
    def _rows(self, company, period):
        """The lines, as values: what came in, how it was decided, how soon, and the appeals."""
        received = self._found(company, "opened_on", period)
        decided = self._found(company, "decided_on", period)
        appeals = self._found(company, "appeal_decided_on", period)
        tables = {
            "ground": [
                Application(one.debtor_id.id, one.category or NO_GROUND) for one in received
            ],
            "decision": [self._decision(one) for one in decided],
            "time": [
                Application(one.debtor, class_of(one.days or 0), one.days, one.granted)
                for one in map(self._decision, decided)
            ],
            "appeal": [self._appeal(one) for one in appeals],
        }  # fmt: skip
        digits = company.currency_id.decimal_places
        return [
            self.env["arrears.relief.report.line"]._values(dimension, place, row, digits)
            for dimension, applications in tables.items()
            for place, row in enumerate(by_key(applications))
        ]

    @api.model
    def _found(self, company, day, period):
        return self.env["arrears.hardship"].sudo().search(
            [("company_id", "=", company.id), (day, ">=", period.first), (day, "<=", period.last)]
        )  # fmt: skip

    def _decision(self, application):
        """The first decision; what an appeal granted is shown with the appeals."""
        appealed = application.appeal_decision
        return Application(
            application.debtor_id.id, application.decision,
            (application.decided_on - application.opened_on).days,
            0 if appealed else self._granted(application),
        )  # fmt: skip

    def _appeal(self, application):
        return Application(
            application.debtor_id.id, application.appeal_decision,
            (application.appeal_decided_on - application.appealed_on).days,
            self._granted(application),
        )  # fmt: skip

    def _granted(self, application):
        """What was given up by it, in minor units."""
        digits = application.currency_id.decimal_places
        return minor_units(application.waiver_id.amount_total or 0, digits)
