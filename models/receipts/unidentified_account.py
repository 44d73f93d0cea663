from odoo import api, fields, models
from odoo.tools import SQL

from .unidentified import AGES


class ArrearsUnidentifiedAccount(models.Model):
    """Each suspense account: what waits on it by age, and whether that is its whole balance.

    A difference is money that somebody booked to the suspense account without a bank line, or a
    bank line whose journal changed its suspense account.
    """

    _name = "arrears.unidentified.account"
    _description = "Unidentified receipts of an account"
    _auto = False
    _order = "company_id, account_id"
    _rec_name = "account_id"
    _depends = {
        "account.move.line": ["account_id", "amount_residual", "balance", "date", "parent_state"],
        "account.bank.statement.line": ["journal_id", "move_id"],
        "account.journal": ["suspense_account_id", "company_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one("account.account", string="Suspense account", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    amount_week = fields.Monetary(string="0–7 days", readonly=True)
    amount_month = fields.Monetary(string="8–30 days", readonly=True)
    amount_quarter = fields.Monetary(string="31–90 days", readonly=True)
    amount_older = fields.Monetary(string="Over 90 days", readonly=True)
    amount = fields.Monetary(string="Unidentified", readonly=True)
    balance = fields.Monetary(string="Ledger balance", readonly=True)
    difference = fields.Monetary(
        readonly=True, help="Must be 0.00: what stands on the account without a bank line."
    )

    @property
    def _table_query(self):
        """Balances of suspense accounts beside the bank lines that wait on them."""
        names = ("amount_week", "amount_month", "amount_quarter", "amount_older")
        of_age = SQL(", ").join(
            SQL("COALESCE(SUM(waiting.amount) FILTER (WHERE waiting.days_class = %s), 0) AS %s",
                code, SQL.identifier(name))
            for name, (code, *__) in zip(names, AGES, strict=True)
        )  # fmt: skip
        return SQL(
            """
            SELECT ledger.id, ledger.company_id, ledger.account_id,
                   COUNT(waiting.id) AS line_count, %(of_age)s,
                   COALESCE(SUM(waiting.amount), 0) AS amount, ledger.balance,
                   ledger.balance - COALESCE(SUM(waiting.amount), 0) AS difference
              FROM (SELECT MIN(item.id) AS id, item.company_id, item.account_id,
                           -SUM(item.balance) AS balance
                      FROM account_move_line item
                     WHERE item.parent_state = 'posted'
                       AND item.account_id IN (SELECT suspense_account_id FROM account_journal
                                                WHERE type IN ('bank', 'cash', 'credit'))
                  GROUP BY item.company_id, item.account_id) ledger
         LEFT JOIN (%(waiting)s) waiting ON waiting.company_id = ledger.company_id
               AND waiting.account_id = ledger.account_id
          GROUP BY ledger.id, ledger.company_id, ledger.account_id, ledger.balance
            """,
            of_age=of_age,
            waiting=self.env["arrears.unidentified"]._waiting_sql(),
        )

    def action_open_lines(self):
        """Open the bank lines that wait on this account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "arrears.unidentified",
            "view_mode": "list,pivot",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("company_id", "=", self.company_id.id),
            ],
        }

    def action_open_items(self):
        """Open what stands on the account without a bank line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("move_id.statement_line_ids", "=", False),
            ],
            "context": {"create": False},
        }

    @api.depends("account_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.account_id.display_name
