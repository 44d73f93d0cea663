from odoo import models

from ...engine.golive_people import digits, plain_name, who
from ...engine.golive_rows import row_key
from ...engine.golive_sheets import MANDATE, UNIT
from ...engine.reason import Reason


class ArrearsGolive(models.Model):
    """Judging rows: whom they mean, and rows that make units and owners."""

    _inherit = "arrears.golive"

    def _find_person(self, row, facts):
        row.person = row.booked_for or self._person_said(row, facts)
        if not row.person:
            return
        if row.person not in {party.key for party in facts.parties.get(row.unit, ())}:
            row.notes.append(Reason("golive_not_a_party"))
        if row.sheet == MANDATE:
            self._find_channel(row, facts)

    def _person_said(self, row, facts):
        """Whom a row means by name, telephone or reference; None with its problem on the row."""
        values = row.values
        phone = values.get("person_phone") or ""
        reference = values.get("person_ref")
        person, reason = who(
            values.get("person_name") or "",
            phone,
            facts.by_reference.get(reference, []) if reference else None,
            facts.parties.get(row.unit, ()),
            facts.by_phone.get(digits(phone), ()),
            facts.payers.get(row.id),
        )
        if reason:
            row.problems.append(reason)
            return None
        return person.key

    def _find_channel(self, row, facts):
        code = row.values.get("channel")
        if code and code not in facts.channels:
            row.problems.append(Reason("golive_channel_unknown", {"channel": code}))
        elif not code and len(facts.channels) != 1:
            row.problems.append(Reason("golive_channel_missing"))

    def _place_unit_row(self, row, facts):
        """A unit that may be there already, and an owner that it may have already."""
        address = self.env["arrears.unit"]._address_of(row.unit_text)
        row.unit = facts.units.get(address)
        name, since = row.values.get("person_name"), row.values.get("owner_from")
        if row.unit and name and since:
            self._judge_owner(row, facts, plain_name(name), since)
        if row.unit and not name:
            row.notes.append(Reason("golive_unit_there"))
        if not row.problems:
            row.key = row_key(UNIT, f"{self.estate_id.id}/{address}", row.values)

    def _judge_owner(self, row, facts, name, since):
        clashing = [
            owner
            for owner, first, last in facts.owners.get(row.unit, ())
            if (last is None or last >= since) and first is not None
        ]
        if any(owner.name != name for owner in clashing):
            row.problems.append(Reason("golive_owner_clash"))
        elif clashing:
            row.person = clashing[0].key
            row.notes.append(Reason("golive_unit_there"))
