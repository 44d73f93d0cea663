from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.payers import TENANT

SOLE = {"owner": "owner", "developer": "owner", TENANT: TENANT}


class _Row(NamedTuple):
    """A record that is there (``place`` is -1) or a row of a file; ``last`` None: open."""

    first: object
    place: int
    last: object
    unit_id: int
    partner_id: int
    role: str


class ArrearsOwnership(models.Model):
    """Imports of owners and payers."""

    _inherit = "arrears.ownership"

    @api.model
    def _import_problems(self, rows):
        """Extended: two owners, two paying tenants, or one person twice, on one day of a unit."""
        new = [self._row_of(place, values) for place, values in enumerate(rows)]
        new = [row for row in new if row.unit_id and row.partner_id and row.first]
        known = self.search_fetch(
            [("unit_id", "in", list({row.unit_id for row in new}))],
            ["unit_id", "partner_id", "role", "date_from", "date_to"],
        )
        groups = {}
        for row in [*map(self._row_of_record, known), *new]:
            for key in self._exclusive_keys(row):
                groups.setdefault(key, []).append(row)
        problems = {}
        for group in groups.values():
            for row, other in self._clashes(group):
                problems.setdefault(row.place, self._clash_message(row, other))
        return problems

    @api.model
    def _row_of(self, place, values):
        to_date = fields.Date.to_date
        return _Row(
            to_date(values.get("date_from") or None),
            place,
            to_date(values.get("date_to") or None),
            values.get("unit_id"),
            values.get("partner_id"),
            values.get("role") or "owner",
        )

    @api.model
    def _row_of_record(self, record):
        return _Row(
            record.date_from,
            -1,
            record.date_to or None,
            record.unit_id.id,
            record.partner_id.id,
            record.role,
        )

    @api.model
    def _exclusive_keys(self, row):
        """What only one record may be on a day."""
        yield (row.unit_id, row.role, row.partner_id)
        if row.role in SOLE:
            yield (row.unit_id, SOLE[row.role])

    @api.model
    def _clashes(self, group):
        """Rows of the file that share a day with another of the group, and that one."""
        latest = None
        for row in sorted(group, key=lambda row: (row.first, row.place)):
            if latest and (latest.last is None or row.first <= latest.last):
                blamed, other = (row, latest) if row.place > latest.place else (latest, row)
                if blamed.place >= 0:
                    yield blamed, other
                if latest.last is None or (row.last is not None and row.last < latest.last):
                    continue
            latest = row

    @api.model
    def _clash_message(self, row, other):
        return self.env._(
            "Unit %(unit)s has %(first)s and %(second)s on the same days. Set the last day of the "
            "earlier one to the day before the later one begins.",
            unit=self.env["arrears.unit"].browse(row.unit_id).display_name,
            first=self._row_text(min(row, other)),
            second=self._row_text(max(row, other)),
        )

    @api.model
    def _row_text(self, row):
        """E.g. ``Zhang Wei (Owner, 2020-01-01 – open)``, with its row where it is in the file."""
        roles = dict(self._fields["role"]._description_selection(self.env))
        last = format_date(self.env, row.last) if row.last else self.env._("open")
        name = self.env["res.partner"].browse(row.partner_id).display_name
        return f"{name} ({roles[row.role]}, {format_date(self.env, row.first)} – {last})"
