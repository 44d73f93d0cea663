import base64
import hashlib

import psycopg2
from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .report_schedule import FREQUENCIES

# What may go wrong with one report without stopping the others. A conflict with another
# transaction is none of these: the job meets it again on its next turn.
FAILURES = (
    UserError, ArithmeticError, LookupError, OSError, TypeError, ValueError,
    psycopg2.DataError, psycopg2.IntegrityError, psycopg2.ProgrammingError,
)  # fmt: skip


class ArrearsReportIssue(models.Model):
    """The reports of one week or month as they were made: figures, file and who got it.

    Unique per schedule and period. Once made it never changes; what could not be made says why
    and is tried again the next night.
    """

    _name = "arrears.report.issue"
    _inherit = ["arrears.guarded"]
    _description = "Issued report"
    _order = "date_to desc, id desc"
    _rec_name = "date_to"

    schedule_id = fields.Many2one(
        "arrears.report.schedule", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    frequency = fields.Selection(FREQUENCIES, required=True, readonly=True)
    date_from = fields.Date(string="First day", required=True, readonly=True)
    date_to = fields.Date(string="Last day", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("made", "Issued"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    attempts = fields.Integer(readonly=True)
    failure = fields.Text(string="What went wrong", readonly=True)
    failed_at = fields.Datetime(string="Last failed at", readonly=True)
    made_at = fields.Datetime(string="Made at", readonly=True)

    # What was found, and the file that people got
    figures = fields.Json(readonly=True, help="Amounts in minor units of the currency.")
    ageing_report_id = fields.Many2one(
        "arrears.ageing.report", string="Ageing of receivables", readonly=True, ondelete="restrict"
    )
    roll_report_id = fields.Many2one(
        "arrears.roll.report", string="Roll rates", readonly=True, ondelete="restrict"
    )
    rate_report_id = fields.Many2one(
        "arrears.rate.report", string="Collection rates", readonly=True, ondelete="restrict"
    )
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    unexplained = fields.Monetary(readonly=True, help="Must be zero.")
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    intact = fields.Boolean(
        compute="_compute_intact", help="The file still has the SHA-256 of the day it was made."
    )

    # Who got it
    mailed_at = fields.Datetime(string="Mailed at", readonly=True)
    user_ids = fields.Many2many(
        "res.users", "arrears_report_issue_user_rel", string="Sent to", readonly=True
    )
    left_out = fields.Text(string="Not sent to", readonly=True)

    _once = models.UniqueIndex(
        "(schedule_id, date_to)", "The report of this week or month exists already."
    )
    _effect_fields = frozenset(
        {
            *("state", "attempts", "failure", "failed_at", "made_at", "figures", "file"),
            *("ageing_report_id", "roll_report_id", "rate_report_id", "amount_overdue"),
            *("unexplained", "file_name", "sha256", "mailed_at", "user_ids", "left_out"),
        }
    )

    def _is_frozen(self):
        return self.state == "made"

    @api.depends("schedule_id", "date_from", "date_to")
    def _compute_display_name(self):
        for issue in self:
            issue.display_name = f"{issue.schedule_id.name} {issue.date_from} – {issue.date_to}"

    @api.depends("file", "sha256")
    def _compute_intact(self):
        for issue in self.with_context(bin_size=False):
            content = base64.b64decode(issue.file or b"")
            issue.intact = bool(issue.sha256) and issue.sha256 == _sha256(content)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        """Replaced: also one that failed is kept, with what went wrong."""
        raise UserError(self.env._("Issued reports are kept."))

    # ------------------------------------------------------------------
    # Making it
    # ------------------------------------------------------------------

    @api.model
    def _issue(self, schedule, period):
        """Make the report of a period, unless it was made; leave a trace if that fails.

        :param schedule: one ``arrears.report.schedule``
        :param period: an ``engine.report_periods.ReportPeriod``
        :return: the ``arrears.report.issue``
        """
        issue = self._claimed(schedule, period)
        if not issue or issue.state == "made":
            return issue  # none: somebody else is making it at this moment
        try:
            with self.env.cr.savepoint():
                issue._produce()
        except FAILURES as error:
            self.env.invalidate_all(flush=False)
            issue._record_effect(
                {
                    "state": "failed",
                    "attempts": issue.attempts + 1,
                    "failure": f"{type(error).__name__}: {error}",
                    "failed_at": fields.Datetime.now(),
                }
            )
        return issue

    @api.model
    def _claimed(self, schedule, period):
        """The row of a period, made by whoever came first: the database decides."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_report_issue (
                    schedule_id, company_id, frequency, date_from, date_to, state, attempts,
                    create_uid, create_date, write_uid, write_date)
                VALUES (%(schedule)s, %(company)s, %(frequency)s, %(first)s, %(last)s, 'waiting', 0,
                        %(user)s, %(now)s, %(user)s, %(now)s)
                ON CONFLICT (schedule_id, date_to) DO NOTHING
                """,
                schedule=schedule.id, company=schedule.company_id.id,
                frequency=schedule.frequency, first=period.first, last=period.last,
                user=self.env.uid, now=self.env.cr.now(),
            )
        )  # fmt: skip
        schedule.invalidate_recordset(["issue_ids"])
        system = self._as_the_firm(schedule)
        return system.search(
            [("schedule_id", "=", schedule.id), ("date_to", "=", period.last)], limit=1
        )

    @api.model
    def _as_the_firm(self, schedule):
        """Work as the system, in the schedule's companies and language.

        What a manager may see and what a recipient may see are asked for elsewhere; the figures
        are those of the whole tree, whoever pressed the button.
        """
        system = self.env["res.users"].browse(api.SUPERUSER_ID)
        tree = self.env["arrears.tie.out"]._branches(schedule.company_id)
        return self.with_user(system).with_context(
            lang=schedule.language_id.code, allowed_company_ids=tree.ids
        )

    def _produce(self):
        """Make the reports, keep figures and file, and mail them."""
        self.env.cr.execute(
            SQL("SELECT 1 FROM arrears_report_issue WHERE id = %s FOR UPDATE", self.id)
        )
        reports = self._make_reports()
        self._record_effect(reports)
        content = self._workbook()
        figures = self._collect_figures()
        self._record_effect(
            {
                "figures": figures,
                "file": base64.b64encode(content),
                "file_name": f"{self.schedule_id.id}_{self.date_to}.xlsx",
                "sha256": _sha256(content),
                "amount_overdue": self.ageing_report_id.amount_overdue,
                "unexplained": self.ageing_report_id.unexplained,
                "made_at": fields.Datetime.now(),
                "attempts": self.attempts + 1,
                "failure": False,
            }
        )
        self._mail()
        self._record_effect({"state": "made"})

    def _make_reports(self):
        """Make what the schedule asks for: ``{field: id}``. Other rooms add theirs."""
        schedule, made = self.schedule_id, {}
        if schedule.has_ageing:
            made["ageing_report_id"] = (
                self.env["arrears.ageing.report"]
                ._make(self.company_id, self.date_to, schedule.basis, schedule.axis)
                .id
            )
        if schedule.has_roll_rates:
            first = fields.Date.subtract(self.date_from, days=1)
            made["roll_report_id"] = (
                self.env["arrears.roll.report"]
                ._make(self.company_id, first, self.date_to, schedule.basis)
                .id
            )
        if schedule.has_rates:
            rates = self.env["arrears.rate.report"]
            made["rate_report_id"] = rates._make(self.company_id, self.date_to, scheduled=True).id
        return made

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------

    def _mail(self):
        """One mail for each person named who may read the reports today.

        Neither the mail nor its file names a debtor: who wants to see them opens the record.
        """
        reasons = self.schedule_id._reasons_against(self.schedule_id.user_ids)
        users = self.schedule_id.user_ids - self.env["res.users"].union(*reasons)
        for user in users:
            self._mail_to(user)
        self._record_effect(
            {
                "user_ids": [fields.Command.set(users.ids)],
                "mailed_at": fields.Datetime.now() if users else False,
                "left_out": "\n".join(reasons.values()),
            }
        )

    def _mail_to(self, user):
        issue = self.with_context(lang=user.lang)
        body = issue.env["ir.qweb"]._render(
            "property_arrears.report_issue_mail", issue._mail_values(), minimal_qcontext=True
        )
        self.env["mail.mail"].create(
            {
                "subject": issue.display_name,
                "body_html": Markup(body),
                "email_from": self.company_id.email_formatted or user.email_formatted,
                "email_to": user.email_formatted,
                "auto_delete": False,
                "attachment_ids": [fields.Command.create(self._mail_attachment())],
            }
        )

    def _mail_attachment(self):
        return {
            "name": self.file_name,
            "raw": base64.b64decode(self.with_context(bin_size=False).file),
            "res_model": "mail.mail",
        }


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
