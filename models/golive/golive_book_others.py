from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import UserError

from ...engine import money
from ...engine.golive_people import digits, plain_name
from ..debit import account_vault
from .golive_check_facts import Facts


class ArrearsGolive(models.Model):
    """Units and owners, mandates, past demands and claims of a former firm."""

    _inherit = "arrears.golive"

    # ------------------------------------------------------------------
    # Units and owners
    # ------------------------------------------------------------------

    def _book_unit(self, rows):
        """Make what is missing; what is there stays as it is."""
        fresh = rows.filtered(lambda row: not row.unit_id)
        units = self.env["arrears.unit"].create([self._prepare_unit(row) for row in fresh])
        for row, unit in zip(fresh, units, strict=True):
            row._record_effect({"unit_id": unit.id})
        owning = rows.filtered(lambda row: row.cells.get("person_name") and not row.debtor_id)
        self._find_or_make_owners(owning)
        self.env["arrears.ownership"].create(
            [
                {
                    "unit_id": row.unit_id.id, "partner_id": row.debtor_id.id,
                    "date_from": row.cells["owner_from"],
                }
                for row in owning
            ]
        )  # fmt: skip
        self._settle_rows(rows)

    def _prepare_unit(self, row):
        cells = row.cells
        values = {
            "estate_id": self.estate_id.id,
            "building": cells.get("building"),
            "entrance": cells.get("entrance"),
            "number": cells["number"],
            "usage": cells.get("usage") or "residential",
            "handover_date": cells.get("delivered_on"),
        }
        # Written as it is: an area is no amount of money.
        return values | {"area": float(cells.get("area") or 0)}

    def _find_or_make_owners(self, rows):
        """The owner of each row: who has the same name and telephone, else a new contact.

        Without a telephone every row is a person of its own: two of one name may be two people.
        """
        known = self._people_of(rows)
        fresh = {}
        for row in rows:
            number = digits(row.cells.get("person_phone") or "")
            key = (plain_name(row.cells["person_name"]), number or row.id)
            if key in known:
                row._record_effect({"debtor_id": known[key]})
            else:
                fresh.setdefault(key, []).append(row)
        partners = self._make_owners([owned[0] for owned in fresh.values()])
        for owned, partner in zip(fresh.values(), partners, strict=True):
            for row in owned:
                row._record_effect({"debtor_id": partner.id})

    def _make_owners(self, rows):
        """A new contact for each of these rows, in their order."""
        return self.env["res.partner"].create([self._prepare_owner(row) for row in rows])

    def _prepare_owner(self, row):
        return {
            "name": row.cells["person_name"],
            "phone": row.cells.get("person_phone"),
            "email": row.cells.get("person_email"),
            "lang": self.company_id.partner_id.lang,
        }

    def _people_of(self, rows):
        phones = {digits(row.cells.get("person_phone") or "") for row in rows} - {""}
        return {
            (plain_name(name), digits(phone)): key
            for key, name, phone in self._partners_with_phones(phones)
        }

    # ------------------------------------------------------------------
    # Mandates
    # ------------------------------------------------------------------

    def _book_mandate(self, rows):
        """Signed authorities, active at once: nothing of what was signed is missing."""
        channels = self.env["arrears.bank.channel"].search(
            [("company_id", "in", self.company_id.parent_ids.ids)]
        )
        for row in rows:
            mandate = self.env["arrears.mandate"].create(self._prepare_mandate(row, channels))
            mandate.action_activate()
            # The mandate has the account now; one place is enough.
            hidden = {"account_cipher": False, "account_hash": False}
            self._settle_rows(row, mandate_id=mandate.id, **hidden)

    def _prepare_mandate(self, row, channels):
        cells = row.cells
        wanted = channels.filtered(lambda one: one.code == cells.get("channel")) or channels
        number = account_vault.decrypt(self.env, row.account_cipher.encode()).decode()
        return {
            "company_id": self.company_id.id,
            "channel_id": wanted[0].id,
            "debtor_id": row.debtor_id.id,
            "unit_ids": [Command.set(self._units_of(row).ids)],
            "holder_name": cells["holder"],
            "account_entry": number,
            "bank_name": cells.get("bank_name"),
            "bank_code": cells.get("bank_code"),
            "agreement_number": cells.get("agreement_number"),
            "amount_max": money.amount(
                cells.get("amount_max") or 0, self.currency_id.decimal_places
            ),
            "signed_date": cells["signed_on"],
            "date_from": cells.get("valid_from") or cells["signed_on"],
            "date_to": cells.get("valid_to"),
            "covers_pass_through": cells.get("pass_through", True),
            "covers_late_fee": cells.get("late_fee", False),
        }

    def _units_of(self, row):
        """Every unit that the cell of a mandate names."""
        units = self.env["arrears.unit"].search([("estate_id", "=", self.estate_id.id)])
        by_name = {units._address_of(unit.name): unit for unit in units}
        texts = Facts.divide(row.unit_text)
        return units.browse().union(*(by_name[units._address_of(text)] for text in texts if text))

    # ------------------------------------------------------------------
    # Past demands
    # ------------------------------------------------------------------

    def _book_demand(self, rows):
        self._settle_rows(rows)
        self._record_demands(rows)
        for_nothing = rows.filtered(lambda row: not row.event_id)
        if for_nothing:
            raise UserError(
                self.env._(
                    "No charge of this person lies wholly within the period demanded: correct the "
                    "period or the person (%(rows)s).",
                    rows=", ".join(for_nothing.mapped("display_name")),
                )
            )

    def _record_demands(self, rows):
        """Events of limitation for the charges that rows name; one event a delivery.

        Without a proof a demand is not recorded (SPC limitation rules 2020, art. 8): the row
        carries a note that says so.
        """
        rows = rows.filtered(lambda row: row.cells.get("demand_proof"))
        if not rows:
            return
        # The charges of items that were posted a moment ago.
        self.env.flush_all()
        self.env["arrears.charge"]._refresh_touched()
        found = self._charges_of(rows)
        deliveries = defaultdict(lambda: self.env["arrears.golive.row"])
        for row in rows:
            for debtor in found[row].debtor_id:
                cells = row.cells
                key = (debtor, cells["demand_date"], cells.get("demand_how"), cells["demand_proof"])
                deliveries[key] |= row
        for (debtor, day, how, proof), of_delivery in deliveries.items():
            charges = self.env["arrears.charge"].union(*(found[row] for row in of_delivery))
            event = self.env["arrears.limitation.event"].create(
                {
                    "company_id": self.company_id.id, "debtor_id": debtor.id, "date": day,
                    "method": how or "courier", "proof": proof, "golive_id": self.id,
                    "charge_link_ids": [
                        Command.create({"charge_id": charge.id})
                        for charge in charges
                        if charge.debtor_id == debtor
                    ],
                }
            )  # fmt: skip
            of_delivery._record_effect({"event_id": event.id})
        rows.event_id.action_record()

    def _charges_of(self, rows):
        """``{row: charges}``: the item itself, or every charge of the unit in a demand's period."""
        Charge = self.env["arrears.charge"]
        booked = Charge.search([("line_id", "in", rows.line_id.ids), ("state", "!=", "gone")])
        by_line = booked.grouped("line_id")
        candidates = Charge.search(
            [
                ("company_id", "=", self.company_id.id),
                ("unit_id", "in", rows.unit_id.ids),
                ("state", "!=", "gone"),
                ("period_from", "!=", False),
                ("period_to", "!=", False),
            ]
        ).grouped("unit_id")
        found = {}
        for row in rows:
            if row.line_id:
                found[row] = by_line.get(row.line_id, Charge)
                continue
            found[row] = candidates.get(row.unit_id, Charge).filtered(
                lambda charge, row=row: (
                    charge.kind == (row.kind or "principal")
                    and charge.debtor_id == row.debtor_id.commercial_partner_id
                    and row.period_from <= charge.period_from
                    and charge.period_to <= row.period_to
                )
            )
        return found

    # ------------------------------------------------------------------
    # Claims of a former firm
    # ------------------------------------------------------------------

    def _book_former_claim(self, rows):
        claims = self.env["arrears.former.claim"].create(
            [
                {
                    "estate_id": self.estate_id.id, "unit_id": row.unit_id.id,
                    "debtor_id": row.debtor_id.id, "creditor": row.cells["creditor"],
                    "kind": row.kind, "period_from": row.period_from, "period_to": row.period_to,
                    "due_date": row.due_date, "amount": row.amount,
                    "price_basis": row.cells.get("price_basis"),
                    "document_number": row.cells.get("document_number"),
                }
                for row in rows
            ]
        )  # fmt: skip
        for row, claim in zip(rows, claims, strict=True):
            self._settle_rows(row, former_claim_id=claim.id)
