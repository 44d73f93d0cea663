from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import money

FIGURES = (
    "bank_balance", "book_balance", "books_in", "books_out", "bank_in", "bank_out",
    "bank_adjusted", "book_adjusted", "difference", "opening_difference",
)  # fmt: skip


class ArrearsBankAdjustment(models.Model):
    """Bank adjustment of one receiving account (银行存款余额调节表): bank and books agree once what
    only one of them has is added on the other side.

    Drawn up as of the end of a day, at least once a month (Basic Rules of Accounting Work 会计基础
    工作规范 art. 57), and kept as it was found; another is drawn up where the books moved since.
    """

    _name = "arrears.bank.adjustment"
    _inherit = ["arrears.guarded"]
    _description = "Bank adjustment"
    _order = "date desc, id desc"
    _rec_name = "date"
    _check_company_auto = True
    _effect_fields = frozenset({"computed_at", "user_id", "bank_day", *FIGURES})

    company_id = fields.Many2one(related="journal_id.company_id", store=True, index=True)
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank account",
        required=True,
        domain=[("type", "=", "bank")],
        ondelete="restrict",
        default=lambda self: self._default_journal(),
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", compute_sudo=True)
    date = fields.Date(
        string="At the end of",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
    )
    computed_at = fields.Datetime(string="Drawn up at", readonly=True)
    user_id = fields.Many2one("res.users", string="Drawn up by", readonly=True)
    line_ids = fields.One2many("arrears.bank.adjustment.line", "adjustment_id", readonly=True)

    # The bank's side
    bank_day = fields.Date(
        string="Bank statement of", readonly=True, help="The day of the last movement read."
    )
    bank_balance = fields.Monetary(string="Balance by the bank statement", readonly=True)
    books_in = fields.Monetary(string="Received in the books, not at the bank", readonly=True)
    books_out = fields.Monetary(string="Paid in the books, not at the bank", readonly=True)
    bank_adjusted = fields.Monetary(string="Adjusted balance of the bank", readonly=True)

    # The books' side
    book_balance = fields.Monetary(
        string="Balance by the books",
        readonly=True,
        help="The bank account and the accounts on which its money is under way.",
    )
    bank_in = fields.Monetary(string="Received at the bank, not in the books", readonly=True)
    bank_out = fields.Monetary(string="Paid at the bank, not in the books", readonly=True)
    book_adjusted = fields.Monetary(string="Adjusted balance of the books", readonly=True)

    difference = fields.Monetary(string="Remaining difference", readonly=True, help="Must be zero.")
    opening_difference = fields.Monetary(
        string="Of it from before the first statement",
        readonly=True,
        help="By how much the books differed from the bank where the statements begin.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("tied", "Agrees"), ("open", "Difference")], compute="_compute_state"
    )

    @api.model
    def _default_journal(self):
        """The only bank journal there is."""
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=2
        )
        return journals if len(journals) == 1 else False

    @api.depends("journal_id", "company_id")
    def _compute_currency_id(self):
        for record in self:
            company = record.company_id or self.env.company
            record.currency_id = record.journal_id.currency_id or company.currency_id

    @api.depends("computed_at", "difference")
    def _compute_state(self):
        for record in self:
            if not record.computed_at:
                record.state = "draft"
            else:
                record.state = "open" if record.difference else "tied"

    @api.depends("journal_id", "date")
    def _compute_display_name(self):
        for record in self:
            name = record.journal_id.sudo().name or ""
            record.display_name = f"{name} {record.date or ''}".strip()

    def _is_frozen(self):
        return bool(self.computed_at)

    # ------------------------------------------------------------------
    # Drawing up
    # ------------------------------------------------------------------

    def action_draw_up(self):
        """Compare bank and books as of the day, and keep the result.

        :raises UserError: it was drawn up already, the day is to come, or no statement was read
        """
        self.ensure_one()
        self.check_access("write")
        if self.computed_at:
            raise UserError(self.env._("This adjustment was drawn up already: make a new one."))
        if self.date > self.company_id._arrears_today():
            raise UserError(self.env._("The day is still to come: choose today or a day before."))
        self.env.flush_all()
        system = self.sudo()
        system._record_effect(
            {
                **system._reckoned(),
                "computed_at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )

    def _reckoned(self):
        """The figures, in currency units; makes the lists behind them."""
        day, bank, opening = self._bank_side()
        items = [*self._items_in_books(), *self._items_in_transit(), *self._items_at_bank()]
        self.env["arrears.bank.adjustment.line"].create(
            [{**item, "adjustment_id": self.id} for item in items]
        )
        lists = dict.fromkeys(("books_in", "books_out", "bank_in", "bank_out"), 0)
        for item in items:
            lists[item["section"]] += abs(self._minor(item["amount"]))
        books = self._book_balance()
        bank_adjusted = bank + lists["books_in"] - lists["books_out"]
        book_adjusted = books + lists["bank_in"] - lists["bank_out"]
        before = self._books_before(opening)
        minor = {
            **lists,
            "bank_balance": bank,
            "book_balance": books,
            "bank_adjusted": bank_adjusted,
            "book_adjusted": book_adjusted,
            "difference": bank_adjusted - book_adjusted,
            "opening_difference": before,
        }
        digits = self.currency_id.decimal_places
        figures = {name: money.amount(value, digits) for name, value in minor.items()}
        return {**figures, "bank_day": day}

    def _minor(self, value):
        return money.minor_units(value or 0, self.currency_id.decimal_places)
