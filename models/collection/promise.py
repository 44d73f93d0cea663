from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import total

WAYS = [
    ("transfer", "Bank transfer"),
    ("code", "WeChat or Alipay"),
    ("cash", "Cash at the office"),
    ("card", "Card at the office"),
    ("debit", "Direct debit"),
    ("other", "Another way"),
]
STATES = [
    ("open", "Open"),
    ("kept", "Promise kept"),
    ("part", "Kept in part"),
    ("broken", "Promise broken"),
    ("ended", "Lifted before its day"),
]


class ArrearsPromise(models.Model):
    """A promise to pay, as it was given, and what became of it.

    It is made by its hold and judged by value dates (``promise_judge.py``); nobody types it.
    """

    _name = "arrears.promise"
    _description = "Promise to pay"
    _inherit = ["arrears.list.export"]
    _order = "promised_by desc, id desc"
    _rec_name = "case_id"
    _check_company_auto = True

    case_id = fields.Many2one(
        "arrears.case", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="case_id.user_id", string="Collector")
    hold_id = fields.Many2one("arrears.hold", required=True, readonly=True, ondelete="restrict")
    author_id = fields.Many2one(related="hold_id.author_id", string="Accepted by")
    contact_id = fields.Many2one(
        "arrears.contact",
        string="Given in",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The talk in which it was given. Empty: the hold was set by hand.",
    )
    amount = fields.Monetary(
        string="Promised amount",
        readonly=True,
        help="The part that was promised, or what was pursued that day when all of it was.",
    )
    way = fields.Selection(related="contact_id.promise_way", string="Pays how")
    made_on = fields.Date(string="Given on", required=True, readonly=True)
    promised_by = fields.Date(string="Promised to pay by", required=True, readonly=True, index=True)
    grace_end = fields.Date(
        string="Counts until",
        required=True,
        readonly=True,
        help="Some working days later: money with a value date until then keeps the promise.",
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    amount_paid = fields.Monetary(
        string="Paid in time", readonly=True, help="By value date, of the promised debt."
    )
    judged_on = fields.Date(
        string="Judged on", readonly=True, help="The day it got the state it is in."
    )
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")

    _one_a_hold = models.UniqueIndex("(hold_id)", "A hold has one promise.")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for promise in self:
            promise.reason_text = wording._word(promise.reasons)

    @api.model
    def _make_for(self, holds):
        """Write down the promises of new holds, before the cards are put on hold.

        :param holds: new holds of any type
        """
        calendars = {}
        values = []
        for hold in holds.filtered(lambda hold: hold.type == "promise"):
            place = hold.case_id.unit_id.estate_id.jurisdiction_id
            if place not in calendars:
                calendars[place] = self.env["arrears.holiday"]._calendar(place)
            until, grace = hold.date_until, hold.company_id.arrears_promise_grace_days
            values.append(
                {
                    "case_id": hold.case_id.id,
                    "hold_id": hold.id,
                    "amount": self._promised(hold),
                    "made_on": hold.date_from,
                    "promised_by": until,
                    "grace_end": calendars[place].working_days_after(until, grace),
                }
            )
        return self.create(values)

    @api.model
    def _promised(self, hold):
        """How much was promised with a hold: a part, the charges it names, or all there is."""
        case = hold.case_id
        if hold.amount:
            return hold.amount
        if hold.charge_ids:
            digits = hold.currency_id.decimal_places
            return total(hold.charge_ids.mapped("amount_remaining"), digits)
        return case.amount_pursued or case.amount_overdue

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A promise is kept on record; it is never deleted."))
