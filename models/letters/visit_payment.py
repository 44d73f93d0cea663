from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..receipts.receipt_confirm import TAKERS


class ArrearsVisit(models.Model):
    """A payment that the owner asked us to fetch: the estate's code to scan, or a receipt that is
    made on the spot. Cash is counted by both people, each signed in as himself."""

    _inherit = "arrears.visit"

    receipt_ids = fields.One2many("arrears.receipt", "visit_id", string="Receipts", readonly=True)
    receipt_count = fields.Integer(string="Receipts made", compute="_compute_cash_to_count")
    payment_codes = fields.Html(
        string="To be scanned", compute="_compute_payment_codes", sanitize=False,
        help="The owner pays with the telephone; the money goes to the firm itself.",
    )  # fmt: skip
    cash_to_count = fields.Monetary(
        string="Cash to be counted", compute="_compute_cash_to_count",
        help="What the receipt of the other person says. Count it yourself before you agree.",
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends("purpose", "state", "case_ids")
    @api.depends_context("lang")
    def _compute_payment_codes(self):
        for visit in self:
            shown = []
            if visit.purpose == "collect" and visit.state == "planned":
                shown = visit.sudo().estate_id._payment_codes(visit._oldest_bill())
            visit.payment_codes = Markup().join(
                Markup(
                    '<figure class="d-inline-block text-center me-4"><img src="%s" width="160" '
                    'height="160" alt="%s"/><figcaption>%s</figcaption></figure>'
                )
                % (one["picture"], one["name"], one["how"])
                for one in shown
            )

    def _oldest_bill(self):
        """Number of the oldest bill that is open on the cards of this visit."""
        charges = self.sudo().case_ids.charge_ids.sorted(lambda one: (one.due_date, one.id))
        return charges[:1].move_id.name or ""

    @api.depends("receipt_ids.state", "receipt_ids.amount", "receipt_ids.counted_amount")
    @api.depends_context("uid")
    def _compute_cash_to_count(self):
        for visit in self:
            receipts = visit.sudo().receipt_ids
            visit.receipt_count = len(receipts)
            visit.cash_to_count = visit._cash_of_others()[:1].amount

    def _cash_of_others(self):
        """Drafts over cash that somebody else of this visit wrote and this user may count."""
        return self.sudo().receipt_ids.filtered(
            lambda one: (
                one.state == "draft"
                and one.method_id.way == "cash"
                and one.amount
                and one.cashier_id != self.env.user
                and one.counted_amount != one.amount
            )
        )

    def action_take_payment(self):
        """A receipt at the counter for this visit, with what the owner owes.

        :raises AccessError: the user takes no money
        :raises UserError: the owner asked for no payment to be fetched
        """
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in TAKERS):
            raise AccessError(self.env._("Only cashiers and accountants take money."))
        if self.purpose != "collect" or self.state == "cancelled":
            raise UserError(self.env._("This visit is not planned to take a payment."))
        action = self.case_id.action_take_payment()
        return {**action, "context": {**action["context"], "default_visit_id": self.id}}

    def action_count_cash(self):
        """Say that the cash of the other person's receipt was counted and agrees.

        :raises AccessError: the user does not make this visit
        :raises UserError: there is no cash of somebody else to count
        """
        self.ensure_one()
        self.check_access("read")
        if self.env.user not in self.user_id | self.companion_id:
            raise AccessError(self.env._("The two people of the visit count the cash themselves."))
        receipts = self._cash_of_others()
        if not receipts:
            raise UserError(
                self.env._(
                    "There is no cash to count: the other person first enters and saves the "
                    "receipt with the amount."
                )
            )
        for receipt in receipts:
            receipt._record_effect(
                {
                    "counted_by_id": self.env.uid,
                    "counted_amount": receipt.amount,
                    "counted_at": fields.Datetime.now(),
                }
            )
        return True
