from odoo import fields, models
from odoo.tools import SQL

# Fields of a posted document that decide about its charges; a posting, a reset to draft and a
# cancellation write ``state``.
WATCHED = frozenset(
    {
        "partner_id", "invoice_date_due", "invoice_payment_term_id", "invoice_line_ids",
        "line_ids", "arrears_unit_id", "arrears_period_from", "arrears_period_to", "no_followup",
    }
)  # fmt: skip

PURCHASES = ("in_invoice", "in_refund", "in_receipt")


class AccountMove(models.Model):
    _inherit = "account.move"

    # Defaults for the lines. Plain columns: a compute here would cost every installation.
    arrears_unit_id = fields.Many2one(
        "arrears.unit",
        string="Property unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The unit this bill is for. A line may name another.",
    )
    arrears_period_from = fields.Date(
        string="Service from", help="First day of the service period, unless a line says otherwise."
    )
    arrears_period_to = fields.Date(
        string="Service until", help="Last day of the service period, unless a line says otherwise."
    )
    arrears_value_date = fields.Date(
        string="Value date",
        copy=False,
        help="The day the bank says the money moved. A lock date may move the accounting date; "
        "late fees, promises and rates go by this one.",
    )
    arrears_reduction = fields.Selection(
        [("waiver", "Waiver"), ("write_off", "Write-off"), ("transfer", "Moved elsewhere")],
        string="Reduction",
        help="What this credit note or entry does to the debt it is reconciled with, for the "
        "collection rates. Empty: judged by the accounts it books.",
    )

    def write(self, vals):
        """Extended: what changes a posted document refreshes its charges."""
        if "state" in vals:
            self._arrears_touch()
        elif not WATCHED.isdisjoint(vals):
            self.filtered(lambda move: move.state == "posted")._arrears_touch()
        return super().write(vals)

    def unlink(self):
        """Extended: charges of a deleted document are gone, also when it was still posted."""
        self._arrears_vanish()
        return super().unlink()

    def _arrears_touch(self):
        """Ask for a refresh of the charges of these documents at the end of the transaction."""
        Charge = self.env["arrears.charge"]
        lines = self._fields["line_ids"]._get_cache(self.env)
        for move in self:
            if move.id and move.move_type not in PURCHASES:
                touched = Charge._touched(move.company_id.id)
                touched["moves"].add(move.id)
                # What is in memory anyway: counting an entry's lines costs no query.
                touched["size"] += len(lines.get(move.id) or ())

    def _arrears_vanish(self):
        """Close the charges of posted documents that are about to be deleted."""
        posted = self.filtered(lambda move: move.state == "posted")
        if not posted:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE arrears_charge
                   SET state = 'gone', time_barred = FALSE, amount_original = 0,
                       amount_credited = 0, amount_allocated = 0, amount_remaining = 0
                 WHERE company_id = ANY(%s) AND move_id = ANY(%s) AND state <> 'gone'
             RETURNING company_id, debtor_id
                """,
                posted.company_id.ids,
                posted.ids,
            )
        )
        self.env["arrears.charge"].invalidate_model()
        self.env["arrears.charge"]._touch((company, debtor) for company, debtor in rows if debtor)

    def action_open_arrears_charges(self):
        """Open the charges that were read from this document."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_charge"
        )
        return {
            **action,
            "domain": [("move_id", "=", self.id), ("state", "!=", "gone")],
            "context": {"create": False},
        }

    def _compute_payment_state(self):
        """Extended: money settled it, though a credit note took part.

        Odoo calls an invoice *reversed* when a credit note and a plain journal entry settled
        it; where that entry is a posting of money, the invoice is paid.
        """
        super()._compute_payment_state()
        reversed_invoices = self.filtered(lambda move: move.payment_state == "reversed")
        if reversed_invoices:
            reversed_invoices._arrears_settled_by_money().payment_state = "paid"

    def _arrears_settled_by_money(self):
        """Hook: those of these invoices that a posting of money helped to settle."""
        return self.browse()
