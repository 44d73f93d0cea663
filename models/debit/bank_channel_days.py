from datetime import time, timedelta

from odoo import fields, models

from ...engine.debit_calendar import BankDays


class ArrearsBankChannel(models.Model):
    """When this bank collects, until when it takes a file, and when it has answered."""

    _inherit = "arrears.bank.channel"

    first_run_day = fields.Integer(
        string="First run on day", help="Day of the month on which the bank collects; 0: any."
    )
    second_run_day = fields.Integer(
        string="Second run on day",
        help="Day of the month on which the bank presents again what failed; 0: none of its own.",
    )
    working_days_only = fields.Boolean(
        string="On working days alone",
        help="The bank neither collects nor takes files on weekends and public holidays.",
    )
    lead_days = fields.Integer(
        string="Days ahead",
        help="So many of the bank's days before the day of collection the file must be there.",
    )
    cut_off_hour = fields.Float(
        string="Cut-off", default=24.0, help="Until when on that day, in the company's time."
    )
    notice_days = fields.Integer(
        string="Announced days ahead",
        help="So many days before the collection the payer must be told of day and amount "
        "(SEPA: 14, unless agreed otherwise); 0: the scheme does not ask for it.",
    )
    lapse_months = fields.Integer(
        string="Mandates lapse after months",
        help="A mandate that was not used for so long has expired (SEPA: 36); 0: never.",
    )
    answer_days = fields.Integer(
        string="Answers within days",
        default=3,
        help="So many of the bank's days after the collection its answer is due; after that the "
        "treasurer and the managers are told.",
    )

    _runs_in_month = models.Constraint(
        "CHECK (COALESCE(first_run_day, 0) BETWEEN 0 AND 31"
        " AND COALESCE(second_run_day, 0) BETWEEN 0 AND 31)",
        "The bank's runs are days of a month, 1 to 31, or 0 for none.",
    )
    _days_possible = models.Constraint(
        "CHECK (COALESCE(lead_days, 0) BETWEEN 0 AND 30"
        " AND COALESCE(answer_days, 0) BETWEEN 0 AND 60"
        " AND COALESCE(notice_days, 0) BETWEEN 0 AND 60 AND COALESCE(lapse_months, 0) >= 0"
        " AND COALESCE(cut_off_hour, 24) > 0 AND COALESCE(cut_off_hour, 24) <= 24)",
        "Days ahead lie between 0 and 30, days for answer and announcement between 0 and 60, and "
        "the cut-off between 0:00 and 24:00.",
    )

    def _earliest_day(self, company):
        """The first day that this bank can keep and that payers can be told of in time.

        :param company: whose clock and date count
        """
        told = company._arrears_today() + timedelta(days=self.notice_days)
        return max(self._bank_days().earliest(company._arrears_clock()), told)

    def _bank_days(self):
        """How this bank reckons, for the engine; holidays are those of its company's estates."""
        self.ensure_one()
        estates = self.estate_ids or self.env["arrears.estate"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        minutes = round(self.cut_off_hour * 60)
        return BankDays(
            calendar=self.company_id._arrears_calendar(estates[:1]),
            every_day=not self.working_days_only,
            lead=self.lead_days,
            cut_off=time(*divmod(minutes, 60)) if minutes < 24 * 60 else None,
            runs=tuple(sorted({self.first_run_day, self.second_run_day} - {0})),
        )
