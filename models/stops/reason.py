from odoo import fields, models

ACTIONS = [
    ("promise", "Agree on a day"),
    ("payment_claim", "Trace the payment"),
    ("complaint", "Take down the complaint"),
    ("repair", "Take down the repair"),
    ("extension", "Ask for more time"),
    ("relief", "Offer relief"),
    ("dispute", "Put the disputed part on hold"),
    ("debit", "Offer direct debit"),
    ("fapiao", "Ask for the fapiao"),
]


class ArrearsReason(models.Model):
    """What a card starts for a reason, beside the advice."""

    _inherit = "arrears.reason"

    action = fields.Selection(
        ACTIONS, string="What the card starts", help="One click on the card, for this reason."
    )
