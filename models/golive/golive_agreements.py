from collections import Counter
from dataclasses import dataclass

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from ...engine import money
from ...engine.golive_agreements import OpenItem, promise_fault
from ...engine.golive_sheets import OPEN_ITEM, PROMISE
from ...engine.limitation import DEFAULT_YEARS, is_time_barred
from ...engine.reason import Reason

# Arguments of reasons that are amounts in minor units.
AMOUNTS = ("sum", "total", "left", "amount", "open")


@dataclass(frozen=True, slots=True)
class Owed:
    """An overdue bill beside what was agreed about it: of the books, or of a list to be booked."""

    item: OpenItem
    debtor: int
    unit: int
    kind: str
    is_barred: bool


class ArrearsGolive(models.Model):
    """Promises in force of the old books become promises here, with the hold they stand on."""

    _inherit = "arrears.golive"

    # ------------------------------------------------------------------
    # What is owed
    # ------------------------------------------------------------------

    def _owed(self, rows, facts):
        """What is overdue of the units of the estate: of the books, and of accepted rows to come.

        :return: list of ``Owed``
        """
        today, digits = self.company_id._arrears_today(), self.currency_id.decimal_places
        charges = self.env["arrears.charge"].search(
            [
                ("company_id", "=", self.company_id.id), ("estate_id", "=", self.estate_id.id),
                ("state", "=", "open"), ("amount_remaining", ">", 0), ("due_date", "<", today),
            ]
        )  # fmt: skip
        found = [self._owed_by_charge(charge, digits) for charge in charges]
        coming = [
            row for row in rows
            if row.sheet == OPEN_ITEM and not row.problems
            and (OPEN_ITEM, row.key) not in facts.booked and row.values["due_date"] < today
        ]  # fmt: skip
        owners = self._commercial([row.person for row in coming])
        return found + [self._owed_by_row(row, owners, today) for row in coming]

    def _owed_by_charge(self, charge, digits):
        left = money.minor_units(charge.amount_remaining, digits)
        item = OpenItem(charge.id, charge.due_date, left, charge.period_from or None,
                        charge.period_to or None)  # fmt: skip
        return Owed(item, charge.debtor_id.id, charge.unit_id.id, charge.kind, charge.time_barred)

    def _owed_by_row(self, row, owners, today):
        values = row.values
        item = OpenItem(f"row {row.id}", values["due_date"], values["amount"],
                        values.get("period_from"), values.get("period_to"))  # fmt: skip
        proven = values.get("demand_date") and values.get("demand_proof")
        demands = [values["demand_date"]] if proven else []
        barred = is_time_barred(values["due_date"], today, self._limitation_years(), demands)
        return Owed(item, owners[row.person], row.unit, values["kind"], barred)

    def _limitation_years(self):
        return self.estate_id.jurisdiction_id.limitation_years or DEFAULT_YEARS

    def _commercial(self, people):
        """``{id of a person: id of the debtor}``: who is filed under another owes as that one."""
        partners = self.env["res.partner"].browse(set(people) - {None})
        return {partner.id: partner.commercial_partner_id.id for partner in partners}

    def _in_money(self, reason):
        """A reason whose amounts are read by people."""
        digits = self.currency_id.decimal_places
        return Reason(
            reason.code,
            {
                name: str(money.decimal_amount(value, digits)) if name in AMOUNTS else value
                for name, value in reason.arguments.items()
            },
        )

    # ------------------------------------------------------------------
    # Promises
    # ------------------------------------------------------------------

    def _refuse_by_sheet(self, rows, facts):
        """Extended: promises of more than is owed, over already, or beside another."""
        super()._refuse_by_sheet(rows, facts)
        fresh = [
            row for row in rows
            if row.sheet == PROMISE and not row.problems
            and (PROMISE, row.key) not in facts.booked
        ]  # fmt: skip
        if not fresh:
            return
        today, owed = self.company_id._arrears_today(), Counter()
        for one in self._owed(rows, facts):
            owed[one.debtor, one.unit] += 0 if one.is_barred else one.item.left
        owners = self._commercial([row.person for row in fresh])
        longest = self.company_id._arrears_promise_limits().with_leader
        taken = self._promised_units()
        for row in fresh:
            place, values = (owners[row.person], row.unit), row.values
            fault = promise_fault(
                values["made_on"], values["due_date"], values["amount"], owed[place], today, longest
            )
            if not fault and place in taken:
                fault = Reason("golive_promise_there")
            if fault:
                row.problems.append(self._in_money(fault))
            taken.add(place)

    def _promised_units(self):
        """(debtor, unit) of every promise of the estate that is open."""
        promises = self.env["arrears.promise"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", "open"),
             ("case_id.estate_id", "=", self.estate_id.id)]
        )  # fmt: skip
        return {(case.debtor_id.id, case.unit_id.id) for case in promises.case_id}

    def _book_promise(self, rows):
        """A hold for each, from the day on which it was given; its promise is judged from then on.

        A colleague accepted it in the old books, so nobody's limit of days is asked again.
        """
        cards = self._cards_of(rows)
        holds = self.env["arrears.hold"].with_user(SUPERUSER_ID).create(
            [self._prepare_promise(row, cards[row]) for row in rows]
        )  # fmt: skip
        for row, hold in zip(rows, holds, strict=True):
            self._settle_rows(row, promise_id=hold.promise_ids.id)

    def _prepare_promise(self, row, card):
        compared = self.currency_id.compare_amounts(row.amount, card.amount_pursued)
        return {
            "case_id": card.id,
            "type": "promise",
            "date_from": row.cells["made_on"],
            "date_until": row.due_date,
            "amount": 0 if compared >= 0 else row.amount,
            "author_id": self.env.uid,
        }

    def _cards_of(self, rows):
        """``{row: card}``, made from what was booked a moment ago.

        :raises UserError: nothing of the person is overdue for the unit
        """
        self._refresh_books()
        cards = self.env["arrears.case"].search(
            [
                ("company_id", "=", self.company_id.id), ("state", "!=", "closed"),
                ("unit_id", "in", rows.unit_id.ids),
                ("debtor_id", "in", rows.debtor_id.commercial_partner_id.ids),
            ]
        )  # fmt: skip
        by_place = {(card.debtor_id, card.unit_id): card for card in cards}
        found = {
            row: by_place.get((row.debtor_id.commercial_partner_id, row.unit_id)) for row in rows
        }
        without = [row.display_name for row, card in found.items() if not card]
        if without:
            raise UserError(
                self.env._(
                    "Nothing of this person is overdue for the unit (%(rows)s).",
                    rows=", ".join(without),
                )
            )
        return found

    def _refresh_books(self):
        """Charges and cards as of now, with what was posted in this transaction."""
        self.env.flush_all()
        self.env["arrears.charge"]._refresh_touched()

    # ------------------------------------------------------------------
    # Taking it back
    # ------------------------------------------------------------------

    def _undone_sheets(self):
        """Extended."""
        return (*super()._undone_sheets(), PROMISE)

    def _undo_agreements(self, rows):
        """Extended: what holds a promise up is lifted; the promise stays on record as ended."""
        taken_back = super()._undo_agreements(rows)
        holds = rows.promise_id.hold_id.filtered(lambda hold: not hold.lifted_on)
        if holds:
            holds.action_lift()
        rows._record_effect({"promise_id": False})
        return taken_back | rows.filtered(lambda row: row.sheet == PROMISE)
