from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .receipt import OFFICE

SENIORS = (*OFFICE, "property_arrears.group_manager")


class ArrearsReceiptVoid(models.Model):
    """Who voided a receipt, when and why. Making one takes the money out of the books again.

    A cashier voids his own receipt of today while his day is open; everything else is for an
    accountant or a manager. The charges are open again, the number of the receipt stays.
    """

    _name = "arrears.receipt.void"
    _description = "Void receipt"
    _order = "id desc"
    _rec_name = "receipt_id"

    receipt_id = fields.Many2one(
        "arrears.receipt", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="receipt_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    method_id = fields.Many2one(related="receipt_id.method_id", store=True)
    amount = fields.Monetary(related="receipt_id.amount", store=True)
    reason = fields.Char(required=True, help="What was wrong; it stays on the receipt.")
    voided_by_id = fields.Many2one(
        "res.users",
        string="Voided by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    voided_at = fields.Datetime(string="Voided at", required=True, readonly=True)
    date = fields.Date(
        string="Day",
        required=True,
        readonly=True,
        help="The day that the money left the drawer and the books: of the receipt while its "
        "cashier's day is open, else the day of voiding.",
    )
    day_id = fields.Many2one(
        "arrears.cashier.day",
        string="Paid back from",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The cashier's day whose drawer gave the money back.",
    )
    move_id = fields.Many2one(
        "account.move", string="Reversal", readonly=True, ondelete="restrict", index=True
    )

    which_day = fields.Char(
        string="Dated into", compute="_compute_which_day", help="On which day, and why on that one."
    )

    _once = models.UniqueIndex("(receipt_id)", "This receipt is void already.")

    @api.depends("receipt_id", "day_id")
    @api.depends_context("lang")
    def _compute_which_day(self):
        for void in self:
            own = void.receipt_id.sudo().day_id
            is_own = void.day_id == own if void.day_id else own.state == "open"
            void.which_day = own and void._day_in_words(own, is_own)

    def _day_in_words(self, own, is_own):
        """Why a void is dated into the day of its receipt, or why it is not."""
        day = format_date(self.env, own.date)
        if is_own:
            return self.env._(
                "The cashier's day %(day)s is open: the money leaves its drawer, and the void is "
                "dated into that day.",
                day=day,
            )
        return self.env._(
            "The cashier's day %(day)s is closed and stays as it was counted: the void is dated "
            "into the day of whoever voids, whose drawer pays the money back.",
            day=day,
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Void receipts.

        :raises AccessError: this user may not void this receipt
        :raises UserError: it can't be voided any more, with the cure
        """
        receipts = self.env["arrears.receipt"]
        voids = super().create(
            [
                self._take_back(
                    receipts.browse(values.get("receipt_id")), (values.get("reason") or "").strip()
                )
                for values in vals_list
            ]
        )
        voids.sudo().receipt_id._record_effect({"state": "void"})
        return voids

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody: who voided what and why stands as it was said."""
        raise UserError(self._kept_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._kept_message())

    def _kept_message(self):
        return self.env._("That a receipt was voided, by whom and why, is kept.")

    @api.model
    def _take_back(self, receipt, reason):
        """Reverse what a receipt booked.

        :return: values of the record that keeps who, when and why
        """
        receipt.ensure_one()
        receipt.check_access("read")
        self._check_may_void(receipt)
        if not reason:
            raise UserError(self.env._("Say why the receipt is voided."))
        user, receipt = self.env.user, receipt.sudo()
        if receipt._lock_state() != "confirmed":
            raise UserError(
                self.env._("Only a receipt that was handed out can be voided, and only once.")
            )
        day = receipt._day_of_void(user, receipt.company_id._arrears_today())
        move = receipt._reverse_entry(day.date, reason)
        return {
            "receipt_id": receipt.id, "reason": reason, "voided_by_id": user.id,
            "voided_at": fields.Datetime.now(), "date": day.date, "day_id": day.id,
            "move_id": move.id,
        }  # fmt: skip

    @api.model
    def _check_may_void(self, receipt):
        """Own and of an open day of today, or with the right of an accountant or manager."""
        if any(self.env.user.has_group(group) for group in SENIORS) or receipt.may_void:
            return
        raise AccessError(
            self.env._(
                "A cashier voids his or her own receipts of today, before the day is closed. Ask "
                "an accountant or a manager to void %(receipt)s.",
                receipt=receipt.display_name,
            )
        )
