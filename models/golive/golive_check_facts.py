import re
from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models
from odoo.tools import SQL

from ...engine import golive_rows, money
from ...engine.golive_people import Person, digits, plain_name

_BETWEEN_UNITS = re.compile(r"[;；、,，\n]+")


@dataclass(slots=True)
class Facts:
    """What the books say that rows are judged by; fetched once for all rows."""

    units: dict = field(default_factory=dict)
    parties: dict = field(default_factory=lambda: defaultdict(list))
    owners: dict = field(default_factory=lambda: defaultdict(list))
    by_phone: dict = field(default_factory=lambda: defaultdict(list))
    by_reference: dict = field(default_factory=lambda: defaultdict(list))
    payers: dict = field(default_factory=dict)
    booked: dict = field(default_factory=dict)
    charged: list = field(default_factory=list)
    owed: set = field(default_factory=set)
    collected: set = field(default_factory=set)
    channels: dict = field(default_factory=dict)

    @staticmethod
    def divide(text):
        """The addresses in a cell that names several units."""
        return [part.strip() for part in _BETWEEN_UNITS.split(text)]

    @staticmethod
    def months(unit, values):
        """What a period is about: {(unit, kind, year, month)}."""
        first, last = values.get("period_from"), values.get("period_to")
        if not (first and last):
            return set()
        kind = values.get("kind") or "principal"
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return {(unit, kind, *divmod(number, 12)) for number in numbers}

    def charge_item(self, place):
        """The item of the books at a place."""
        return next(item for item in self.charged if item.place == place)

    def is_collected(self, row):
        """Whether an active mandate collects from this person for one of the units."""
        return any((row.person, unit) in self.collected for unit in row.values["unit_ids"])

    @staticmethod
    def same(row, booked):
        """Whether a row says what was booked under its key."""
        said = row.values | {"debtor": row.person}
        return all(
            (said.get(name) or None) == (booked.get(name) or None) for name in golive_rows.COMPARED
        )


