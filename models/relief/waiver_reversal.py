from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.money import amount, minor_units
from ...engine.reason import Reason, as_json


class ArrearsWaiver(models.Model):
    """An applied waiver that was wrong is reversed in the open: by somebody other than who
    approved it, with a reason, by a document of today. The fee is then owed as before."""

    _inherit = "arrears.waiver"

    reversed_by_id = fields.Many2one("res.users", string="Reversed by", readonly=True, copy=False)
    reversed_on = fields.Date(string="Reversed on", readonly=True, copy=False)
    reversal_reason = fields.Text(string="Reversed because", readonly=True, copy=False)
    reversal_move_ids = fields.One2many(
        "account.move", "arrears_reversed_waiver_id", string="Reversing documents"
    )

    _reversed_by_another = models.Constraint(
        "CHECK (state <> 'reversed' OR (reversed_by_id IS NOT NULL AND reversed_on IS NOT NULL"
        " AND reversed_by_id <> approved_by_id))",
        "A waiver is reversed by someone other than the person who approved it.",
    )

    def action_open_reversal(self):
        """Open the window that asks for the reason."""
        self.ensure_one()
        self._check_approver()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reverse a waiver"),
            "res_model": "arrears.waiver.reversal",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_waiver_id": self.id},
        }

    def action_view_reversals(self):
        """Open the documents that reversed it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reversing documents"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("arrears_reversed_waiver_id", "=", self.id)],
        }

    def _reverse(self, reason):
        """Reverse this applied waiver; the fees are open again as they were before it.

        :raises AccessError: the user is no manager
        :raises UserError: it is not applied, the user approved it, or no reason is given
        """
        self.ensure_one()
        self._check_approver()
        waiver = self.sudo().with_company(self.company_id)
        waiver._lock()
        waiver._check_state("applied")
        if self.env.user == waiver.approved_by_id:
            found = as_json([Reason("reversal_own_approval")])
            raise UserError(self.env["arrears.reason.wording"]._word(found))
        if not (reason or "").strip():
            raise UserError(self.env._("Write why the waiver is reversed."))
        waiver._book_reversal()
        waiver._record_effect(
            {
                "state": "reversed",
                "reversed_by_id": self.env.uid,
                "reversed_on": waiver.company_id._arrears_today(),
                "reversal_reason": reason,
            }
        )
        waiver._ask_to_tell_owner()

    def _book_reversal(self):
        """Free the credit notes of the fees, and reverse each by an invoice of today.

        The credit notes themselves are not touched, so that a lock date does not stand against
        it. The invoices name no unit: they charge nothing anew, the fee itself is open again.
        """
        charges = self.env["arrears.charge"]
        charges._rebuild(self.company_id, self.debtor_id.ids)
        before = self._remaining_now()
        notes = self.credit_note_ids.filtered(lambda note: note.state == "posted")
        notes.line_ids.remove_move_reconcile()
        reversals = notes._reverse_moves([self._reversal_values(note) for note in notes])
        reversals.invoice_line_ids.write(
            {
                "arrears_unit_id": False,
                "arrears_period_from": False,
                "arrears_period_to": False,
                "arrears_kind": "unclassified",
                "name": self._reversal_wording(),
            }
        )
        for note, reversal in zip(notes, reversals, strict=True):
            self._receivable(reversal).account_id = self._receivable(note).account_id
        # Odoo reconciles each with the credit note it reverses.
        reversals._post(soft=False)
        # They no longer answer to the bill of the fee, so no red letter is due for them.
        notes.reversed_entry_id = False
        charges._rebuild(self.company_id, self.debtor_id.ids)
        self._check_open_again(before, notes)

    def _reversal_values(self, note):
        today = self.company_id._arrears_today()
        return {
            "date": today,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "journal_id": note.journal_id.id,
            "ref": self.name,
            "arrears_value_date": today,
            "arrears_reduction": False,
            "arrears_unit_id": False,
            "arrears_period_from": False,
            "arrears_period_to": False,
            "arrears_reversed_waiver_id": self.id,
        }

    def _reversal_wording(self):
        """What the owner reads on the document: no ground is named."""
        waiver = self.with_context(lang=self.debtor_id.lang or self.env.lang)
        return waiver.env._("Waiver %(number)s reversed", number=self.name)

    def _remaining_now(self):
        """What is left of each receivable of the fees. Money goes to the service fee first, so
        what was paid of another charge of a bill may cover the fee that is owed again."""
        digits = self.currency_id.decimal_places
        charges = self.env["arrears.charge"].search(
            [("line_id", "in", self.line_ids.charge_id.line_id.ids), ("state", "!=", "gone")]
        )
        left = dict.fromkeys(self.line_ids.charge_id.line_id, 0)
        for charge in charges:
            left[charge.line_id] += minor_units(charge.amount_remaining, digits)
        return left

    def _check_open_again(self, before, notes):
        """Refuse a booking after which the fees are not owed as they were.

        :raises UserError: naming the first fee
        """
        digits = self.currency_id.decimal_places
        after = self._remaining_now()
        owed = self.line_ids.grouped(lambda line: line.charge_id.line_id)
        for receivable, remaining in before.items():
            lines = owed[receivable]
            applied = sum(minor_units(line.amount_applied, digits) for line in lines)
            if after[receivable] != remaining + applied:
                raise UserError(
                    self.env._(
                        "%(fee)s would not be open again as it was, so nothing was booked.",
                        fee=lines[:1].charge_id.display_name,
                    )
                )
        if any(not self._receivable(note).reconciled for note in notes):
            raise UserError(self.env._("A credit note did not meet its reversal."))

    def _ask_to_tell_owner(self):
        """The owner was told of the waiver, so the owner is told of this: a task on the card."""
        cases = self.env["arrears.case"].search(
            [("company_id", "=", self.company_id.id), ("debtor_id", "=", self.debtor_id.id),
             ("unit_id", "in", [*self.line_ids.charge_id.unit_id.ids, False])],
        )  # fmt: skip
        case = cases.filtered("user_id")[:1] or cases[:1]
        user = case.user_id or self.env.user
        digits = self.currency_id.decimal_places
        total = sum(minor_units(line.amount_applied, digits) for line in self.line_ids)
        where = (case or self).with_context(mail_activity_quick_update=True)
        words = self.with_context(lang=user.lang or self.env.lang).env._(
            "Tell the owner before anything else: waiver %(number)s was reversed, %(amount)s is "
            "owed again",
            number=self.name,
            amount=self.currency_id.format(amount(total, digits)),
        )
        where.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._arrears_today(),
            summary=words,
            user_id=user.id,
        )
