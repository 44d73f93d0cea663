from odoo import api, fields, models
from odoo.tools import SQL


class ArrearsDebitClearing(models.Model):
    """Each batch on its clearing account: what it collected, what arrived of it, what is open.

    Read from posted journal items alone. What stands on a clearing account without a batch is a
    row of its own, so the rows of an account always add up to its balance.
    """

    _name = "arrears.debit.clearing"
    _description = "Batch on its clearing account"
    _auto = False
    _order = "open_since, batch_id desc, id"
    _rec_name = "batch_id"
    _depends = {
        "account.move.line": [
            "account_id", "amount_residual", "credit", "date", "debit", "move_id", "parent_state",
        ],
        "account.move": ["arrears_debit_batch_id"],
        "arrears.bank.channel": ["clearing_account_id"],
        "arrears.debit.batch": ["channel_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one("arrears.bank.channel", string="Bank channel", readonly=True)
    account_id = fields.Many2one("account.account", string="Clearing account", readonly=True)
    batch_id = fields.Many2one("arrears.debit.batch", readonly=True)
    collection_date = fields.Date(related="batch_id.collection_date")
    amount_collected = fields.Monetary(string="Collected", readonly=True)
    amount_returned = fields.Monetary(string="Amount taken back", readonly=True)
    amount_arrived = fields.Monetary(
        string="On the statement",
        readonly=True,
        help="Matched with lines of the bank statement, the bank's own charges included.",
    )
    amount_open = fields.Monetary(string="Not on the statement yet", readonly=True)
    open_since = fields.Date(string="Open since", readonly=True)
    days_open = fields.Integer(string="Days open", compute="_compute_days_open")

    @property
    def _table_query(self):
        """Items of clearing accounts, by batch; without one they count for the account."""
        return SQL(
            """
            SELECT MIN(item.id) AS id, item.company_id, item.account_id, batch.id AS batch_id,
                   COALESCE(batch.channel_id, MIN(place.channel_id)) AS channel_id,
                   COALESCE(SUM(item.debit) FILTER (WHERE batch.id IS NOT NULL), 0)
                       AS amount_collected,
                   COALESCE(SUM(item.credit) FILTER (WHERE batch.id IS NOT NULL), 0)
                       AS amount_returned,
                   COALESCE(SUM(item.balance - item.amount_residual)
                       FILTER (WHERE batch.id IS NOT NULL), 0) AS amount_arrived,
                   SUM(item.amount_residual) AS amount_open,
                   MIN(item.date) FILTER (WHERE item.amount_residual <> 0) AS open_since
              FROM account_move_line item
              JOIN (SELECT clearing_account_id AS account_id, MIN(id) AS channel_id
                      FROM arrears_bank_channel GROUP BY clearing_account_id) place
                ON place.account_id = item.account_id
              JOIN account_move move ON move.id = item.move_id
         LEFT JOIN arrears_debit_batch batch ON batch.id = move.arrears_debit_batch_id
             WHERE item.parent_state = 'posted'
          GROUP BY item.company_id, item.account_id, batch.id
            HAVING batch.id IS NOT NULL OR SUM(item.amount_residual) <> 0
            """
        )

    @api.depends("open_since")
    def _compute_days_open(self):
        for row in self:
            today = row.company_id._arrears_today()
            row.days_open = (today - row.open_since).days if row.open_since else 0

    def action_open_items(self):
        """Open the journal items behind this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("move_id.arrears_debit_batch_id", "=", self.batch_id.id),
            ],
            "context": {"create": False},
        }
