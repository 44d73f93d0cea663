from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from stdnum.cn import uscc

from ...engine.fapiao import tax_number_fault
from ...engine.money import total
from ...engine.reason import as_json

TYPES = [
    ("ordinary", "Ordinary"),
    ("special", "Special, tax deductible"),
]
STATES = [
    ("asked", "To issue"),
    ("exporting", "In export"),
    ("issued", "Fapiao issued"),
    ("withdrawn", "Withdrawn"),
]
OPEN_STATES = ("asked", "exporting")
LENGTH_OF_CREDIT_CODE = 18
PREFIX = "FP"
ACCOUNTANT = "property_arrears.group_accountant"


class ArrearsFapiao(models.Model):
    """A fapiao that was asked for, and later issued: one tax document over charges of a debtor.

    It is issued on the platform of the tax office, never here: lists go out, numbers come back.
    From then on it stands still for everybody. A red one takes a blue one back, in full or in
    part, and is asked for by the ledger itself as soon as a bill that has a fapiao is credited.
    """

    _name = "arrears.fapiao"
    _description = "Fapiao"
    _inherit = ["arrears.guarded", "arrears.list.export", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _effect_fields = frozenset(
        {"state", "is_red", "reverses_id", "waits", "asked_by_id", "asked_on", "export_id",
         "issued_by_id", "recorded_at", "answer_id", "withdrawn_by_id", "withdrawn_on"}
    )  # fmt: skip

    name = fields.Char(
        string="Our key",
        compute="_compute_name",
        search="_search_name",
        help="Stands on the lists that go out, and finds the request when they come back.",
    )
    company_id = fields.Many2one(
        "res.company", string="Issuer", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="asked", index=True, copy=False
    )
    is_red = fields.Boolean(string="Red letter", readonly=True, copy=False)
    reverses_id = fields.Many2one(
        "arrears.fapiao",
        string="Takes back",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The blue fapiao that this red one answers to.",
    )
    red_ids = fields.One2many("arrears.fapiao", "reverses_id", string="Red letters")

    # To whom
    title = fields.Char(
        string="Fapiao title",
        required=True,
        help="The buyer's name as it stands on the fapiao.",
    )
    tax_number = fields.Char(string="Tax number", help="The buyer's unified social credit code.")
    fapiao_type = fields.Selection(TYPES, string="Type", required=True, default="ordinary")

    # For what
    line_ids = fields.One2many("arrears.fapiao.line", "fapiao_id", string="Charges")
    amount = fields.Monetary(
        string="Amount with tax", compute="_compute_amounts", store=True, help="Red: below zero."
    )
    amount_tax = fields.Monetary(string="Tax", compute="_compute_amounts", store=True)
    units_text = fields.Char(string="Units", compute="_compute_units_text")

    # What the platform gave it
    number = fields.Char(
        string="Fapiao number", copy=False, help="20 digits; 8 where there is a code."
    )
    code = fields.Char(
        string="Fapiao code",
        copy=False,
        help="10 or 12 digits, on fapiao of the earlier systems only.",
    )
    issued_on = fields.Date(string="Date of fapiao", copy=False)
    note = fields.Text(help="What the tax clerk needs to know.")

    # Who and when
    waits = fields.Boolean(
        string="Owner waits for it",
        readonly=True,
        copy=False,
        help="The owner pays when it is there: finance has a task, and the card was put on hold.",
    )
    asked_by_id = fields.Many2one("res.users", string="Asked for by", readonly=True, copy=False)
    asked_on = fields.Date(string="Asked for on", readonly=True, copy=False)
    export_id = fields.Many2one(
        "arrears.fapiao.export", string="List", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    answer_id = fields.Many2one(
        "arrears.fapiao.answer", string="Came back in", readonly=True, copy=False,
        index="btree_not_null", ondelete="restrict",
    )  # fmt: skip
    issued_by_id = fields.Many2one("res.users", string="Recorded by", readonly=True, copy=False)
    recorded_at = fields.Datetime(string="Recorded at", readonly=True, copy=False)
    withdrawn_by_id = fields.Many2one("res.users", string="Withdrawn by", readonly=True, copy=False)
    withdrawn_on = fields.Date(string="Withdrawn on", readonly=True, copy=False)
    hold_ids = fields.One2many("arrears.hold", "fapiao_id", string="Holds", readonly=True)

    _number_once = models.UniqueIndex(
        "(company_id, COALESCE(code, ''), number) WHERE number IS NOT NULL AND number <> ''",
        "Another fapiao of this company has this number already.",
    )
    _one_open_red = models.UniqueIndex(
        "(reverses_id) WHERE is_red AND state = 'asked'",
        "A red letter for this fapiao is asked for already: its amount follows the ledger.",
    )
    _issued_is_whole = models.Constraint(
        "CHECK (state <> 'issued' OR (number IS NOT NULL AND issued_on IS NOT NULL))",
        "A fapiao that is issued has a number and a date.",
    )
    _red_answers_to_a_blue_one = models.Constraint(
        "CHECK ((is_red IS TRUE) = (reverses_id IS NOT NULL))",
        "A red letter takes back one blue fapiao.",
    )

    def _compute_name(self):
        for fapiao in self:
            fapiao.name = f"{PREFIX}{fapiao.id:08d}" if fapiao.id else False

    def _search_name(self, operator, value):
        if operator not in ("in", "=", "ilike", "=ilike"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value)
        return Domain("id", "in", [key for key in map(self._id_of_key, texts) if key])

    @api.model
    def _id_of_key(self, text):
        """The record id that a key means, or None; spaces and small letters do not matter."""
        digits = str(text or "").strip().upper().removeprefix(PREFIX)
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None

    @api.depends("number", "title")
    def _compute_display_name(self):
        for fapiao in self:
            fapiao.display_name = fapiao.number or fapiao.name or ""

    @api.depends("line_ids.amount", "line_ids.amount_tax")
    def _compute_amounts(self):
        for fapiao in self:
            digits = fapiao.currency_id.decimal_places
            fapiao.amount = total(fapiao.line_ids.mapped("amount"), digits)
            fapiao.amount_tax = total(fapiao.line_ids.mapped("amount_tax"), digits)

    @api.depends("line_ids.unit_id")
    def _compute_units_text(self):
        for fapiao in self:
            fapiao.units_text = ", ".join(fapiao.line_ids.unit_id.sudo().mapped("name"))

    # ------------------------------------------------------------------
    # Who may change what
    # ------------------------------------------------------------------

    def _is_frozen(self):
        return self.state != "asked" or self.is_red

    def _free_when_frozen(self):
        """On its way out only what the platform answers may still be entered."""
        numbers = frozenset({"number", "code", "issued_on"})
        return numbers | {"note"} if self.state in OPEN_STATES else frozenset()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(key)s is on its way or issued and can no longer be changed. Take its list "
                "back first, or let a red letter answer to it.",
                key=self.name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A request is withdrawn, never deleted: it stays as proof."))

    @api.constrains("title", "tax_number", "fapiao_type", "is_red")
    def _check_buyer(self):
        """The tax number has its form and check digit; a special fapiao needs one."""
        for fapiao in self.filtered(lambda one: not one.is_red):
            fapiao._check_tax_number(fapiao.tax_number, fapiao.fapiao_type)

    @api.model
    def _check_tax_number(self, tax_number, fapiao_type):
        """:raises ValidationError: it is missing, has a wrong form or a wrong check digit"""
        if not tax_number:
            if fapiao_type == "special":
                raise ValidationError(
                    self.env._("A special fapiao needs the buyer's tax number: enter it.")
                )
            return
        fault = tax_number_fault(tax_number)
        if fault:
            raise ValidationError(self.env["arrears.reason.wording"]._word(as_json([fault])))
        if len(tax_number) == LENGTH_OF_CREDIT_CODE and not uscc.is_valid(tax_number):
            raise ValidationError(
                self.env._(
                    "%(number)s is no valid unified social credit code: its check digit is wrong. "
                    "Compare it with the buyer's licence.",
                    number=tax_number,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a company that has one fapiao watches over its bills from then on."""
        fapiao = super().create([self._cleaned(values) for values in vals_list])
        unaware = fapiao.company_id.sudo().filtered(lambda one: not one.arrears_uses_fapiao)
        if unaware:
            unaware.arrears_uses_fapiao = True
        return fapiao

    def write(self, vals):
        """Extended: numbers and titles are kept without the spaces of a copy and paste."""
        return super().write(self._cleaned(vals))

    @api.model
    def _cleaned(self, values):
        cleaned = dict(values)
        for name in ("number", "code", "tax_number"):
            if cleaned.get(name):
                cleaned[name] = "".join(str(cleaned[name]).split()).upper()
        if cleaned.get("title"):
            cleaned["title"] = " ".join(str(cleaned["title"]).split())
        return {name: value or False if name in ("number", "code") else value
                for name, value in cleaned.items()}  # fmt: skip

    def _check_accountant(self):
        self.check_access("write")
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Only accountants handle fapiao."))

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for fapiao in self:
            if fapiao.state not in states:
                raise UserError(
                    self.env._(
                        "%(key)s is in the state “%(state)s”, so this cannot be done.",
                        key=fapiao.name,
                        state=labels[fapiao.state],
                    )
                )

    @api.model
    def _remembered(self, company, debtor):
        """The latest fapiao of a debtor, whose title and tax number the next one takes."""
        domain = Domain("company_id", "=", company.id) & Domain("debtor_id", "=", debtor.id)
        return self.sudo().search(domain & Domain("is_red", "=", False), limit=1)
