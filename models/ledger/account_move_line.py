from odoo import fields, models

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
