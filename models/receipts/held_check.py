from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...engine.money import amount as money
from ...engine.money import minor_units
from ..ledger.charge_sql import CATEGORY_KINDS

# Reckoned from balances and matches, not from the residuals that the lists show.
CREDITS_OF_LEDGER = """
    SELECT COALESCE(SUM(line.balance + matched.amount), 0)
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
       AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
CROSS JOIN LATERAL (SELECT COALESCE(SUM(partial.amount), 0) AS amount
                      FROM account_partial_reconcile partial
                     WHERE partial.credit_move_id = line.id) matched
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.balance < 0
       AND line.arrears_unit_id IS NOT NULL AND line.arrears_kind IS NOT NULL
"""
# Whole accounts: what stands on them without being known as a deposit is the difference.
DEPOSITS_OF_LEDGER = f"""
    WITH {CATEGORY_KINDS},
    deposit_accounts AS (
        SELECT DISTINCT line.account_id
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
           AND account.account_type IN ('liability_current', 'liability_non_current')
     LEFT JOIN product_product product ON product.id = line.product_id
     LEFT JOIN product_template template ON template.id = product.product_tmpl_id
     LEFT JOIN category_kinds category ON category.id = template.categ_id
         WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
           AND COALESCE(line.arrears_kind, template.arrears_kind, category.kind) = 'deposit'
    )
    SELECT ARRAY(SELECT account_id FROM deposit_accounts),
           COALESCE((SELECT SUM(balance) FROM account_move_line
                      WHERE company_id = %(company)s AND parent_state = 'posted'
                        AND account_id IN (SELECT account_id FROM deposit_accounts)), 0)
"""


class ArrearsHeldCheck(models.TransientModel):
    """The lists of prepayments and deposits beside the ledger, and what they differ by."""

    _name = "arrears.held.check"
    _description = "Prepayments and deposits against the ledger"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    prepayment_list = fields.Monetary(
        string="Prepayments in the list", compute="_compute_prepayments"
    )
    prepayment_ledger = fields.Monetary(
        string="Prepayments in the ledger",
        compute="_compute_prepayments",
        help="Balances of credits that name a unit and a kind, less what they were matched with.",
    )
    prepayment_difference = fields.Monetary(
        string="Prepayments, difference", compute="_compute_prepayments"
    )
    deposit_held = fields.Monetary(string="Deposits held", compute="_compute_deposits")
    deposit_unpaid = fields.Monetary(
        string="Deposits charged, not paid yet", compute="_compute_deposits"
    )
    deposit_ledger = fields.Monetary(
        string="Balance of the deposit accounts", compute="_compute_deposits"
    )
    deposit_difference = fields.Monetary(
        string="Deposits, difference",
        compute="_compute_deposits",
        help="What stands on the deposit accounts without being known as a deposit.",
    )
    account_ids = fields.Many2many(
        "account.account", string="Deposit accounts", compute="_compute_deposits"
    )

    def _compute_prepayments(self):
        for check in self:
            (listed,) = check._sums("arrears.prepayment", "amount")
            (balance,) = check._ask(CREDITS_OF_LEDGER)
            ledger = -check._minor(balance)
            check._show("prepayment", list=listed, ledger=ledger, difference=ledger - listed)

    def _compute_deposits(self):
        for check in self:
            held, unpaid = check._sums("arrears.deposit", "amount_held", "amount_unpaid")
            accounts, balance = check._ask(DEPOSITS_OF_LEDGER)
            ledger = -check._minor(balance)
            check.account_ids = accounts
            check._show(
                "deposit", held=held, unpaid=unpaid, ledger=ledger,
                difference=ledger - held - unpaid,
            )  # fmt: skip

    def _require_company(self):
        """:raises AccessError: a company that the user does not work in"""
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Choose one of the companies that you work in."))

    def _sums(self, model, *names):
        """Totals of a list, added up by the database in exact numbers."""
        self._require_company()
        rows = self.env[model].sudo().with_company(self.company_id)
        sums = rows._read_group(
            [("company_id", "=", self.company_id.id)], [], [f"{name}:sum" for name in names]
        )[0]
        return [self._minor(value or 0) for value in sums]

    def _ask(self, statement):
        self._require_company()
        self.env.flush_all()
        return self.env.execute_query(SQL(statement, company=self.company_id.id))[0]

    def _minor(self, value):
        return minor_units(value, self.currency_id.decimal_places)

    def _show(self, prefix, **figures):
        digits = self.currency_id.decimal_places
        for name, minor in figures.items():
            self[f"{prefix}_{name}"] = money(minor, digits)

    def action_open_prepayments(self):
        """Open the list of prepayments."""
        return self._open("property_arrears.action_arrears_prepayment")

    def action_open_deposits(self):
        """Open the list of deposits."""
        return self._open("property_arrears.action_arrears_deposit")

    def _open(self, action):
        self.ensure_one()
        self.check_access("read")
        found = self.env["ir.actions.act_window"]._for_xml_id(action)
        return {**found, "domain": [("company_id", "=", self.company_id.id)], "target": "main"}

    def action_open_unknown(self):
        """Open what stands on the deposit accounts without being known as a deposit."""
        self.ensure_one()
        self.check_access("read")
        rows = self.env["arrears.deposit"].sudo().with_company(self.company_id)
        known = rows.search([("company_id", "=", self.company_id.id)]).ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("On deposit accounts, and no deposit"),
            "res_model": "account.move.line",
            "view_mode": "list",
            "domain": [
                ("company_id", "=", self.company_id.id), ("parent_state", "=", "posted"),
                ("account_id", "in", self.account_ids.ids), ("id", "not in", known),
                ("amount_residual", "!=", 0),
            ],
        }  # fmt: skip
