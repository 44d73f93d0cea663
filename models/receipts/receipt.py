import os

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import money
from ..ledger.kinds import KINDS

OFFICE = ("property_arrears.group_accountant",)


class ArrearsReceipt(models.Model):
    """One payment at the counter: of any method, by any payer, over the charges he chooses.

    It is booked as one entry. From then on it stands still for everybody; what was wrong is
    voided with a reason, and the number stays.
    """

    _name = "arrears.receipt"
    _description = "Receipt"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "id desc"
    _rec_names_search = ["name", "payer_name", "reference"]
    _check_company_auto = True
    _effect_fields = frozenset(
        {
            "name", "state", "date", "confirmed_at", "move_id", "day_id", "amount_left",
            "reasons", "cashier_id",
        }
    )  # fmt: skip

    name = fields.Char(string="Number", readonly=True, copy=False, index="btree_not_null")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Money received"), ("void", "Void")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    cashier_id = fields.Many2one(
        "res.users",
        readonly=True,
        required=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
    )
    token = fields.Char(
        required=True,
        copy=False,
        readonly=False,
        default=lambda self: os.urandom(16).hex(),
        help="Made with the form: the same form sent twice is one receipt.",
    )

    # Whom it is for
    unit_id = fields.Many2one(
        "arrears.unit",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Find by unit, e.g. 3-2-1501 or 3栋2单元1501, by estate and unit, by name, or by "
        "phone number or its last four digits.",
    )
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index="btree_not_null")
    debtor_ids = fields.Many2many(
        "res.partner",
        string="Debtors",
        help="Whose charges are shown: everything they owe, of all their units. Add or remove "
        "one to pay for others.",
    )

    # The money
    method_id = fields.Many2one(
        "arrears.payment.method",
        check_company=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self._first_method(),
    )
    amount = fields.Monetary(string="Amount received")
    reference = fields.Char(
        string="Slip number", copy=False, help="Number of the card slip, the transfer or cheque."
    )
    payer_id = fields.Many2one(
        "res.partner",
        string="Paid by",
        index=True,
        ondelete="restrict",
        help="Who brings the money, when it is a contact that is known. A refund goes to the "
        "payer.",
    )
    payer_name = fields.Char(
        string="Received from",
        compute="_compute_payer_name",
        store=True,
        readonly=False,
        precompute=True,
        help="As it is printed on the receipt; anybody may pay.",
    )

    # What it is for
    line_ids = fields.One2many("arrears.receipt.line", "receipt_id", string="Charges")
    amount_owed = fields.Monetary(string="Owed", compute="_compute_amounts")
    amount_spread = fields.Monetary(string="Spread over charges", compute="_compute_amounts")
    amount_rest = fields.Monetary(
        string="Rest", compute="_compute_amounts", help="Becomes a prepayment of the unit below."
    )
    prepayment_unit_id = fields.Many2one(
        "arrears.unit", string="Prepayment for", check_company=True, ondelete="restrict"
    )
    prepayment_kind = fields.Selection(
        [(kind, label) for kind, label in KINDS if kind in ("principal", "pass_through")],
        string="Prepayment of",
        default="principal",
    )
    prepayment_debtor_id = fields.Many2one(
        "res.partner",
        string="Prepayment belongs to",
        ondelete="restrict",
        help="Who is billed for this unit and kind: the next bill uses the money.",
    )
    warning = fields.Text(compute="_compute_warning")

    # What became of it
    date = fields.Date(string="Day", readonly=True, copy=False, index=True)
    value_date = fields.Date(
        string="Value date",
        copy=False,
        help="Empty: the day of confirmation. Only an accountant may name an earlier day.",
    )
    confirmed_at = fields.Datetime(string="Confirmed at", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict"
    )
    day_id = fields.Many2one(
        "arrears.cashier.day",
        string="Cashier's day",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    amount_left = fields.Monetary(
        string="Still open afterwards", readonly=True, copy=False, aggregator=False
    )
    reasons = fields.Json(readonly=True, copy=False)
    remark = fields.Text(compute="_compute_remark", string="What happened")

    # Taken back
    void_ids = fields.One2many("arrears.receipt.void", "receipt_id")
    may_void = fields.Boolean(compute="_compute_may_void")

    _number_once = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another receipt has this number."
    )
    _token_once = models.UniqueIndex(
        "(token)", "This receipt was saved a moment ago: open the list of receipts."
    )
    _entry_once = models.UniqueIndex("(move_id) WHERE move_id IS NOT NULL")
    _confirmed_is_whole = models.Constraint(
        "CHECK (state = 'draft' OR (name IS NOT NULL AND move_id IS NOT NULL"
        " AND day_id IS NOT NULL AND date IS NOT NULL AND amount > 0))",
        "A confirmed receipt has a number, a day, an amount and an entry.",
    )

    @api.model
    def _first_method(self):
        """The method that this cashier sees first: cash, as a rule."""
        company = self.env.context.get("default_company_id") or self.env.company.id
        return self.env["arrears.payment.method"].search([("company_id", "=", company)], limit=1)

    @api.depends("name", "payer_name")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = receipt.name or self.env._("New receipt")

    @api.depends("payer_id", "debtor_ids")
    def _compute_payer_name(self):
        for receipt in self:
            payer = receipt.payer_id or receipt.debtor_ids[:1]
            if payer:
                receipt.payer_name = payer.name

    @api.depends("amount", "line_ids.amount", "line_ids.amount_open")
    def _compute_amounts(self):
        for receipt in self:
            digits = receipt.currency_id.decimal_places
            lines = receipt.line_ids
            spread = sum(money.minor_units(line.amount, digits) for line in lines)
            receipt.amount_owed = money.total(lines.mapped("amount_open"), digits)
            receipt.amount_spread = money.amount(spread, digits)
            receipt.amount_rest = money.amount(
                money.minor_units(receipt.amount, digits) - spread, digits
            )

    @api.depends("line_ids.charge_id", "state", "debtor_ids", "unit_id")
    def _compute_warning(self):
        for receipt in self:
            receipt.warning = receipt.state == "draft" and "\n".join(receipt._warnings())

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_remark(self):
        wording = self.env["arrears.reason.wording"]
        for receipt in self:
            receipt.remark = wording._word(receipt.reasons)

    def _is_frozen(self):
        return self.state != "draft"

    def _refuse_when_frozen(self):
        for receipt in self:
            if receipt._is_frozen():
                receipt._refuse_change()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "Receipt %(receipt)s was handed out and can no longer be changed. Void it with a "
                "reason, then make a new one.",
                receipt=self.name,
            )
        )
