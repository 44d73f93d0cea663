from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import money


class ArrearsCashierDay(models.Model):
    """One cashier's day in one company: what came in by method, what was counted, what went to the
    bank.

    It is opened by the first receipt, or by the cashier who enters the float. Closed, it stands
    still, and no receipt of the day can be added; an accountant may open it again with a reason.
    """

    _name = "arrears.cashier.day"
    _description = "Cashier's day"
    _inherit = ["arrears.guarded"]
    _order = "date desc, id desc"
    _rec_name = "date"
    _check_company_auto = True
    _effect_fields = frozenset({"state", "cashier_id", "date", "closed_by_id", "closed_at"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    cashier_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    date = fields.Date(
        string="Day",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._arrears_today(),
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
    )
    line_ids = fields.One2many("arrears.cashier.day.line", "day_id", string="Methods", copy=False)
    receipt_ids = fields.One2many("arrears.receipt", "day_id", string="Issued receipts")
    receipt_count = fields.Integer(string="Number of receipts", compute="_compute_figures")
    amount_received = fields.Monetary(string="Taken", compute="_compute_figures")
    cash_expected = fields.Monetary(string="Cash expected", compute="_compute_figures")
    cash_counted = fields.Monetary(string="Cash counted", compute="_compute_figures")
    cash_difference = fields.Monetary(string="Over or short", compute="_compute_figures")
    difference_reason = fields.Char(
        string="Why it differs", copy=False, help="Needed above the limit of the company."
    )
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed at", readonly=True, copy=False)
    reopening_ids = fields.One2many(
        "arrears.cashier.day.reopening", "day_id", string="Opened again", copy=False
    )
    move_ids = fields.One2many("account.move", "arrears_cashier_day_id", string="Entries")

    _once_a_day = models.UniqueIndex(
        "(cashier_id, company_id, date)",
        "This cashier's day is there already: open it in the list of cashier days.",
    )

    @api.depends("date", "cashier_id")
    def _compute_display_name(self):
        for day in self:
            day.display_name = " · ".join(
                filter(None, (day.cashier_id.name, day.date and str(day.date)))
            )

    @api.depends("line_ids.received", "line_ids.expected", "line_ids.counted")
    def _compute_figures(self):
        for day in self:
            digits = day.currency_id.decimal_places
            cash = day.line_ids.filtered(lambda line: line.way == "cash")
            day.receipt_count = sum(day.line_ids.mapped("receipt_count"))
            day.amount_received = money.total(day.line_ids.mapped("received"), digits)
            day.cash_expected = money.total(cash.mapped("expected"), digits)
            day.cash_counted = money.total(cash.mapped("counted"), digits)
            day.cash_difference = money.total(cash.mapped("difference"), digits)

    @api.model_create_multi
    def create(self, vals_list):
        """Open days; each has a line for every cash method, with what was left in the drawer."""
        days = super().create(vals_list)
        for day in days:
            cash = self.env["arrears.payment.method"].search(
                [("company_id", "=", day.company_id.id), ("way", "=", "cash")]
            )
            day._add_methods(cash)
        return days

    def _is_frozen(self):
        return self.state == "closed"

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "The day %(day)s is closed. Ask an accountant to open it again.",
                day=self.display_name,
            )
        )

    # ------------------------------------------------------------------
    # Opened by a receipt
    # ------------------------------------------------------------------

    @api.model
    def _open_for(self, cashier, company, date, method):
        """The open day of a cashier, locked, with a line for the method.

        Runs with all rights; who may take money was asked before.

        :raises UserError: the day is closed
        """
        days = self.with_user(cashier).with_company(company).sudo()
        day = days.search(
            [
                ("cashier_id", "=", cashier.id),
                ("company_id", "=", company.id),
                ("date", "=", date),
            ]
        ) or days.create({"company_id": company.id})
        day._lock()
        if day._is_frozen():
            raise UserError(
                self.env._(
                    "The day %(day)s is closed: ask an accountant to open it again, or take the "
                    "money on the next day.",
                    day=day.display_name,
                )
            )
        day._add_methods(method)
        return day

    def _use_drawer(self, method):
        """Lock this open day, and give it a line for the method whose cash moves.

        :raises UserError: the day is closed
        """
        day = self.sudo()
        day._lock()
        if day._is_frozen():
            day._refuse_change()
        day._add_methods(method)

    def _lock(self):
        """Wait for whoever closes this day, or books on it.

        The row is written, though nothing in it changes: a transaction that began before ours
        ended can't take it for as it was, and Odoo starts that call again with fresh eyes.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE arrears_cashier_day SET write_date = write_date WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset(["state"])

    def _add_methods(self, methods):
        """Lines for methods that have none yet."""
        missing = methods - self.line_ids.method_id
        if missing:
            left = self._left_before(missing)
            self.sudo().line_ids = [
                Command.create({"method_id": method.id, "opening": left.get(method, 0)})
                for method in missing
            ]

    def _left_before(self, methods):
        """What this cashier's last day left in the drawer, by method."""
        before = self.env["arrears.cashier.day.line"].sudo().search(
            [
                ("day_id.cashier_id", "=", self.cashier_id.id),
                ("company_id", "=", self.company_id.id),
                ("method_id", "in", methods.ids),
                ("day_id.date", "<", self.date),
                ("day_id.state", "=", "closed"),
            ]
        )  # fmt: skip
        last = {}
        for line in before.sorted(lambda line: line.day_id.date):
            last[line.method_id] = line.left
        return last
