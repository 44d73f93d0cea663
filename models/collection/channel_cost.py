from odoo import fields, models

from .contact import CHANNELS


class ArrearsChannelCost(models.Model):
    """What one contact by a channel costs the firm, from a day on.

    A later price never changes what earlier contacts cost. Nobody is asked to pay any of it.
    """

    _name = "arrears.channel.cost"
    _description = "Cost of a contact"
    _order = "company_id, channel, date_from desc, id"
    _rec_name = "channel"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel = fields.Selection(CHANNELS, required=True)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
        help="Until the next price of this channel.",
    )
    amount = fields.Monetary(
        string="Cost of one contact",
        required=True,
        help="Fee of the gateway, postage, and the minutes of whoever calls or visits.",
    )

    _one_a_day = models.Constraint(
        "UNIQUE (company_id, channel, date_from)",
        "This channel has a price from that day on: change that one.",
    )
    _not_negative = models.Constraint("CHECK (amount >= 0)", "A contact costs nothing or more.")
