from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import money
from ...engine.receipt import difference_needs_reason
from .receipt import OFFICE


class ArrearsCashierDay(models.Model):
    """Closing a day: the difference and the way to the bank are booked, then it stands still."""

    _name = "arrears.cashier.day"
    _inherit = ["arrears.cashier.day", "arrears.money.in"]

    def action_close(self):
        """Close the day against the counted cash.

        :raises AccessError: it is another cashier's day
        :raises UserError: a reason or an account is missing, or more is deposited than was counted
        """
        self.ensure_one()
        self.check_access("write")
        office = any(self.env.user.has_group(group) for group in OFFICE)
        if self.cashier_id != self.env.user and not office:
            raise AccessError(self.env._("A day is closed by its cashier or by an accountant."))
        self._lock()
        if self._is_frozen():
            return
        day = self.sudo()
        day._check_counted()
        for line in day.line_ids:
            if line.way == "cash" and (line._minor("difference") or line._minor("deposited")):
                day._book_closing(line)
        self._record_effect(
            {"state": "closed", "closed_by_id": self.env.uid, "closed_at": fields.Datetime.now()}
        )

    def _check_counted(self):
        """Refuse what can't be booked, or needs a word of the cashier."""
        company = self.company_id
        limit = money.minor_units(
            company.arrears_cash_difference_limit, self.currency_id.decimal_places
        )
        for line in self.line_ids.filtered(lambda line: line.way == "cash"):
            difference, deposited = line._minor("difference"), line._minor("deposited")
            if deposited > line._minor("counted"):
                raise UserError(
                    self.env._(
                        "More goes to the bank than was counted (%(method)s): correct one of the "
                        "two amounts.",
                        method=line.method_id.name,
                    )
                )
            if difference_needs_reason(difference, limit) and not self.difference_reason:
                raise UserError(
                    self.env._(
                        "Counted cash differs from what is expected by %(difference)s "
                        "(%(method)s). Count again, or say why it differs.",
                        difference=self.currency_id.format(line.difference),
                        method=line.method_id.name,
                    )
                )
            if difference and not company.arrears_cash_difference_account_id:
                raise UserError(self._missing_account(self.env._("Cash over or short")))
            if deposited and not company.arrears_cash_transit_account_id:
                raise UserError(self._missing_account(self.env._("Cash on its way to the bank")))

    def _missing_account(self, name):
        return self.env._(
            "The company has no account “%(name)s” yet: ask an administrator to name it on the "
            "form of the company, page Counter.",
            name=name,
        )

    def _book_closing(self, line):
        """One entry: the drawer as it was counted, less what goes to the bank."""
        company = self.company_id
        difference, deposited = line._minor("difference"), line._minor("deposited")
        cash = line.method_id.account_id
        parts = [
            (cash, difference, self.difference_reason),
            (company.arrears_cash_difference_account_id, -difference, self.difference_reason),
            (company.arrears_cash_transit_account_id, deposited, None),
            (cash, -deposited, None),
        ]
        items = [
            {
                **self._prepare_item(company, account, minor),
                "name": " ".join(filter(None, (self.display_name, words))),
            }
            for account, minor, words in parts
            if minor
        ]
        values = {"ref": self.display_name, "arrears_cashier_day_id": self.id}
        self._book_money(company, line.method_id.journal_id, self.date, items, [], values)

    def action_reopen(self):
        """Ask for the reason; see ``arrears.cashier.day.reopening``."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open %(day)s again", day=self.display_name),
            "res_model": "arrears.cashier.day.reopening",
            "view_mode": "form",
            "target": "new",
            "context": {"default_day_id": self.id},
        }

    def _reopen(self):
        """Open the day again and reverse what its closing booked. Runs with all rights.

        :raises UserError: the day is not closed, or the bank has shown its deposit
        """
        self._lock()
        if not self._is_frozen():
            raise UserError(self.env._("The day %(day)s is open.", day=self.display_name))
        closing = self.move_ids.filtered(
            lambda move: not (move.reversed_entry_id or move.reversal_move_ids)
        )
        matched = closing.line_ids.matched_debit_ids | closing.line_ids.matched_credit_ids
        if matched:
            raise UserError(
                self.env._(
                    "The bank has shown the deposit of %(day)s already: undo the claim of that "
                    "bank line first, then open the day again.",
                    day=self.display_name,
                )
            )
        values = {"date": self.date, "arrears_value_date": self.date, "ref": self.display_name}
        same_day = [{**values, "arrears_cashier_day_id": self.id} for _move in closing]
        closing._reverse_moves(same_day, cancel=True)
        self._record_effect({"state": "open", "closed_by_id": False, "closed_at": False})

    def action_view_receipts(self):
        """The receipts of this day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_receipt"
        )
        return {**action, "domain": [("day_id", "=", self.id)], "context": {"create": False}}
