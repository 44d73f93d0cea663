from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.holiday_years import missing_years


class ArrearsHolidayGap(models.Model):
    """A year whose public holidays are not entered, from the day this was seen until they are:
    without them people are called on a holiday and left alone on a weekend that is worked."""

    _name = "arrears.holiday.gap"
    _description = "Missing calendar of public holidays"
    _inherit = ["arrears.internal.chatter"]
    _order = "resolved_on desc nulls first, year, id"
    _mail_post_access = "read"

    jurisdiction_id = fields.Many2one(
        "arrears.jurisdiction", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    year = fields.Char(required=True, readonly=True)
    found_on = fields.Date(string="Found missing on", required=True, readonly=True)
    resolved_on = fields.Date(string="Entered on", readonly=True)

    _one_open = models.UniqueIndex(
        "(company_id, jurisdiction_id, year) WHERE resolved_on IS NULL",
        "This year is on the list already.",
    )

    @api.depends("jurisdiction_id", "year")
    def _compute_display_name(self):
        for gap in self:
            gap.display_name = f"{gap.jurisdiction_id.name} {gap.year}"

    @api.model
    def _watch(self, company):
        """Bring the list up to date, and tell managers of what is new."""
        today = company._arrears_today()
        estates = self.env["arrears.estate"].sudo().search([("company_id", "=", company.id)])
        missing = {
            (place.id, str(year))
            for place in estates.jurisdiction_id
            for year in missing_years(today, self.env["arrears.holiday"]._calendar(place))
        }
        listed = self.sudo().search(
            [("company_id", "=", company.id), ("resolved_on", "=", False)]
        )  # fmt: skip
        done = listed.filtered(lambda gap: (gap.jurisdiction_id.id, gap.year) not in missing)
        done.write({"resolved_on": today})
        done.activity_ids.unlink()
        self.sudo()._list_new(company, sorted(missing), today)

    @api.model
    def _list_new(self, company, missing, today):
        """Of two jobs at the same moment one gets the row, and gives the tasks."""
        if not missing:
            return
        self.flush_model()
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s::date, %s, %s, now(), now())",
                place, company.id, year, today, self.env.uid, self.env.uid)
            for place, year in missing
        )  # fmt: skip
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_holiday_gap
                       (jurisdiction_id, company_id, year, found_on, create_uid, write_uid,
                        create_date, write_date)
                VALUES %s
                ON CONFLICT (company_id, jurisdiction_id, year) WHERE resolved_on IS NULL
                DO NOTHING RETURNING id
                """,
                rows,
            )
        )
        for gap in self.browse([row[0] for row in made]):
            gap._tell_managers()

    def _tell_managers(self):
        """A task for every manager: whoever has the official calendar at hand enters it."""
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in self.company_id._arrears_people("manager"):
            words = self.with_context(lang=user.lang or self.env.lang).env._(
                "Enter the public holidays and worked weekends of %(year)s", year=self.year
            )
            quiet.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.found_on,
                summary=words,
                user_id=user.id,
            )

    def action_open_holidays(self):
        """Open the calendar."""
        self.check_access("read")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_holiday"
        )
