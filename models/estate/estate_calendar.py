from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date


class ArrearsEstate(models.Model):
    """The days of the next bill, from making it to the first day overdue, and who sees to each."""

    _inherit = "arrears.estate"

    calendar_table = fields.Html(
        string="The next bill day by day", compute="_compute_calendar_table", sanitize=False
    )

    @api.depends(
        *("next_bill_date", "due_rule", "payment_days", "due_day", "due_months"),
        *("billing_user_id", "default_collector_id"),
    )
    @api.depends_context("lang", "arrears_today")
    def _compute_calendar_table(self):
        for estate in self:
            if not estate.next_bill_date:
                estate.calendar_table = False
                continue
            rows = estate._calendar_rows(
                estate.next_bill_date, estate._due_date(estate.next_bill_date)
            )
            estate.calendar_table = self.env["ir.qweb"]._render(
                "property_arrears.fee_calendar_table",
                {
                    "rows": [
                        {"day": format_date(self.env, day), "what": what, "who": who or ""}
                        for day, what, who in sorted(rows, key=lambda row: row[0])
                    ]
                },
            )

    def _calendar_rows(self, billed_on, due_on):
        """``[(day, what happens, who sees to it)]``; other rooms add their days.

        A day without a person is the work of a job.
        """
        self.ensure_one()
        _ = self.env._
        return [
            (billed_on, _("Bills are made"), self.billing_user_id.name),
            (due_on, _("Last day to pay"), False),
            (
                due_on + timedelta(days=1),
                _("First day overdue: the card appears"),
                self.default_collector_id.name,
            ),
        ]
