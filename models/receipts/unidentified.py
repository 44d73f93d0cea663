from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# First and last day of each class of age, None without an end.
AGES = (("0_week", 0, 7), ("1_month", 8, 30), ("2_quarter", 31, 90), ("3_older", 91, None))
AGE_NAMES = [
    ("0_week", "0–7 days"),
    ("1_month", "8–30 days"),
    ("2_quarter", "31–90 days"),
    ("3_older", "Over 90 days"),
]

# What of each bank line still stands on the suspense account of its journal.
WAITING = """
    SELECT item.id, line.id AS statement_line_id, item.company_id, line.journal_id,
           item.account_id, item.date, today.day - item.date AS days, %(age)s AS days_class,
           -CASE WHEN account.reconcile THEN item.amount_residual ELSE item.balance END AS amount,
           claim.id AS claim_id, claim.estate_id,
           NULLIF(COALESCE(line.foreign_currency_id, item.currency_id), item.company_currency_id)
               AS foreign_currency_id
      FROM account_move_line item
      JOIN account_bank_statement_line line ON line.move_id = item.move_id
      JOIN account_journal journal ON journal.id = line.journal_id
       AND journal.suspense_account_id = item.account_id
      JOIN account_account account ON account.id = item.account_id
      JOIN (VALUES %(todays)s) AS today (company_id, day) ON today.company_id = item.company_id
 LEFT JOIN arrears_claim claim ON claim.statement_line_id = line.id AND claim.state = 'proposed'
     WHERE item.parent_state = 'posted'
       AND CASE WHEN account.reconcile THEN item.amount_residual ELSE item.balance END <> 0
"""


class ArrearsUnidentified(models.Model):
    """Bank lines that nobody has claimed, by bank account and age, as the books are now."""

    _name = "arrears.unidentified"
    _inherit = ["arrears.list.export"]
    _description = "Unidentified bank line"
    _auto = False
    _order = "date, id"
    _rec_name = "statement_line_id"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "balance",
            "currency_id",
            "date",
            "parent_state",
        ],
        "account.bank.statement.line": ["foreign_currency_id", "journal_id", "move_id"],
        "account.journal": ["suspense_account_id"],
        "arrears.claim": ["statement_line_id", "state", "estate_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one("account.journal", string="Bank account", readonly=True)
    account_id = fields.Many2one("account.account", string="Suspense account", readonly=True)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line", string="Bank line", readonly=True
    )
    claim_id = fields.Many2one("arrears.claim", string="Claimed receipt", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    date = fields.Date(string="Value date", readonly=True)
    days = fields.Integer(string="Days open", readonly=True, aggregator=False)
    days_class = fields.Selection(AGE_NAMES, string="Age", readonly=True)
    amount = fields.Monetary(readonly=True)
    remark = fields.Char(related="statement_line_id.payment_ref", string="Remark")
    payer_name = fields.Char(related="statement_line_id.partner_name", string="Payer's name")
    payer_last4 = fields.Char(related="statement_line_id.arrears_payer_last4")
    why = fields.Char(related="claim_id.why")
    foreign_currency_id = fields.Many2one("res.currency", string="Foreign currency", readonly=True)
    currency_note = fields.Char(string="Where to reconcile it", compute="_compute_currency_note")

    @api.depends("foreign_currency_id")
    @api.depends_context("lang")
    def _compute_currency_note(self):
        for line in self:
            currency = line.foreign_currency_id
            words = self.env._("%(currency)s: reconcile in Odoo", currency=currency.name)
            line.currency_note = words if currency else False

    @property
    def _table_query(self):
        """Items on suspense accounts that belong to a bank line."""
        return self._waiting_sql()

    @api.model
    def _waiting_sql(self):
        """The statement; ages count from today where each company works."""
        companies = self.env["res.company"].sudo().search([])
        todays = SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._arrears_today()) for company in companies
        )
        whens = SQL(" ").join(
            SQL("WHEN today.day - item.date <= %s THEN %s", last, code)
            for code, __, last in AGES
            if last is not None
        )
        age = SQL("CASE %s ELSE %s END", whens, AGES[-1][0])
        return SQL(WAITING, age=age, todays=todays)

    def action_open_entry(self):
        """Open the journal entry of this bank line."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal entry"),
            "res_model": "account.move",
            "res_id": self.statement_line_id.sudo().move_id.id,
            "view_mode": "form",
        }

    def action_open_claim(self):
        """Open the claim of this bank line, so that somebody can say what it is.

        :raises UserError: there is none yet
        """
        self.ensure_one()
        if self.foreign_currency_id:
            raise UserError(
                self.env._(
                    "This line is in %(currency)s. Money in another currency than that of the "
                    "books has an exchange difference, so it is reconciled in Odoo itself: open "
                    "its entry, put the receivable in the place of the suspense account, and match "
                    "it there.",
                    currency=self.foreign_currency_id.name,
                )
            )
        if not self.claim_id:
            raise UserError(
                self.env._("No proposal was made for this line yet: press “Look for new lines”.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.claim",
            "res_id": self.claim_id.id,
            "view_mode": "form",
        }
