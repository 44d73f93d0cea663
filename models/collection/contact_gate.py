import hashlib
import re
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.contact_rules import (
    FAMILIES,
    PastContact,
    Rules,
    Window,
    cap_reasons,
    next_allowed,
    tighten,
    time_reasons,
)
from .decision import PastContacts

# A look back that covers the longest cap.
LOOK_BACK_DAYS = 35
# Scope of the automatic ladder only: a person may still ring somebody up.
AUTOMATIC_ONLY = frozenset({"escalation_off", "escalation_off_no_unit", "no_policy"})


class ArrearsContact(models.Model):
    """Hours, caps and stops, asked with the debtor's own clock and over all companies."""

    _inherit = "arrears.contact"

    @api.model
    def _now(self, company):
        """The present moment in UTC. ``arrears_now`` or ``arrears_today`` in the context moves it.

        Where only the day is moved, it is ten in the morning of the company. Both are of kinds
        that no remote call can carry: a moment with its zone, a plain date.
        """
        given = self.env.context.get("arrears_now")
        if isinstance(given, datetime) and given.tzinfo:
            return given.astimezone(timezone.utc).replace(tzinfo=None)
        if company._arrears_clock_is_moved():
            morning = datetime.combine(company._arrears_today(), time(10))
            return self._to_utc(morning, company.partner_id, company)
        return fields.Datetime.now()

    @api.model
    def _zone(self, partner, company):
        """The time zone a debtor lives by, else the company's."""
        return ZoneInfo(partner.tz) if partner.tz else company._arrears_time_zone()

    @api.model
    def _to_local(self, moment, partner, company):
        """A UTC moment on the debtor's clock, without zone."""
        zone = self._zone(partner, company)
        return moment.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)

    @api.model
    def _to_utc(self, local, partner, company):
        """A moment on the debtor's clock as UTC, without zone."""
        zone = self._zone(partner, company)
        return local.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)

    @api.model
    def _rules_of(self, jurisdiction):
        """The rules of one jurisdiction: its hours tighten ours, its calendar has the holidays."""
        if not jurisdiction:
            return Rules()
        hours = {
            "message": self._window(jurisdiction.message_hour_from, jurisdiction.message_hour_to),
            "call": self._window(jurisdiction.call_hour_from, jurisdiction.call_hour_to),
            "visit": self._window(jurisdiction.visit_hour_from, jurisdiction.visit_hour_to),
        }
        calendar = self.env["arrears.holiday"]._calendar(jurisdiction)
        if not jurisdiction.holidays_blocked:
            calendar = replace(calendar, holidays=frozenset())
        return Rules(tighten(hours), calendar)

    @api.model
    def _rules_for(self, cases):
        """The rules for the one debtor of these cases. Rooms narrow them through ``super()``."""
        return self._rules_of(cases.estate_id.jurisdiction_id[:1])

    @api.model
    def _window(self, start, end):
        return Window(self._clock(start), self._clock(end))

    @api.model
    def _clock(self, hours):
        """Decimal hours as a time of day; 24 is the last minute."""
        minutes = min(round(hours * 60), 24 * 60 - 1)
        return time(*divmod(minutes, 60))

    @api.model
    def _address_key(self, address):
        """A digest that tells whether two contacts used one number or mailbox.

        Of a number the last ten digits count, so that spaces, dashes, a leading zero and the
        country's code make no difference. Two numbers taken for one only means more peace.
        """
        plain = (address or "").strip().lower()
        if "@" not in plain:
            plain = re.sub(r"\D", "", plain).lstrip("0")[-10:]
        if not plain:
            return False
        salt = self.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        return hashlib.sha256(f"{salt}:{plain}".encode()).hexdigest()

    @api.model
    def _key_on(self, channel, address):
        """The digest of an address of a channel. Rooms with addresses of another sort extend it."""
        return self._address_key(address)

    @api.model
    def _past_contacts(self, debtor_ids, keys, now, besides=()):
        """Outgoing dunning of these people and numbers, over all units and companies.

        The caps protect the person, so companies are not asked after: this is the one query of
        this room that looks across them, and it tells nothing but times. A message that surely
        failed reached nobody and does not count; one that was cut off may have left, and does.

        :return: ``PastContacts``
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT debtor_id, address_key, channel, moment, state = 'connected'
                  FROM arrears_contact
                 WHERE direction = 'out' AND contact_class = 'dunning'
                   AND state NOT IN ('refused', 'cancelled')
                   AND (state != 'failed' OR outcome IS NOT NULL OR happened_at IS NULL)
                   AND moment > %(since)s
                   AND (debtor_id = ANY(%(debtors)s) OR address_key = ANY(%(keys)s))
                   AND id != ALL(%(besides)s)
                """,
                since=now - timedelta(days=LOOK_BACK_DAYS),
                debtors=list(debtor_ids),
                keys=[key for key in keys if key],
                besides=list(besides),
            )
        )
        return PastContacts(
            (who, key, FAMILIES[channel], at, done) for who, key, channel, at, done in rows
        )

    @api.model
    def _past_of(self, past, debtor, company, key):
        """The contacts that count for one debtor and number, on the debtor's clock."""
        return [
            PastContact(
                family, self._to_local(moment, debtor, company), connected, who == debtor.id
            )
            for who, _key, family, moment, connected in past.of(debtor.id, key)
        ]

    @api.model
    def _contact_reasons(self, cases, channel, moment, key=False, besides=()):
        """Why these cases' debtor may not be contacted in this way at this moment.

        :param moment: UTC
        :return: list of ``Reason``: hours and caps, not the stops of the cases
        """
        debtor, company = cases.debtor_id, cases.company_id
        rules = self._rules_for(cases)
        local = self._to_local(moment, debtor, company)
        rows = self._past_contacts(debtor.ids, [key], moment, besides)
        past = self._past_of(rows, debtor, company, key)
        family = FAMILIES[channel]
        return [*time_reasons(family, local, rules), *cap_reasons(family, local, past, rules)]

    @api.model
    def _reasons_against_call_at(self, case, moment):
        """Why nobody may call the debtor at an hour that was asked for: the hours alone.

        :param moment: UTC
        """
        local = self._to_local(moment, case.debtor_id, case.company_id)
        return time_reasons("call", local, self._rules_for(case))

    @api.model
    def _next_allowed(self, cases, channel, moment):
        """The first UTC moment, this one or later, within the debtor's hours."""
        debtor, company = cases.debtor_id, cases.company_id[:1]
        rules = self._rules_for(cases)
        local = next_allowed(FAMILIES[channel], self._to_local(moment, debtor, company), rules)
        return self._to_utc(local, debtor, company)
