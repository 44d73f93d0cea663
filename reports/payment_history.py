from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.period_text import period_text

NATURES = [
    ("payment", "Payment"),
    ("credit_note", "Credit note"),
    ("waiver", "Waiver"),
    ("write_off", "Write-off"),
    ("transfer", "Moved elsewhere"),
    ("entry", "Journal entry"),
]

# A row for each use of a credit on a bill, and one for what of a credit no bill has used.
HISTORY = """
WITH credit AS (
    SELECT line.id, line.move_id, line.company_id, line.amount_residual,
           COALESCE(partner.commercial_partner_id, partner.id) AS debtor_id,
           COALESCE(line.arrears_value_date, move.arrears_value_date, move.invoice_date,
                    move.date) AS value_date,
           COALESCE(line.arrears_unit_id, move.arrears_unit_id) AS unit_id,
           CASE WHEN move.arrears_reduction IS NOT NULL THEN move.arrears_reduction
                WHEN move.move_type = 'out_refund' THEN 'credit_note'
                WHEN journal.type IN ('bank', 'cash', 'credit')
                     OR move.origin_payment_id IS NOT NULL
                     OR move.arrears_debit_batch_id IS NOT NULL
                     OR EXISTS (SELECT 1 FROM account_move_line debit
                                  JOIN account_account cash ON cash.id = debit.account_id
                                   AND cash.account_type = 'asset_cash'
                                 WHERE debit.move_id = move.id AND debit.balance > 0)
                THEN 'payment'
                ELSE 'entry' END AS nature
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
       AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
      JOIN account_move move ON move.id = line.move_id
      JOIN account_journal journal ON journal.id = move.journal_id
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.parent_state = 'posted' AND line.balance < 0
)
SELECT partial.id::bigint AS id, credit.company_id, company.currency_id, credit.value_date,
       credit.debtor_id, credit.nature, credit.move_id, debit.id AS settled_line_id,
       debit.move_id AS settled_move_id, charge.unit_id, charge.estate_id, partial.amount
  FROM credit
  JOIN account_partial_reconcile partial ON partial.credit_move_id = credit.id
  JOIN account_move_line debit ON debit.id = partial.debit_move_id
  JOIN res_company company ON company.id = credit.company_id
  LEFT JOIN LATERAL (
       SELECT CASE WHEN MIN(unit_id) = MAX(unit_id) THEN MIN(unit_id) END AS unit_id,
              CASE WHEN MIN(estate_id) = MAX(estate_id) THEN MIN(estate_id) END AS estate_id
         FROM arrears_charge WHERE line_id = debit.id AND state <> 'gone'
       ) charge ON TRUE
UNION ALL
SELECT -credit.id::bigint, credit.company_id, company.currency_id, credit.value_date,
       credit.debtor_id, credit.nature, credit.move_id, NULL, NULL, credit.unit_id,
       unit.estate_id, -credit.amount_residual
  FROM credit
  JOIN res_company company ON company.id = credit.company_id
  LEFT JOIN arrears_unit unit ON unit.id = credit.unit_id
 WHERE credit.amount_residual < 0
"""


class ArrearsPaymentHistory(models.Model):
    """Payments and credits by value date with what they settled, read from accounting.

    Nothing is stored: every row is a reconciliation of the ledger, or what of a credit is left.
    """

    _name = "arrears.payment.history"
    _description = "Payment history"
    _auto = False
    _order = "value_date desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": ["amount_residual", "arrears_unit_id", "arrears_value_date",
                              "balance", "parent_state", "partner_id"],
        "account.move": ["arrears_debit_batch_id", "arrears_reduction", "arrears_unit_id",
                         "arrears_value_date", "date", "invoice_date", "move_type"],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id"],
        "arrears.charge": ["estate_id", "line_id", "state", "unit_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    value_date = fields.Date(
        string="Value date", readonly=True, help="The day the bank says the money moved."
    )
    debtor_id = fields.Many2one("res.partner", readonly=True)
    nature = fields.Selection(NATURES, string="What", readonly=True)
    move_id = fields.Many2one("account.move", string="Ledger entry", readonly=True)
    settled_line_id = fields.Many2one(
        "account.move.line", string="Settled receivable", readonly=True
    )
    settled_move_id = fields.Many2one("account.move", string="Settled bill", readonly=True)
    settled = fields.Char(
        string="Used for",
        compute="_compute_settled",
        help="Unit, period and kind of what was settled; empty: no bill has used it yet.",
    )
    unit_id = fields.Many2one("arrears.unit", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return SQL(HISTORY)

    @api.depends("settled_line_id")
    @api.depends_context("lang")
    def _compute_settled(self):
        charges = self.env["arrears.charge"].sudo()
        kinds = dict(charges._fields["kind"]._description_selection(self.env))
        found = charges.search(
            [("line_id", "in", self.settled_line_id.ids), ("state", "!=", "gone")],
            order="due_date, id",
        )
        words = defaultdict(list)
        for charge in found:
            period = period_text(charge.period_from, charge.period_to)
            words[charge.line_id.id].append(
                " ".join(filter(None, (charge.unit_id.name, period, kinds[charge.kind])))
            )
        for row in self:
            row.settled = "; ".join(words[row.settled_line_id.id])

    def action_open_document(self):
        """Open the payment, credit note or entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    @api.model
    def _action_for(self, debtors, charges):
        """Window on what settled some charges, and on the debtors' unused credits."""
        lines = charges.sudo().line_id.ids
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_payment_history"
        )
        unused = ["&", ("debtor_id", "in", debtors.ids), ("settled_line_id", "=", False)]
        return {**action, "domain": ["|", ("settled_line_id", "in", lines), *unused], "context": {}}


class ArrearsUnit(models.Model):
    """A unit shows what was paid for it."""

    _inherit = "arrears.unit"

    def action_payment_history(self):
        """Open the payments that settled charges of this unit."""
        self.ensure_one()
        charges = self.env["arrears.charge"].search([("unit_id", "=", self.id)])
        return self.env["arrears.payment.history"]._action_for(charges.debtor_id, charges)


class ArrearsCase(models.Model):
    """A card shows what its debtor paid for its unit."""

    _inherit = "arrears.case"

    def action_payment_history(self):
        """Open the payments of this debtor for this unit."""
        self.ensure_one()
        charges = self.env["arrears.charge"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.debtor_id.id),
                ("unit_id", "=", self.unit_id.id),
            ]
        )
        return self.env["arrears.payment.history"]._action_for(self.debtor_id, charges)
