from odoo import api, fields, models

from ...engine.earlier_notices import FEWEST_NOTICES, Notice, days_to_name

# What can be proved to have arrived. A talk is no notice: only its log would say so.
WRITTEN = ("email", "sms", "wechat", "letter")


class ArrearsCase(models.Model):
    """The written notices of the present episode that are known to have arrived."""

    _inherit = "arrears.case"

    earlier_notice_days = fields.Json(compute="_compute_earlier_notice_days")

    @api.depends("contact_ids.state", "episode_ids.closed_on")
    @api.depends_context("arrears_today")
    def _compute_earlier_notice_days(self):
        """ISO days of delivered notices; empty below two. One query for all cards in sight."""
        contacts = self.env["arrears.contact"].sudo().search(
            [
                ("case_ids", "in", self.ids),
                ("direction", "=", "out"),
                ("contact_class", "in", ("dunning", "legal")),
                ("channel", "in", WRITTEN),
                ("state", "=", "delivered"),
            ]
        )  # fmt: skip
        notices = {}
        for contact in contacts.filtered("moment"):
            local = contact._to_local(contact.moment, contact.debtor_id, contact.company_id)
            for case_id in contact.case_ids.ids:
                notices.setdefault(case_id, []).append(Notice(local.date(), True))
        for case in self:
            running = case.sudo().episode_ids.filtered(lambda episode: not episode.closed_on)
            since = min(running.mapped("opened_on"), default=None)
            today = case.company_id._arrears_today()
            days = days_to_name(notices.get(case.id, ()), since, today)
            case.earlier_notice_days = [fields.Date.to_string(day) for day in days]

    def _told_of_all(self):
        """The days of notices that are proved for each of these cards; empty below two."""
        common = set.intersection(*(set(case.earlier_notice_days or ()) for case in self))
        days = sorted(fields.Date.to_date(day) for day in common)
        return days if len(days) >= FEWEST_NOTICES else []
