from odoo import api, models
from odoo.exceptions import UserError

from ...engine import money
from .receipt_void import SENIORS


class ArrearsReceipt(models.Model):
    """Taking a receipt out of the books again: the entry is reversed, the charges are open."""

    _inherit = "arrears.receipt"

    @api.depends("state", "cashier_id", "day_id.state", "date")
    @api.depends_context("uid", "arrears_today")
    def _compute_may_void(self):
        user = self.env.user
        senior = any(user.has_group(group) for group in SENIORS)
        for receipt in self:
            own = receipt.cashier_id == user and receipt.date == receipt.company_id._arrears_today()
            is_open = receipt.sudo().day_id.state == "open"
            receipt.may_void = receipt.state == "confirmed" and (senior or (own and is_open))

    def action_void(self):
        """Ask for the reason; see ``arrears.receipt.void``."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Void %(receipt)s", receipt=self.display_name),
            "res_model": "arrears.receipt.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_receipt_id": self.id},
        }

    def _day_of_void(self, user, today):
        """Whose drawer pays the money back: the cashier's while that day is open, or the user's."""
        days = self.env["arrears.cashier.day"]
        if self.day_id:
            self.day_id._lock()
        if self.day_id.state == "open":
            return self.day_id
        return days._open_for(user, self.company_id, today, self.method_id)

    def _reverse_entry(self, when, reason):
        """Un-reconcile the entry and post its opposite, which names no unit and no kind.

        :param when: the day of the drawer that pays the money back
        :return: the reversal, a posted ``account.move``
        :raises UserError: the bank has shown the money, or a later bill has used it
        """
        entry = self.move_id
        self._check_untouched(entry)
        credits = entry.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        entry.line_ids.remove_move_reconcile()
        items = (entry.line_ids - credits) | credits
        digits = self.currency_id.decimal_places
        company = self.company_id
        mirror = [self._reopened(company, item, digits) for item in items]
        words = self.env._("Void of %(receipt)s: %(reason)s", receipt=self.name, reason=reason)
        reversal = self._book_money(
            company,
            entry.journal_id,
            when,
            [values for __, __, values in mirror],
            [],
            {"ref": words},
        )
        # Said after posting: Odoo would reconcile the two by itself, its own way. Said before
        # matching: a deposit meets its own cancellation, and nothing else.
        reversal.write({"reversed_entry_id": entry.id, "arrears_receipt_id": self.id})
        met = [
            (item.id if item.account_id.reconcile else None, minor, values)
            for item, (__, minor, values) in zip(items, mirror, strict=True)
        ]
        self._reconcile_credits(reversal.line_ids.sorted("id"), met)
        return reversal

    def _reopened(self, company, item, digits):
        """What meets one item of the entry. Without unit and kind: it is no new charge."""
        minor = -money.minor_units(item.balance, digits)
        values = self._prepare_item(company, item.account_id, minor)
        return item.id, minor, {**values, "partner_id": item.partner_id.id, "name": item.name}

    def _check_untouched(self, entry):
        """Refuse when something else was built on the entry."""
        own_bills = self.line_ids.charge_id.move_id
        for item in entry.line_ids:
            others = self._matched_documents(item) - own_bills
            if not others:
                continue
            if item.account_id.account_type != "asset_receivable":
                raise UserError(
                    self.env._(
                        "The bank has shown the money of %(receipt)s already (%(document)s): "
                        "refund it instead of voiding the receipt.",
                        receipt=self.name,
                        document=others[0].display_name,
                    )
                )
            raise UserError(
                self.env._(
                    "The prepayment of %(receipt)s was used by %(document)s. Take it off that bill "
                    "first, or refund it; then void the receipt.",
                    receipt=self.name,
                    document=others[0].display_name,
                )
            )

    @api.model
    def _matched_documents(self, item):
        """The documents that a journal item is reconciled with."""
        partials = item.matched_debit_ids | item.matched_credit_ids
        items = partials.debit_move_id | partials.credit_move_id
        return (items - item).move_id - item.move_id
