from odoo import api, models
from odoo.exceptions import UserError

from .refund_line import DEPOSIT_ACCOUNTS


class AccountPartialReconcile(models.Model):
    """The one door that every matching goes through: nothing reserved and no deposit slips by."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a credit that a refund has reserved meets that refund alone, and a deposit
        meets its refund or its credit note alone."""
        self._arrears_check_reserved(vals_list)
        self._arrears_check_deposits(vals_list)
        return super().create(vals_list)

    @api.model
    def _arrears_check_reserved(self, vals_list):
        reserved = self.env["arrears.refund.line"]._reserved(
            [values["credit_move_id"] for values in vals_list]
        )
        items = self.env["account.move.line"].sudo()
        for values in vals_list if reserved else ():
            refund_id = reserved.get(values["credit_move_id"])
            debit = items.browse(values["debit_move_id"])
            if refund_id and debit.move_id.arrears_refund_id.id != refund_id:
                credit = items.browse(values["credit_move_id"])
                raise UserError(
                    self.env._(
                        "%(credit)s is reserved: refund %(refund)s is under way. Wait until it is "
                        "decided, or have it cancelled.",
                        credit=credit.move_id.name,
                        refund=self.env["arrears.refund"].sudo().browse(refund_id).name,
                    )
                )

    @api.model
    def _arrears_check_deposits(self, vals_list):
        """Civil law's "the payer's money": never used for fees without written consent."""
        items = self.env["account.move.line"].sudo()
        for values in vals_list:
            credit = items.browse(values["credit_move_id"])
            if not self._arrears_is_deposit(credit):
                continue
            debit = items.browse(values["debit_move_id"])
            if not self._arrears_may_meet(credit, debit):
                raise UserError(
                    self.env._(
                        "%(credit)s is a deposit: the payer's money. It goes back by a refund, or "
                        "is kept by one with his written consent, and pays nothing else.",
                        credit=credit.move_id.name,
                    )
                )

    @api.model
    def _arrears_is_deposit(self, item):
        if item.arrears_kind:
            return item.arrears_kind == "deposit"
        if item.account_id.account_type not in DEPOSIT_ACCOUNTS:
            return False
        return item._arrears_kind_of_product() == "deposit"

    @api.model
    def _arrears_may_meet(self, credit, debit):
        """Whether a debit is a refund, a cancellation, or the deposit's own bill.

        Money that was paid as a deposit and met no bill yet may also leave by an ordinary payment:
        it goes to its owner and pays no fee.
        """
        move = debit.move_id
        if move.arrears_refund_id or move.move_type == "out_refund":
            return True
        if move.reversed_entry_id == credit.move_id or credit.move_id.reversed_entry_id == move:
            return True
        if credit.account_id.account_type != "asset_receivable":
            return False
        if "asset_cash" in move.line_ids.account_id.mapped("account_type"):
            return True
        kinds = {debit.arrears_kind} if debit.arrears_kind else move._arrears_kinds_of_lines()
        return "deposit" in kinds
