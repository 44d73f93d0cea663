from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .kinds import KINDS

# Fields of a posted line that decide about charges. Reconciliation writes none of them: it is
# seen on account.partial.reconcile.
WATCHED = frozenset(
    {
        "date_maturity", "partner_id", "account_id", "balance", "debit", "credit",
        "amount_currency", "no_followup", "product_id", "price_unit", "quantity", "discount",
        "arrears_unit_id", "arrears_period_from", "arrears_period_to", "arrears_kind",
        "arrears_price_basis",
    }
)  # fmt: skip


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Plain columns without a default; empty ones follow the document's header.
    arrears_unit_id = fields.Many2one(
        "arrears.unit",
        string="Property unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The unit this line is for. Empty: the unit of the document.",
    )
    arrears_period_from = fields.Date(string="Service from")
    arrears_period_to = fields.Date(string="Service until")
    arrears_kind = fields.Selection(
        KINDS,
        string="Kind of charge",
        help="Empty: as the product or its category says. On a payment's line it says which "
        "charge the money is for.",
    )
    arrears_price_basis = fields.Char(
        string="Price basis",
        help="The contract clause or filed price that entitles to this amount. A charge without "
        "one is not dunned.",
    )
    arrears_value_date = fields.Date(
        string="Value date", copy=False, help="The day the bank says the money moved."
    )

    @api.model
    def _arrears_credits(self, company, debtors):
        """What debtors have paid or were credited and no bill has used.

        :param company: one ``res.company``
        :param debtors: commercial ``res.partner`` records
        :return: ``{partner id: amount}``, positive, in the company's currency
        """
        self.flush_model(["amount_residual", "reconciled", "parent_state", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, -SUM(line.amount_residual)
                  FROM account_move_line line
                  JOIN res_partner partner ON partner.id = line.partner_id
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                   AND account.non_trade IS NOT TRUE
                 WHERE line.company_id = %s AND line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE AND line.amount_residual < 0
                   AND line.partner_id IN (SELECT id FROM res_partner
                                            WHERE commercial_partner_id = ANY(%s))
              GROUP BY partner.commercial_partner_id
                """,
                company.id,
                debtors.ids,
            )
        )
        return dict(rows)

    def action_arrears_allocate(self):
        """Open the offer for the debtor of this credit."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(
                self.env._("This credit names no partner: give it one, then allocate it.")
            )
        return self.env["arrears.credit.allocation"]._open_for(
            self.company_id, self.partner_id.commercial_partner_id
        )

    def write(self, vals):
        """Extended: what changes a posted receivable refreshes its charges."""
        if not WATCHED.isdisjoint(vals):
            self.filtered(lambda line: line.parent_state == "posted").move_id._arrears_touch()
        return super().write(vals)

    def _arrears_touch(self):
        """Ask for a refresh of the charges of these receivables at the end of the transaction.

        An invoice is looked at as a whole; of an entry of thousands of lines only these.
        """
        Charge = self.env["arrears.charge"]
        for line in self:
            touched = Charge._touched(line.company_id.id)
            # The line itself tells an invoice's receivable: asking the document costs a query.
            if line.display_type == "payment_term":
                touched["moves"].add(line.move_id.id)
            else:
                touched["lines"].add(line.id)
