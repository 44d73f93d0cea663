from odoo import api, fields, models

from ..collection.promise import WAYS

STATES = [
    ("open", "To be traced"),
    ("found", "Found"),
    ("not_found", "Not found"),
    ("withdrawn", "Withdrawn"),
]
# Managers read no bank lines of Odoo.
OFFICE = "property_arrears.group_accountant"


class ArrearsPaymentClaim(models.Model):
    """An owner says that it is paid: where to, how much, when and how, and what we found.

    From the moment it is written down nothing is asked of the owner, on any card of his in the
    company. It is traced within some working days; the owner is told the result.
    """

    _name = "arrears.payment.claim"
    _description = "Payment that an owner says was made"
    _inherit = [
        "arrears.on.card", "arrears.owed.answer", "arrears.guarded", "arrears.list.export",
        "arrears.internal.chatter",
    ]  # fmt: skip
    _order = "trace_by, id desc"
    _rec_name = "case_id"
    _check_company_auto = True
    _owed_by = "trace_by"
    _effect_fields = frozenset(
        {
            *("state", "claimed_on", "trace_by", "author_id", "escalated_on"),
            *("closed_on", "closed_by_id", "contact_id"),
        }
    )

    debtor_id = fields.Many2one(
        related="case_id.debtor_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # What the owner says
    amount = fields.Monetary(string="Amount paid", required=True)
    paid_on = fields.Date(string="Paid on", required=True)
    way = fields.Selection(WAYS, string="Paid how", required=True, default="transfer")
    receiving_account_id = fields.Many2one(
        "arrears.receiving.account",
        string="Paid into",
        ondelete="set null",
        domain="[('estate_id', '=', estate_id)]",
        help="The account of ours that the owner names. Empty: not known.",
    )
    payer_name = fields.Char(
        string="Paid by", help="Whose name the bank shows, where it is not the owner's."
    )
    proof = fields.Binary(
        attachment=True, copy=False, help="A picture of the transfer or the receipt."
    )
    proof_name = fields.Char(string="Name of the proof", copy=False)
    note = fields.Text()
    claimed_on = fields.Date(string="Said on", readonly=True, copy=False)
    author_id = fields.Many2one("res.users", string="Taken by", readonly=True, copy=False)
    contact_id = fields.Many2one(
        "arrears.contact", string="Said in", readonly=True, copy=False, ondelete="restrict"
    )

    # What became of it
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", copy=False, tracking=True
    )
    trace_by = fields.Date(string="Result by", readonly=True, copy=False, index=True)
    is_overdue = fields.Boolean(string="Result is late")
    escalated_on = fields.Date(
        string="Told a manager on", readonly=True, copy=False, help="The result is late."
    )
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank line",
        copy=False,
        ondelete="restrict",
        groups=OFFICE,
        index="btree_not_null",
    )
    credit_line_id = fields.Many2one(
        "account.move.line",
        string="Payment in the books",
        copy=False,
        ondelete="restrict",
        groups=OFFICE,
        index="btree_not_null",
    )
    result_note = fields.Text(
        string="Result", copy=False, help="What was looked at, in words for the owner."
    )
    closed_on = fields.Date(string="Result on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", string="Result by whom", readonly=True, copy=False)
    hold_ids = fields.One2many("arrears.hold", "payment_claim_id", readonly=True)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "Give the amount that was paid, more than zero."
    )
    _same_money_once = models.UniqueIndex(
        "(company_id, debtor_id, paid_on, amount) WHERE state <> 'withdrawn'",
        "This payment was claimed already: look for it among the payments of this owner.",
    )

    @api.depends("debtor_masked", "amount", "paid_on")
    def _compute_display_name(self):
        for claim in self:
            unit = claim.case_id.unit_id.sudo().display_name
            day = fields.Date.to_string(claim.paid_on) if claim.paid_on else None
            claim.display_name = " · ".join(filter(None, (unit, claim.debtor_masked, day)))

    @api.onchange("case_id")
    def _onchange_case_id(self):
        """Most people paid what they were asked for."""
        self.amount = self.amount or self.case_id.amount_pursued or self.case_id.amount_overdue

    def _is_frozen(self):
        return self.state != "open"

    def _free_when_frozen(self):
        """A proof that comes later may be added to a payment that was not found."""
        return frozenset({"proof", "proof_name"}) if self.state == "not_found" else frozenset()
