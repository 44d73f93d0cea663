from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import money
from ...engine.receipt import expected_cash
from .receipt import OFFICE


class ArrearsCashierDayLine(models.Model):
    """One method of a cashier's day: what came in, what was counted, what went to the bank.

    What came in is always read from receipts and refunds, never stored beside them.
    """

    _name = "arrears.cashier.day.line"
    _description = "Method of a cashier's day"
    _order = "day_id desc, id"
    _rec_name = "method_id"

    day_id = fields.Many2one("arrears.cashier.day", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="day_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="day_id.currency_id")
    method_id = fields.Many2one(
        "arrears.payment.method", required=True, readonly=True, ondelete="restrict"
    )
    way = fields.Selection(related="method_id.way")
    opening = fields.Monetary(
        string="Float", help="Cash in the drawer in the morning: what the day before left."
    )
    receipt_count = fields.Integer(string="Number of receipts", compute="_compute_taken")
    received = fields.Monetary(string="Taken", compute="_compute_taken")
    paid_back = fields.Monetary(
        string="Paid back",
        compute="_compute_taken",
        help="For receipts that were voided, and refunds in cash.",
    )
    expected = fields.Monetary(compute="_compute_expected")
    counted = fields.Monetary(
        help="Cash: notes and coins. Others: the total of the slips, if wanted."
    )
    difference = fields.Monetary(
        string="Over or short",
        compute="_compute_expected",
        help="Below zero: money is missing. Of cash alone.",
    )
    deposited = fields.Monetary(
        string="To the bank", help="What is taken out of the drawer and brought to the bank."
    )
    left = fields.Monetary(
        string="Left in the drawer",
        compute="_compute_expected",
        help="The float of the next day.",
    )

    _method_once = models.UniqueIndex(
        "(day_id, method_id)", "This method stands in the day already."
    )
    _not_below_zero = models.Constraint(
        "CHECK (opening >= 0 AND counted >= 0 AND deposited >= 0)",
        "Cash in a drawer cannot be below zero.",
    )

    @api.depends("day_id.receipt_ids.state", "day_id.receipt_ids.amount")
    def _compute_taken(self):
        receipts = self.env["arrears.receipt"].sudo()
        voids = self.env["arrears.receipt.void"].sudo()
        mine = [("day_id", "in", self.day_id.ids)]
        keys = ["day_id", "method_id"]
        taken = {
            (day.id, method.id): (count, amount)
            for day, method, count, amount in receipts._read_group(
                mine, keys, ["__count", "amount:sum"]
            )
        }
        back = {
            (day.id, method.id): amount
            for day, method, amount in voids._read_group(mine, keys, ["amount:sum"])
        }
        refunded = self.env["arrears.refund"]._paid_from_drawers(self.day_id._origin)
        for line in self:
            key = (line.day_id._origin.id, line.method_id.id)
            line.receipt_count, line.received = taken.get(key, (0, 0))
            line.paid_back = money.total(
                (back.get(key, 0), refunded.get(key, 0)), line.currency_id.decimal_places
            )

    @api.depends("opening", "counted", "deposited", "received", "paid_back", "method_id")
    def _compute_expected(self):
        for line in self:
            digits = line.currency_id.decimal_places
            is_cash = line.way == "cash"
            counted = line._minor("counted")
            expected = expected_cash(
                line._minor("opening") if is_cash else 0,
                line._minor("received"),
                line._minor("paid_back"),
            )
            line.expected = money.amount(expected, digits)
            line.difference = money.amount(counted - expected, digits) if is_cash else 0
            left = counted - line._minor("deposited") if is_cash else 0
            line.left = money.amount(left, digits)

    def _minor(self, name):
        """A field of this line in minor units."""
        return money.minor_units(self[name], self.currency_id.decimal_places)

    # ------------------------------------------------------------------
    # Frozen with its day
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Lines come with the day and with receipts, never by hand."""
        lines = super().create(vals_list)
        lines._refuse_when_closed()
        return lines

    def write(self, vals):
        """Float, count and deposit, while the day is open.

        :raises UserError: the day is closed, or the float is not what the last day left
        """
        self._refuse_when_closed()
        if not self.env.su and vals.keys() - {"opening", "counted", "deposited"}:
            raise UserError(
                self.env._("Only float, counted cash and the deposit of a day are typed in.")
            )
        if "opening" in vals and not self.env.su:
            self._check_opening(vals["opening"])
        return super().write(vals)

    def _check_opening(self, opening):
        """What the last closed day left is in the drawer: only the office says otherwise.

        :raises UserError: a cashier types another float
        """
        if any(self.env.user.has_group(group) for group in OFFICE):
            return
        for line in self:
            digits = line.currency_id.decimal_places
            left = line.day_id._left_before(line.method_id).get(line.method_id)
            if left is not None and money.minor_units(opening, digits) != money.minor_units(
                left, digits
            ):
                raise UserError(
                    self.env._(
                        "The last day that was closed left %(amount)s in the drawer "
                        "(%(method)s): that is the float of this day. If it is not there, count "
                        "what is, and say why it differs; an accountant may change the float.",
                        amount=line.currency_id.format(left),
                        method=line.method_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._refuse_when_closed()

    def _refuse_when_closed(self):
        for day in self.day_id:
            if day._is_frozen():
                day._refuse_change()
