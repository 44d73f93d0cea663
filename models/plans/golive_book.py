from odoo import Command, models
from odoo.exceptions import UserError

from ...engine import money
from ...engine.golive_sheets import PLAN
from ...engine.reason import as_json
from .plan import IN_FORCE


class ArrearsGolive(models.Model):
    """Plans in force of the old books run on here: over the same bills, with what is left."""

    _inherit = "arrears.golive"

    def _parts_of(self, rows):
        """Extended: a plan is booked as a whole."""
        if rows[:1].sheet != PLAN:
            return super()._parts_of(rows)
        return list(rows.grouped(lambda row: row._plan_key()).values())

    def _book_plan(self, rows):
        """One plan for each group of rows; a decision of the old books is not taken again."""
        self._refresh_books()
        owed = self._owed((), None)
        for of_plan in self._parts_of(rows):
            plan = self._make_plan(of_plan, owed)
            self._settle_rows(of_plan, plan_id=plan.id, event_id=plan.limitation_event_id.id)

    def _make_plan(self, rows, owed):
        """A running plan over the bills that add up to what is left of these instalments.

        :raises UserError: they add up no more, or one of them is in question
        """
        values = self._typed(PLAN, rows[0].cells)
        units, digits = self._units_of(rows[0]), self.currency_id.decimal_places
        values["unit_ids"] = units.ids
        left = {row: self._minor(row) - (row.cells.get("paid") or 0) for row in rows}
        owner = rows[0].debtor_id.commercial_partner_id
        charge_ids, fault = self._covered_by(values, owner.id, owed, sum(left.values()))
        if fault:
            words = as_json([self._in_money(fault)])
            raise UserError(self.env["arrears.reason.wording"]._word(words))
        charges = self.env["arrears.charge"].browse(charge_ids)
        paid = sum(row.cells.get("paid") or 0 for row in rows)
        plan = self.env["arrears.plan"].create(
            {
                "case_id": self._card_of_plan(owner, charges).id,
                "charge_ids": [Command.set(charges.ids)],
                "line_ids": [
                    Command.create({"due_on": row.due_date, "amount": money.amount(part, digits)})
                    for row, part in left.items()
                    if part
                ],
                "first_on": rows[0].due_date,
                "consent_how": "paper" if values.get("acknowledged") else False,
                "consent_on": values["agreed_on"],
            }
        )  # fmt: skip
        plan._run_on(self, money.amount(paid, digits), rows[0].cells.get("plan_number"))
        return plan

    def _card_of_plan(self, owner, charges):
        cards = self.env["arrears.case"].search(
            [("company_id", "=", self.company_id.id), ("debtor_id", "=", owner.id),
             ("unit_id", "in", charges.unit_id.ids)]
        )  # fmt: skip
        if cards.unit_id != charges.unit_id:
            raise UserError(self.env._("Nothing of this owner is overdue."))
        return cards[:1]

    def _undone_sheets(self):
        """Extended."""
        return (*super()._undone_sheets(), PLAN)

    def _undo_agreements(self, rows):
        """Extended: plans are taken back, and use up none of those that an owner may have."""
        taken_back = super()._undo_agreements(rows)
        for plan in rows.plan_id.filtered(lambda one: one.state in IN_FORCE):
            plan._stop("withdrawn")
        rows._record_effect({"plan_id": False})
        return taken_back | rows.filtered(lambda row: row.sheet == PLAN)

    def _check_domains(self):
        """Extended: plans that nobody signed."""
        unsigned = [
            ("estate_id", "=", self.estate_id.id), ("golive_id", "!=", False),
            ("limitation_event_id", "=", False), ("state", "in", IN_FORCE),
        ]  # fmt: skip
        return super()._check_domains() | {"unsigned_plans": ("arrears.plan", unsigned)}
