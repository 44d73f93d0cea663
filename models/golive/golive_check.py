from dataclasses import dataclass, field
from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2.extras import Json

from ...engine import golive_rows
from ...engine.golive_sheets import (
    COLUMNS,
    DEMAND,
    FORMER_CLAIM,
    MANDATE,
    OPEN_ITEM,
    PLAN,
    SHEETS,
    UNIT,
)
from ...engine.limitation import DEFAULT_YEARS
from ...engine.reason import Reason, as_json, from_json

_DAYS = {
    sheet: [column.name for column in columns if column.type == "day"]
    for sheet, columns in COLUMNS.items()
}


@dataclass(slots=True)
class Judged:
    """A row while it is judged: what it says, what it means, why it is refused."""

    id: int
    sheet: str
    number: int
    values: dict
    unit_text: str
    fingerprint: str
    # Whom it was booked for, where it was taken back and says no number any more.
    booked_for: int | None = None
    unit: int | None = None
    person: int | None = None
    key: str | None = None
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)


class ArrearsGolive(models.Model):
    """Judging rows beside the books and beside each other, as a set.

    A few queries for any number of rows; the verdicts are written by two statements.
    """

    _inherit = "arrears.golive"

    def action_check(self):
        """Judge every row anew that is not booked, from the books as they are now.

        :raises UserError: nothing is there to be booked
        """
        self._check_worker()
        self._check_state("draft", "checked", "booked")
        for golive in self:
            golive.sudo()._check_rows()
            if not golive.accepted_count and not golive.refused_count and not golive.booked_count:
                raise UserError(self.env._("Upload a list first."))
            golive._record_effect({"state": "checked"})

    def _check_rows(self):
        """Set state, key, unit, person, reasons and notes of every row that is not booked."""
        self.ensure_one()
        rows = self._rows_to_judge()
        facts = self._facts(rows)
        today, currency = self.company_id._arrears_today(), self.currency_id.name
        years = self.estate_id.jurisdiction_id.limitation_years or DEFAULT_YEARS
        for row in rows:
            unread = [reason.arguments.get("cell") for reason in row.problems]
            problems, notes = golive_rows.judge(
                row.sheet, row.values, self.date, today, currency, years, unread
            )
            row.problems += problems
            row.notes += notes
            self._place_row(row, facts)
        self._refuse_twice(rows, facts)
        self._refuse_overlaps(rows, facts)
        self._refuse_by_sheet(rows, facts)
        known = self._forget_known(rows, facts)
        self._write_verdicts([row for row in rows if row.id not in known])

    def _rows_to_judge(self):
        """The rows that are not booked, as the engine sees them, in the order of their files."""
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                SELECT id, sheet, number, cells, read_problems, unit_text, account_hash,
                       CASE WHEN contact_emptied THEN debtor_id END
                  FROM arrears_golive_row
                 WHERE golive_id = %s AND company_id = %s AND state <> 'booked'
              ORDER BY array_position(%s, sheet::text), file_id, number, id
                """,
                self.id, self.company_id.id, list(SHEETS),
            )
        )  # fmt: skip
        return [
            Judged(
                row_id, sheet, number, self._typed(sheet, cells or {}), unit_text or "",
                fingerprint or "", problems=from_json(problems), booked_for=booked_for,
            )
            for row_id, sheet, number, cells, problems, unit_text, fingerprint, booked_for in found
        ]  # fmt: skip

    def _typed(self, sheet, cells):
        """Values as the engine reads them, from what a row keeps."""
        values = dict(cells)
        for name in _DAYS[sheet]:
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        return values

    # ------------------------------------------------------------------
    # One row beside the books
    # ------------------------------------------------------------------

    def _place_row(self, row, facts):
        """Find unit and person of a row, and its key."""
        if row.sheet == UNIT:
            self._place_unit_row(row, facts)
            return
        if row.unit_text:
            self._find_unit(row, facts)
        if row.unit:
            self._find_person(row, facts)
        if row.problems:
            return
        values = row.values | {"debtor": row.person, "fingerprint": row.fingerprint}
        row.key = golive_rows.row_key(row.sheet, row.unit, values)

    def _find_unit(self, row, facts):
        texts = [row.unit_text]
        if row.sheet in (MANDATE, PLAN):
            texts = [part for part in facts.divide(row.unit_text) if part]
        units = [facts.units.get(self.env["arrears.unit"]._address_of(text)) for text in texts]
        unknown = [text for text, unit in zip(texts, units, strict=True) if not unit]
        if unknown:
            row.problems.append(Reason("golive_unit_unknown", {"unit": ", ".join(unknown)}))
            return
        row.unit = units[0]
        row.values["unit_ids"] = units

    # ------------------------------------------------------------------
    # Rows beside each other
    # ------------------------------------------------------------------

    def _refuse_twice(self, rows, facts):
        """The second row with one key is refused, and names the first."""
        seen = {}
        for row in rows:
            if not row.key:
                continue
            first = seen.setdefault((row.sheet, row.key), row)
            if first is not row:
                row.problems.append(Reason("golive_twice", {"other": first.number}))

    def _refuse_overlaps(self, rows, facts):
        """Items of one unit and kind may not share days, with each other or with the books."""
        for sheet in (OPEN_ITEM, FORMER_CLAIM):
            fresh = [row for row in rows if row.sheet == sheet and not row.problems]
            own = {row.id: row for row in fresh if (sheet, row.key) not in facts.booked}
            items = [self._item(row) for row in own.values() if row.values.get("period_from")]
            charged = facts.charged if sheet == OPEN_ITEM else []
            for place, other in golive_rows.overlaps([*charged, *items]).items():
                if place in own:
                    own[place].problems.append(_overlap(other))
                elif other.place in own:
                    # The books hold the later one of the two.
                    own[other.place].problems.append(_overlap(facts.charge_item(place)))

    def _item(self, row):
        values = row.values
        return golive_rows.Item(
            row.id, row.number, row.unit, values["kind"], values["period_from"],
            values["period_to"], values.get("document_number") or "",
        )  # fmt: skip

    def _refuse_by_sheet(self, rows, facts):
        """What only one list asks: a mandate that is there, a demand for nothing that is owed."""
        owed = set(facts.owed)
        for row in rows:
            if row.sheet == OPEN_ITEM and not row.problems:
                owed |= facts.months(row.unit, row.values)
        for row in rows:
            if row.problems:
                continue
            if row.sheet == MANDATE and facts.is_collected(row):
                row.problems.append(Reason("golive_mandate_exists"))
            if row.sheet == DEMAND and not owed & facts.months(row.unit, row.values):
                row.problems.append(Reason("golive_demand_for_nothing"))

    # ------------------------------------------------------------------
    # Verdicts
    # ------------------------------------------------------------------

    def _forget_known(self, rows, facts):
        """Take off rows that were booked already and say the same; a changed one is refused.

        :return: ids of the rows that are gone
        """
        known, counted = set(), {}
        for row in rows:
            booked = facts.booked.get((row.sheet, row.key)) if row.key else None
            if booked is None:
                continue
            if facts.same(row, booked):
                known.add(row.id)
            else:
                row.problems.append(Reason("golive_booked_differs"))
        gone = self.env["arrears.golive.row"].browse(sorted(known))
        for row in gone:
            counted[row.file_id] = counted.get(row.file_id, 0) + 1
        for file, count in counted.items():
            file.known_count += count
        gone.unlink()
        return known

    def _write_verdicts(self, rows):
        """Two statements: first nobody is accepted, so that keys may change hands."""
        self.env.flush_all()
        ids = [row.id for row in rows]
        Row = self.env["arrears.golive.row"]
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_golive_row SET state = 'refused', row_key = NULL"
                " WHERE id = ANY(%s) AND company_id = %s AND golive_id = %s AND state <> 'booked'",
                ids, self.company_id.id, self.id,
            )
        )  # fmt: skip
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_golive_row kept
                   SET state = told.state, row_key = told.row_key, unit_id = told.unit_id,
                       debtor_id = told.debtor_id, reasons = told.reasons, notes = told.notes,
                       has_note = told.has_note
                  FROM jsonb_to_recordset(%s) AS told(
                       id int, state text, row_key text, unit_id int, debtor_id int,
                       reasons jsonb, notes jsonb, has_note int)
                 WHERE kept.id = told.id AND kept.company_id = %s AND kept.golive_id = %s
                """,
                Json([_verdict(row) for row in rows]), self.company_id.id, self.id,
            )
        )  # fmt: skip
        Row.invalidate_model()
        self.invalidate_recordset()


def _overlap(other):
    days = {"first": other.first.isoformat(), "last": other.last.isoformat()}
    if other.number:
        return Reason("golive_overlap", {"other": other.number, **days})
    return Reason("golive_overlap_ledger", days)


def _verdict(row):
    refused = bool(row.problems)
    return {
        "id": row.id, "state": "refused" if refused else "accepted",
        "row_key": None if refused else row.key, "unit_id": row.unit, "debtor_id": row.person,
        "reasons": as_json(row.problems), "notes": as_json(row.notes),
        "has_note": 1 if row.notes and not refused else 0,
    }  # fmt: skip
