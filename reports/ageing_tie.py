import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.ledger.charge_as_of_sql import DEBT_DAY, REDUCTION_DAY
from ..models.ledger.tie_out import TRADE

# What explains the balance of an account. The signs are those of the ledger.
PARTS = (
    "amount_owed", "amount_credit", "amount_no_partner", "amount_draft", "amount_between",
    "amount_timing",
)  # fmt: skip

# Which side counts by which clock is decided by the sign, as in the figures themselves.
STATEMENT = """
WITH items AS MATERIALIZED (
    SELECT line.id, line.company_id, line.account_id, line.balance, line.date,
           CASE WHEN line.balance > 0 THEN {debt_day} ELSE {reduction_day} END AS day
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
       AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
      JOIN account_move move ON move.id = line.move_id
     WHERE line.company_id = ANY(%(companies)s) AND line.parent_state = 'posted'
       AND line.balance <> 0
),
pairs AS (
    SELECT item.company_id, item.account_id,
           CASE WHEN other.parent_state <> 'posted' THEN 'draft' ELSE 'between' END AS part,
           SUM(sign * amount) AS amount
      FROM (SELECT debit_move_id AS line_id, credit_move_id AS other_id, amount, 1 AS sign
              FROM account_partial_reconcile
         UNION ALL SELECT credit_move_id, debit_move_id, amount, -1
              FROM account_partial_reconcile) partial
      JOIN items item ON item.id = partial.line_id AND item.day <= %(day)s
      JOIN account_move_line other ON other.id = partial.other_id
       AND (other.parent_state <> 'posted' OR other.company_id <> item.company_id)
      JOIN account_move other_move ON other_move.id = other.move_id
     WHERE CASE WHEN sign = 1 THEN {other_reduction_day} ELSE {other_debt_day} END <= %(day)s
  GROUP BY item.company_id, item.account_id, part
),
balances AS (
    SELECT company_id, account_id,
           COALESCE(SUM(balance) FILTER (WHERE date <= %(day)s), 0) AS ledger_balance,
           COALESCE(SUM(balance) FILTER (WHERE date <= %(day)s AND day > %(day)s), 0)
           - COALESCE(SUM(balance) FILTER (WHERE date > %(day)s AND day <= %(day)s), 0) AS timing
      FROM items
     WHERE date <= %(day)s OR day <= %(day)s
  GROUP BY company_id, account_id
),
aged AS (
    SELECT aged.company_id, line.account_id,
           COALESCE(SUM(amount_owed) FILTER (WHERE debtor_id IS NOT NULL), 0) AS owed,
           COALESCE(SUM(amount_credit) FILTER (WHERE debtor_id IS NOT NULL), 0) AS credit,
           COALESCE(SUM(amount_owed) FILTER (WHERE debtor_id IS NULL), 0)
           - COALESCE(SUM(amount_credit) FILTER (WHERE debtor_id IS NULL), 0) AS no_partner
      FROM arrears_ageing_line aged
      JOIN account_move_line line ON line.id = aged.line_ref
     WHERE aged.report_id = %(report)s
  GROUP BY aged.company_id, line.account_id
)
SELECT balances.company_id, balances.account_id, ledger_balance,
       COALESCE(owed, 0), -COALESCE(credit, 0), COALESCE(no_partner, 0),
       COALESCE(draft.amount, 0), COALESCE(between_branches.amount, 0), timing
  FROM balances
  LEFT JOIN aged USING (company_id, account_id)
  LEFT JOIN pairs draft ON draft.company_id = balances.company_id
       AND draft.account_id = balances.account_id AND draft.part = 'draft'
  LEFT JOIN pairs between_branches ON between_branches.company_id = balances.company_id
       AND between_branches.account_id = balances.account_id AND between_branches.part = 'between'
 ORDER BY balances.company_id, balances.account_id
"""


class ArrearsAgeingTie(models.Model):
    """One ledger account on the day of an ageing report, explained to the cent.

    The balance is summed from journal items by accounting date, without Odoo's residuals; the
    ageing was read from charges. What is left between the two is unexplained and must be zero.
    """

    _name = "arrears.ageing.tie"
    _inherit = ["arrears.kept.line"]
    _description = "Ageing tie-out"
    _order = "report_id, company_id, account_name, id"
    _rec_name = "account_name"

    report_id = fields.Many2one(
        "arrears.ageing.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        "account.account", string="Account record", readonly=True, ondelete="set null"
    )
    account_name = fields.Char(string="Ledger account", readonly=True)
    ledger_balance = fields.Monetary(
        string="Ledger balance",
        readonly=True,
        help="Sum of the posted items up to this day, by accounting date.",
    )
    amount_owed = fields.Monetary(string="Owed", readonly=True)
    amount_credit = fields.Monetary(string="Unapplied credits", readonly=True)
    amount_no_partner = fields.Monetary(
        string="Without partner", readonly=True, help="Debts less credits that name no partner."
    )
    amount_draft = fields.Monetary(
        string="Reconciled with draft entries",
        readonly=True,
        help="Taken off a debt by an entry that is in draft and not in the ledger's balance.",
    )
    amount_between = fields.Monetary(
        string="Between branches",
        readonly=True,
        help="Paid by one company of the tree for another; adds up to zero.",
    )
    amount_timing = fields.Monetary(
        string="Other dates",
        readonly=True,
        help="Items whose accounting date and whose own date (value date of money, date of an "
        "invoice) lie on different sides of this day. Zero in a report by accounting date.",
    )
    unexplained = fields.Monetary(readonly=True, help="Must be zero.")

    @api.model
    def _rows(self, report, companies):
        """Facts of each account: tuples of company, account, ledger balance and ``PARTS``."""
        debt, reduction = DEBT_DAY[report.basis], REDUCTION_DAY[report.basis]
        text = STATEMENT.format(
            debt_day=debt,
            reduction_day=_told(reduction, "line", "move"),
            other_debt_day=_told(debt, "other", "other_move"),
            other_reduction_day=_told(reduction, "other", "other_move"),
        )
        return self.env.execute_query(
            SQL(text, companies=companies.ids, day=report.date, report=report.id)
        )

    def action_open(self):
        """Open the items behind the balance of the account."""
        self.ensure_one()
        domain = TRADE & Domain("account_id", "=", self.account_id.id)
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("date", "<=", self.report_id.date)
        return {
            "type": "ir.actions.act_window",
            "name": self.account_name,
            "res_model": "account.move.line",
            "view_mode": "list,pivot,form",
            "domain": list(domain),
            "context": {"create": False},
        }


def _told(day: str, line: str, move: str) -> str:
    """The clock's expression for other names of the journal item and its entry."""
    names = {"credit": line, "note": move, "move": move}
    return re.sub(r"\b(credit|note|move)\.", lambda found: f"{names[found[1]]}.", day)
