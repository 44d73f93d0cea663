from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import total


class ArrearsRefund(models.Model):
    """A refund in cash leaves the drawer of a cashier's day, and a void puts it back into one."""

    _inherit = "arrears.refund"

    day_id = fields.Many2one(
        "arrears.cashier.day",
        string="Paid from the drawer of",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'open'), ('company_id', '=', company_id)]",
        help="The open cashier's day whose drawer pays it: what should be in the drawer is less "
        "from then on.",
    )
    void_day_id = fields.Many2one(
        "arrears.cashier.day",
        string="Put back into the drawer of",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'open'), ('company_id', '=', company_id)]",
        help="Empty: the drawer that paid it, while that day is open.",
    )

    def _free_when_frozen(self):
        """Extended: which drawer pays, and which one takes the money back."""
        more = {"approved": {"day_id"}, "paid": {"void_day_id"}}
        return super()._free_when_frozen() | more.get(self.state, set())

    def _drawer_method(self):
        """The counter's cash whose drawer this refund is paid from; empty for all others."""
        methods = self.env["arrears.payment.method"].sudo().with_context(active_test=False)
        if self.amount <= 0:
            return methods
        return methods.search(
            [
                ("company_id", "=", self.company_id.id),
                ("way", "=", "cash"),
                ("journal_id", "=", self.journal_id.id),
            ],
            limit=1,
        )

    def _check_payable(self):
        """Extended: cash of the counter leaves the drawer of an open day.

        :raises UserError: no day is named, or it is closed
        """
        super()._check_payable()
        method = self._drawer_method()
        if not method:
            return
        if not self.day_id:
            raise UserError(
                self.env._(
                    "Choose the open cashier's day whose drawer pays %(number)s.",
                    number=self.name,
                )
            )
        self.day_id._use_drawer(method)

    def _paying_day(self):
        """Extended: cash leaves on the day of its drawer, whenever that is booked."""
        if self._drawer_method():
            return self.day_id.sudo().date
        return super()._paying_day()

    def _day_of_void(self):
        """Extended: cash comes back on the day of the drawer that takes it."""
        return self.void_day_id.sudo().date or super()._day_of_void()

    @api.onchange("day_id")
    def _onchange_day_id(self):
        if self.day_id:
            self.value_date = self.day_id.date

    def _check_voidable(self):
        """Extended: cash goes back into the drawer of an open day.

        :raises UserError: no open day is named
        """
        super()._check_voidable()
        method = self._drawer_method()
        if not method or not self.day_id:
            return
        if not self.void_day_id and self.day_id.sudo().state == "open":
            self.void_day_id = self.day_id
        if not self.void_day_id:
            raise UserError(
                self.env._(
                    "Choose the open cashier's day whose drawer takes the money of %(number)s "
                    "back.",
                    number=self.name,
                )
            )
        self.void_day_id._use_drawer(method)

    def _paid_from_drawers(self, days):
        """What refunds took out of the drawers of days, less what voids put back.

        :return: ``{(day id, payment method id): amount}``
        """
        methods = self.env["arrears.payment.method"].sudo().with_context(active_test=False)
        cash = methods.search([("company_id", "in", days.company_id.ids), ("way", "=", "cash")])
        by_journal = {method.journal_id: method for method in cash}
        parts = {}
        for field, states, sign in (
            ("day_id", ("paid", "voided"), 1),
            ("void_day_id", ("voided",), -1),
        ):
            for day, journal, amount in self.sudo()._read_group(
                [(field, "in", days.ids), ("state", "in", states)],
                [field, "journal_id"],
                ["amount:sum"],
            ):
                if journal in by_journal:
                    key = day.id, by_journal[journal].id
                    parts.setdefault(key, []).append(sign * amount)
        return {
            (day_id, method_id): total(amounts, days.browse(day_id).currency_id.decimal_places)
            for (day_id, method_id), amounts in parts.items()
        }
