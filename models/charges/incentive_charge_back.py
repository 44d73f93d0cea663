from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date

from ...engine.money import minor_units

ACCOUNTANT = "property_arrears.group_accountant"


class ArrearsIncentiveAward(models.Model):
    """Charging back what was used: a line on the next bill, else a debit note of its own.

    The line carries product, account and taxes of the discount it answers to, so that the firm's
    VAT comes out as if the reward had never been given. That it exists once is the unique index
    on ``account.move.line.arrears_back_award_id``.
    """

    _inherit = "arrears.incentive.award"

    def _minor_back(self):
        return minor_units(self.amount_back, self.currency_id.decimal_places)

    def _charge_back_on(self, bills):
        """Put what is owed again on the first of these bills with a service fee of the unit.

        :param bills: draft customer invoices, the oldest first
        """
        owed, lines = self._by_owner(), {}
        for bill in bills if owed else ():
            for unit, principal in bill._arrears_principal_by_unit().items():
                awards = owed.pop(
                    (bill.company_id, bill.commercial_partner_id, unit), self.browse()
                )
                for award in awards:
                    lines[award] = award._back_line(principal[:1])
        if lines:
            self._write_back_lines(lines)

    def _back_line(self, place):
        """Values of the line that charges this reward back.

        :param place: a line of the bill, whose unit and service period it takes
        """
        award = self.with_context(lang=self.debtor_id.lang or self.env.lang)
        __, period_from, period_to = place._arrears_place()
        # An account that was archived since must not stop the owner's bill.
        account = self.line_id.account_id if self.line_id.account_id.active else place.account_id
        return {
            **self.line_id._arrears_priced_like(self._minor_back()),
            "move_id": place.move_id.id,
            "account_id": account.id,
            "name": award._back_wording(),
            "arrears_kind": "principal",
            "arrears_period_from": period_from,
            "arrears_period_to": period_to,
            "arrears_price_basis": place.arrears_price_basis,
            "sequence": place.sequence + 1,
        }

    def _back_wording(self):
        """What the owner reads: which reward is owed again, and why."""
        codes = {reason["code"] for reason in self.reasons or ()}
        days = self._days_in_words()
        if "payment_returned" in codes:
            return self.env._(
                "Reward of %(days)s charged back, since the payment was returned", days=days
            )
        if "prepayment_gone" in codes:
            return self.env._(
                "Reward of %(days)s charged back, since the prepayment was refunded", days=days
            )
        return self.env._("Reward of %(days)s charged back", days=days)

    def _days_in_words(self):
        """The rewarded period, or the day of granting where there is none."""
        first, last = self.period_from or self.granted_on, self.period_to or self.granted_on
        days = dict.fromkeys((format_date(self.env, first), format_date(self.env, last)))
        return " – ".join(days)

    def _write_back_lines(self, values):
        """Create the lines at once and say on the awards where they are.

        :param values: {award: values of its line}
        """
        lines = self.env["account.move.line"].create(list(values.values()))
        self._charged_back(dict(zip(values, lines, strict=True)))

    def _charged_back(self, lines):
        """Tie lines to the rewards that they charge back: each once, for ever.

        :param lines: {award: its ``account.move.line``}
        """
        self.env["account.move.line"].concat(*lines.values())._arrears_carry(
            lines, "arrears_back_award_id"
        )
        for award, line in lines.items():
            award._record_effect(
                {
                    "state": "taken_back",
                    "take_back_due": False,
                    "taken_back_on": award.company_id._arrears_today(),
                    "back_move_id": line.move_id.id,
                    "back_line_id": line.id,
                }
            )

    def _owe_again(self):
        """The bill that charged these back is cancelled, or its line deleted: the next one does."""
        self._record_effect(
            {
                "state": "booked",
                "take_back_due": True,
                "taken_back_on": False,
                "back_move_id": False,
                "back_line_id": False,
            }
        )
        self._forget_owners_waiting()

    def action_charge_back(self):
        """Charge back at once, by a debit note of its own: for owners who get no further bill.

        :raises AccessError: the user is no accountant
        :raises UserError: nothing is to be charged back
        """
        self.check_access("read")
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants charge a reward back."))
        owed = self.sudo().filtered(lambda award: award.take_back_due and award.state == "booked")
        if not owed:
            raise UserError(self.env._("Nothing of this is to be charged back."))
        notes = owed._debit_notes()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Debit notes"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", notes.ids)],
        }

    def _debit_notes(self):
        """Make and post a debit note for each owner and unit of these rewards.

        :return: the posted ``account.move`` records
        """
        self.lock_for_update()
        groups = list(self._by_owner().values())
        notes = self.env["account.move"].create([group._debit_note() for group in groups])
        lines = {}
        for group, note in zip(groups, notes, strict=True):
            for award, line in zip(group, note.invoice_line_ids.sorted("id"), strict=True):
                lines[award] = line
        self._charged_back(lines)
        notes._post(soft=False)
        return notes

    def _debit_note(self):
        """Values of the debit note of one owner and unit."""
        first = self[:1]
        today = first.company_id._arrears_today()
        estate = first.unit_id.estate_id
        return {
            "move_type": "out_invoice",
            "company_id": first.company_id.id,
            "journal_id": estate._billing_journal().id,
            "partner_id": first.debtor_id.id,
            "currency_id": first.currency_id.id,
            "invoice_date": today,
            "invoice_date_due": estate._due_date(today),
            "invoice_payment_term_id": False,
            "fiscal_position_id": first.line_id.move_id.fiscal_position_id.id,
            "arrears_unit_id": first.unit_id.id,
            "invoice_line_ids": [Command.create(award._note_line()) for award in self],
        }

    def _note_line(self):
        """The line as a debit note takes it, under the unit and period of the discount."""
        values = self._back_line(self.line_id)
        del values["move_id"]
        return values
