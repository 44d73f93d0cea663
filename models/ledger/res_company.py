from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from odoo import fields, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    def _arrears_today(self):
        """Today where the company works, as a date.

        ``fields.Date.today()`` is UTC and, in China, a day behind until eight in the morning.
        The time zone is that of the company's own contact, else Asia/Shanghai for a company in
        China, else UTC. A context key ``arrears_today`` moves the clock, for tests and the
        demonstration: a plain ``date``, which no remote call can carry (JSON has text, XML-RPC has
        moments), so nobody moves hours, holidays or an absence from outside.
        """
        self.ensure_one()
        if self._arrears_clock_is_moved():
            return self.env.context["arrears_today"]
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return now.astimezone(self._arrears_time_zone()).date()

    def _arrears_clock_is_moved(self):
        """Whether the context moves the day; see ``_arrears_today``."""
        moved = self.env.context.get("arrears_today")
        return isinstance(moved, date) and not isinstance(moved, datetime)

    def _arrears_in_language(self, records):
        """The records as this company speaks: what jobs leave for its people to read.

        A scheduled action and the sidecar have no language of their own.
        """
        self.ensure_one()
        language = self.sudo().partner_id.lang
        return records.with_context(lang=language) if language else records

    def _arrears_time_zone(self):
        """The company's time zone; see ``_arrears_today``."""
        return ZoneInfo(self._arrears_time_zone_name())

    @tools.ormcache("self.id")
    def _arrears_time_zone_name(self):
        """Remembered, since every transaction that posts or pays asks for it.

        ``res.partner`` forgets it when a company's contact moves.
        """
        contact = self.sudo().partner_id
        return contact.tz or ("Asia/Shanghai" if contact.country_id.code == "CN" else "UTC")
