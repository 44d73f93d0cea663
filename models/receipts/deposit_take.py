from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .refund_line import DEPOSIT_ACCOUNTS

TAKERS = ("property_arrears.group_cashier", "property_arrears.group_accountant")


class ArrearsDepositTake(models.TransientModel):
    """Charge a deposit: for a decoration, an access card, a key.

    A deposit is an ordinary invoice without tax on a liability account; it is paid like any other
    charge, at the counter or by transfer.
    """

    _name = "arrears.deposit.take"
    _description = "Charge a deposit"
    _check_company_auto = True

    unit_id = fields.Many2one("arrears.unit", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="unit_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    debtor_id = fields.Many2one(
        "res.partner",
        string="Payer",
        required=True,
        compute="_compute_debtor_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        help="Whose money it is. It goes back to nobody else.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Type of deposit",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('arrears_kind', '=', 'deposit')]",
    )
    amount = fields.Monetary(required=True, compute="_compute_amount", store=True, readonly=False)
    note = fields.Char(string="Purpose", help="E.g. Decoration of the kitchen, March 2026.")

    @api.depends("unit_id")
    def _compute_debtor_id(self):
        for taking in self:
            unit = taking.unit_id
            payers = unit._payer_on(unit.company_id._arrears_today()) if unit else {}
            taking.debtor_id = payers.get(unit.id)

    @api.depends("product_id")
    def _compute_amount(self):
        for taking in self:
            taking.amount = taking.product_id.lst_price

    def action_take(self):
        """Post the invoice and show the deposit in its list.

        :raises AccessError: the user is neither cashier nor accountant
        :raises UserError: the amount is nothing, or the product does not book to a liability
            account that can be matched
        """
        self.ensure_one()
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in TAKERS):
            raise AccessError(self.env._("Cashiers and accountants charge deposits."))
        if self.amount <= 0:
            raise UserError(self.env._("Enter the amount of the deposit."))
        move = self._invoice(self._liability_account())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_deposit"
        )
        return {**action, "domain": [("move_id", "=", move.id)], "context": {}}

    def _liability_account(self):
        """The account of the product; a deposit is no income."""
        product = self.product_id.sudo().with_company(self.company_id)
        account = product._get_product_accounts()["income"]
        if account.account_type not in DEPOSIT_ACCOUNTS:
            raise UserError(
                self.env._(
                    "%(product)s books to %(account)s, and a deposit is no income: set a liability "
                    "account as its income account.",
                    product=product.display_name,
                    account=account.display_name or self.env._("no account"),
                )
            )
        if not account.reconcile:
            raise UserError(
                self.env._(
                    "Account %(account)s does not allow matching, so nobody could tell later which "
                    "deposit was returned. Switch “Allow Reconciliation” on for it first.",
                    account=account.display_name,
                )
            )
        return account

    def _invoice(self, account):
        company, today = self.company_id, self.company_id._arrears_today()
        moves = self.env["account.move"].sudo().with_company(company)
        move = moves.create(
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "partner_id": self.debtor_id.id,
                "invoice_date": today,
                "invoice_date_due": today,
                "invoice_user_id": self.env.uid,
                "arrears_unit_id": self.unit_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "name": self.note or self.product_id.display_name,
                            "account_id": account.id,
                            "quantity": 1,
                            "price_unit": self.amount,
                            "tax_ids": [Command.clear()],
                            "arrears_kind": "deposit",
                        }
                    )
                ],
            }
        )
        move._post(soft=False)
        return move
