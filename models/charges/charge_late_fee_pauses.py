from datetime import timedelta

from odoo import models

from ...engine.allocation import PRINCIPAL, ChargeBalance, fill_oldest_first
from ...engine.late_fee import Pause
from ...engine.money import minor_units

DAY = timedelta(days=1)


class ArrearsCharge(models.Model):
    """What pauses a late fee: limitation, a bill not made yet, a person, a hold on the card."""

    _inherit = "arrears.charge"

    def _late_fee_pauses(self):
        """Extended; holds of a card count by their days, whether they run or not."""
        found = super()._late_fee_pauses()
        for charge in self:
            if charge.limitation_date:
                found[charge.id].append(Pause(charge.limitation_date + DAY, None, "time_barred"))
            issued = charge.move_id.invoice_date
            if issued and issued > charge.due_date:
                found[charge.id].append(Pause(charge.due_date, issued, "bill_not_issued"))
        self._late_fee_pauses_by_hand(found)
        self._late_fee_pauses_by_hold(found)
        return found

    def _late_fee_pauses_by_hand(self, found):
        pauses = self.env["arrears.late.fee.pause"].sudo()
        for pause in pauses.search([("charge_id", "in", self.ids)]):
            part = minor_units(pause.amount, pause.currency_id.decimal_places)
            found[pause.charge_id.id].append(
                Pause(pause.date_from, pause.date_until or None, pause.cause, part or None)
            )

    def _late_fee_hold_types(self):
        """Types of holds on cards that pause the late fee. A promise is not among them."""
        return ("dispute", "plan", "hardship")

    def _late_fee_pauses_by_hold(self, found):
        """Add the holds of the cards: over a whole card, over charges, over a part of either."""
        holds = self._late_fee_holds()
        by_card = self.grouped(_card)
        for hold in holds.filtered(lambda hold: not hold.amount):
            covered = by_card.get(_card(hold.case_id), ())
            if hold.charge_ids:
                covered = hold.charge_ids & self
            for charge in covered:
                found[charge.id].append(_pause(hold))
        self._late_fee_pauses_of_parts(holds.filtered("amount"), found)

    def _late_fee_holds(self):
        """Holds of the cards of these charges that pause a late fee, lifted ones too."""
        holds = self.env["arrears.hold"].sudo()
        return holds.search(
            [
                ("case_id.company_id", "in", self.company_id.ids),
                ("case_id.debtor_id", "in", self.debtor_id.ids),
                ("type", "in", self._late_fee_hold_types()),
            ]
        )

    def _late_fee_pauses_of_parts(self, holds, found):
        """Lay an amount on hold over the charges it covers, the oldest first, by what was left of
        each on the day the hold began."""
        if not holds:
            return
        siblings = self.sudo().search(
            [
                ("company_id", "in", holds.company_id.ids),
                ("debtor_id", "in", holds.case_id.debtor_id.ids),
                ("kind", "=", PRINCIPAL),
                ("state", "!=", "gone"),
            ]
        )
        debts, by_card = siblings._late_fee_debts(), siblings.grouped(_card)
        mine = set(self.ids)
        for hold in holds:
            covered = hold.charge_ids or by_card.get(_card(hold.case_id), siblings.browse())
            balances = [
                ChargeBalance(charge.id, PRINCIPAL, charge.due_date, charge.period_from,
                              _left_on(debts[charge.id], hold.date_from))
                for charge in covered
                if charge.id in debts and charge.due_date < hold.date_from
            ]  # fmt: skip
            part = minor_units(hold.amount, hold.currency_id.decimal_places)
            for charge_id, taken in fill_oldest_first(balances, part).items():
                if taken and charge_id in mine:
                    found[charge_id].append(_pause(hold, taken))


def _card(record):
    """What a charge and the card it lies on have in common."""
    return (record.company_id.id, record.debtor_id.id, record.unit_id.id)


def _pause(hold, part=None):
    """The days of a hold; the day on which it was lifted is free again."""
    last = hold.date_until or None
    if hold.lifted_on:
        lifted = max(hold.lifted_on - DAY, hold.date_from)
        last = min(last, lifted) if last else lifted
    return Pause(hold.date_from, last, hold.type, part)


def _left_on(debt, day):
    return debt.original - sum(part for when, part in debt.reductions if when < day)