class ArrearsGolive(models.Model):
    """Fetching what rows are judged by: a few queries, whatever the number of rows."""

    _inherit = "arrears.golive"

    def _facts(self, rows):
        """:return: ``Facts`` for these rows"""
        facts = Facts()
        units = self.env["arrears.unit"].with_context(active_test=False)
        found = units.search_fetch([("estate_id", "=", self.estate_id.id)], ["name"])
        facts.units = {units._address_of(unit.name): unit.id for unit in found}
        self._fetch_people(facts, rows)
        self._fetch_booked(facts)
        self._fetch_charged(facts)
        self._fetch_mandates(facts)
        self._fetch_payers(facts, rows)
        return facts

    def _fetch_people(self, facts, rows):
        """Parties of the units, and whoever has a telephone or number that a row gives."""
        parties = self.env.execute_query(
            SQL(
                """
                SELECT party.unit_id, party.role, party.date_from, party.date_to,
                       partner.id, partner.name
                  FROM arrears_ownership party
                  JOIN res_partner partner ON partner.id = party.partner_id
                 WHERE party.company_id = %s AND party.estate_id = %s
              ORDER BY party.unit_id, partner.id, party.date_from
                """,
                self.company_id.id, self.estate_id.id,
            )
        )  # fmt: skip
        phones = {digits(row.values.get("person_phone") or "") for row in rows} - {""}
        reached = self._partners_with_phones(phones)
        references = {row.values.get("person_ref") for row in rows} - {None}
        named = self.env["res.partner"].search(
            [("ref", "in", list(references)), *self._usable_partners()]
        )
        names = {key: name for *__, key, name in parties}
        names |= {key: name for key, name, __ in reached} | {one.id: one.name for one in named}
        people = self._persons(names)
        for unit, role, first, last, key, __ in parties:
            if people[key] not in facts.parties[unit]:
                facts.parties[unit].append(people[key])
            if role in ("owner", "developer"):
                facts.owners[unit].append((people[key], first, last))
        for key, __, phone in reached:
            if people[key] not in facts.by_phone[digits(phone)]:
                facts.by_phone[digits(phone)].append(people[key])
        for partner in named:
            facts.by_reference[partner.ref].append(people[partner.id])

    def _persons(self, names):
        """``{partner id: Person}`` of ``{partner id: name}``, with every number of each."""
        numbers = self._numbers_of(list(names))
        return {
            key: Person(key, plain_name(name or ""), frozenset(numbers[key] - {""}))
            for key, name in names.items()
        }

    def _numbers_of(self, partner_ids):
        """``{partner id: {telephone, as digits spells it}}``. Rooms with numbers add theirs."""
        found = defaultdict(set)
        partners = self.env["res.partner"].search_fetch(
            [("id", "in", partner_ids), ("active", "in", (True, False))], ["phone"]
        )
        for partner in partners:
            found[partner.id].add(digits(partner.phone or ""))
        return found

    def _usable_partners(self):
        return [("company_id", "in", (False, *self.company_id.parent_ids.ids))]

    def _partners_with_phones(self, phones):
        """Partners whose telephone ends like one of these; one pass over the contacts."""
        if not phones:
            return []
        return self.env.execute_query(
            SQL(
                r"""
                SELECT id, name, phone
                  FROM res_partner
                 WHERE active AND phone IS NOT NULL
                   AND (company_id IS NULL OR company_id = ANY(%s))
                   AND RIGHT(REGEXP_REPLACE(phone, '\D', '', 'g'), 10) = ANY(%s)
                """,
                self.company_id.parent_ids.ids,
                list(phones),
            )
        )

    def _fetch_booked(self, facts):
        """Rows of this estate that were booked, here or by another go-live of it."""
        minor = self.currency_id.decimal_places
        booked = self.env["arrears.golive.row"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("golive_id.estate_id", "=", self.estate_id.id),
                ("state", "=", "booked"),
            ],
            ["sheet", "row_key", "amount", "debtor_id", "due_date", "cells", "unit_id", "kind",
             "period_from", "period_to", "number"],
        )  # fmt: skip
        for row in booked:
            cells = row.cells or {}
            facts.booked[row.sheet, row.row_key] = {
                "amount": money.minor_units(row.amount, minor), "debtor": row.debtor_id.id,
                "due_date": row.due_date, "price_basis": cells.get("price_basis"),
            }  # fmt: skip
            if row.sheet == "open_item" and row.period_from:
                facts.charged.append(
                    golive_rows.Item(
                        ("row", row.id), 0, row.unit_id.id, row.kind, row.period_from,
                        row.period_to, cells.get("document_number") or "",
                    )
                )  # fmt: skip

    def _fetch_charged(self, facts):
        """Service that the books hold already for these units: bills, and items booked before."""
        charges = self.env.execute_query(
            SQL(
                """
                SELECT charge.id, charge.unit_id, charge.kind, charge.period_from,
                       charge.period_to, move.name, item.id IS NOT NULL
                  FROM arrears_charge charge
             LEFT JOIN account_move move ON move.id = charge.move_id
             LEFT JOIN arrears_golive_row item
                    ON item.line_id = charge.line_id AND item.state = 'booked'
                   AND item.company_id = charge.company_id
                 WHERE charge.company_id = %s AND charge.estate_id = %s AND charge.state <> 'gone'
                   AND charge.period_from IS NOT NULL AND charge.period_to IS NOT NULL
                """,
                self.company_id.id, self.estate_id.id,
            )
        )  # fmt: skip
        for key, unit, kind, first, last, document, is_ours in charges:
            period = {"kind": kind, "period_from": first, "period_to": last}
            facts.owed |= facts.months(unit, period)
            if not is_ours:
                facts.charged.append(
                    golive_rows.Item(("charge", key), 0, unit, kind, first, last, document or "")
                )

    def _fetch_mandates(self, facts):
        mandates = self.env["arrears.mandate"].search(
            [("company_id", "=", self.company_id.id), ("state", "in", ("active", "suspended")),
             ("unit_ids.estate_id", "=", self.estate_id.id)]
        )  # fmt: skip
        facts.collected = {(one.debtor_id.id, unit.id) for one in mandates for unit in one.unit_ids}
        channels = self.env["arrears.bank.channel"].search(
            [("company_id", "in", self.company_id.parent_ids.ids)]
        )
        facts.channels = {channel.code: channel.id for channel in channels}

    def _fetch_payers(self, facts, rows):
        """Who pays in the period of rows that name nobody; one query a day and kind."""
        wanted = defaultdict(dict)
        for row in rows:
            values = row.values
            named = values.get("person_name") or values.get("person_phone")
            unit = facts.units.get(self.env["arrears.unit"]._address_of(row.unit_text))
            if unit and not named and not values.get("person_ref"):
                day = values.get("period_to") or values.get("paid_on") or self.date
                wanted[day, values.get("kind") or "principal"][row.id] = unit
        for (day, kind), by_row in wanted.items():
            units = self.env["arrears.unit"].browse(set(by_row.values()))
            payers = units._payer_on(day, kind)
            people = self._persons({payer.id: payer.name for payer in payers.values() if payer})
            for row_id, unit in by_row.items():
                payer = payers.get(unit)
                if payer:
                    facts.payers[row_id] = people[payer.id]
