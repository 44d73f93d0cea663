from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import total


class ArrearsCreditAllocationLine(models.Model):
    """So much of one credit for one receivable."""

    _name = "arrears.credit.allocation.line"
    _description = "Allocation of one credit"
    _order = "allocation_id, sequence, id"
    _check_company_auto = True

    allocation_id = fields.Many2one(
        "arrears.credit.allocation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="allocation_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=100)
    chosen = fields.Boolean(default=True, help="Only chosen rows are allocated.")
    credit_line_id = fields.Many2one(
        "account.move.line", string="Credit", required=True, ondelete="cascade", check_company=True
    )
    debt_line_id = fields.Many2one(
        "account.move.line", string="Settles", required=True, ondelete="cascade", check_company=True
    )
    credit_date = fields.Date(related="credit_line_id.date", string="Dated")
    credit_move_id = fields.Many2one(
        related="credit_line_id.move_id", string="Payment or credit note"
    )
    debt_move_id = fields.Many2one(related="debt_line_id.move_id", string="Bill")
    debt_due = fields.Date(related="debt_line_id.date_maturity", string="Due date")
    charges_text = fields.Char(string="Charges", compute="_compute_charges_text")
    amount = fields.Monetary(help="In the order of the rows.")
    reasons = fields.Json(readonly=True)
    reason = fields.Selection(
        [
            ("credit_same_unit_and_kind", "Same unit and kind"),
            ("credit_fee_of_unit", "Service fee of the unit"),
            ("credit_oldest_fee", "Oldest service fee"),
            ("credit_other_kind", "Another kind"),
            ("credit_by_hand", "By hand"),
        ],
        string="Why",
        compute="_compute_reason",
    )
    partial_ids = fields.Many2many(
        "account.partial.reconcile", "arrears_credit_allocation_partial_rel", readonly=True
    )

    @api.depends("reasons")
    def _compute_reason(self):
        for line in self:
            line.reason = line.reasons[0]["code"] if line.reasons else "credit_by_hand"

    @api.depends("debt_line_id")
    def _compute_charges_text(self):
        charges = self.env["arrears.charge"].search(
            [("line_id", "in", self.debt_line_id.ids), ("state", "!=", "gone")]
        )
        by_line = charges.grouped("line_id")
        for line in self:
            names = [charge.display_name for charge in by_line.get(line.debt_line_id, ())]
            line.charges_text = "; ".join(names)

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: rows are added to an offer only."""
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        """Extended: an applied allocation stays as it was."""
        if set(vals) - {"write_uid", "write_date"}:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        self._check_open()

    def _check_open(self):
        if any(allocation.state != "draft" for allocation in self.allocation_id):
            raise UserError(self.env._("This allocation took effect. Undo it, and offer anew."))

    def _reconcile(self):
        """Match this row's two items, and remember what matched them.

        :raises UserError: one of them has nothing left, or they stand on different accounts
        """
        self.ensure_one()
        pair = self.credit_line_id | self.debt_line_id
        stale = pair.filtered(lambda line: line.reconciled or line.parent_state != "posted")
        wrong = self.credit_line_id.amount_residual >= 0 or self.debt_line_id.amount_residual <= 0
        if stale or wrong or len(pair.account_id) > 1:
            raise UserError(
                self.env._(
                    "%(credit)s and %(bill)s can no longer be matched: the books moved on. "
                    "Press “Offer anew”.",
                    credit=self.credit_move_id.display_name,
                    bill=self.debt_move_id.display_name,
                )
            )
        before = pair.matched_debit_ids | pair.matched_credit_ids
        pair.reconcile()
        made = (pair.matched_debit_ids | pair.matched_credit_ids) - before
        own = made.filtered(lambda partial: partial.debit_move_id | partial.credit_move_id == pair)
        digits = self.company_id.currency_id.decimal_places
        self.write({"partial_ids": own.ids, "amount": total(own.mapped("amount"), digits)})
