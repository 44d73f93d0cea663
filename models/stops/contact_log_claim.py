from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .payment_claim import WAYS


class ArrearsContactLog(models.TransientModel):
    """The reason *says it is paid* asks four things and starts the search with one click."""

    _inherit = "arrears.contact.log"

    asks_payment = fields.Boolean(string="Says that it is paid", compute="_compute_asks_payment")
    claim_amount = fields.Monetary(string="Amount paid", currency_field="currency_id")
    claim_paid_on = fields.Date(string="Paid on")
    claim_way = fields.Selection(WAYS, string="Paid how", default="transfer")
    claim_account_id = fields.Many2one("arrears.receiving.account", string="Paid into")
    claim_payer = fields.Char(string="Paid by")
    claim_estate_id = fields.Many2one(related="case_id.estate_id", string="Estate of the card")

    @api.depends("reason_id")
    def _compute_asks_payment(self):
        for log in self:
            log.asks_payment = log.reason_id.action == "payment_claim"

    @api.onchange("reason_id", "identity_checked")
    def _onchange_reason_id(self):
        # What is due is not put on the screen before it is known who is speaking.
        if self.asks_payment and self.identity_checked and not self.claim_amount:
            self.claim_amount = self.amount_pursued

    def _check_complete(self, outcome):
        """Extended: amount, day and way are asked of who says that it is paid."""
        super()._check_complete(outcome)
        if outcome != "connected" or not self.asks_payment:
            return
        if not self.claim_amount or not self.claim_paid_on or not self.claim_way:
            raise ValidationError(
                self.env._(
                    "Ask for amount, day and way of the payment: without them nobody finds it."
                )
            )

    def _after_log(self, contact):
        """Extended: write down the payment that the owner says was made."""
        result = super()._after_log(contact)
        if contact.outcome == "connected" and self.asks_payment:
            claim = self.env["arrears.payment.claim"].create(
                {
                    "case_id": self.case_id.id,
                    "amount": self.claim_amount,
                    "paid_on": self.claim_paid_on,
                    "way": self.claim_way,
                    "receiving_account_id": self.claim_account_id.id,
                    "payer_name": self.claim_payer,
                    "note": self.note,
                }
            )
            claim._record_effect({"contact_id": contact.id})
        return result
