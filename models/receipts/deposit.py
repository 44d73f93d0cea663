from odoo import fields, models

from .prepayment_sql import DEPOSIT_LIST, read_of


class ArrearsDeposit(models.Model):
    """A deposit as the ledger has it: what was charged, paid, returned, and what is held.

    A row is a posted item of kind *deposit* on a liability account, with its own id. A credit
    note that stands by itself is a row too, with the opposite sign, so that all rows together
    are what the account says.
    """

    _name = "arrears.deposit"
    _description = "Deposit"
    _inherit = ["arrears.list.export"]
    _auto = False
    _order = "unit_id, day, id"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            "company_id", "account_id", "partner_id", "parent_state", "balance", "product_id",
            "amount_residual", "date", "arrears_unit_id", "arrears_kind", "arrears_value_date",
        ],
        "account.move": ["arrears_unit_id", "arrears_value_date"],
        "account.account": ["account_type", "reconcile"],
        "arrears.refund.line": ["item_id", "is_reserved", "refund_id"],
        "product.template": ["arrears_kind", "categ_id"],
        "product.category": ["arrears_kind", "parent_path"],
        "res.partner": ["commercial_partner_id"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    debtor_id = fields.Many2one("res.partner", string="Payer", readonly=True)
    unit_id = fields.Many2one("arrears.unit", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    product_id = fields.Many2one("product.product", string="Type of deposit", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    account_id = fields.Many2one("account.account", string="Ledger account", readonly=True)
    day = fields.Date(string="Dated", readonly=True)
    amount = fields.Monetary(string="Charged", readonly=True)
    amount_unpaid = fields.Monetary(
        string="Not paid yet", readonly=True, help="What of it the payer still owes."
    )
    amount_returned = fields.Monetary(
        string="Returned", readonly=True, help="Paid back, kept with consent, or credited."
    )
    amount_held = fields.Monetary(
        string="Held", readonly=True, help="Paid, and not returned: the payer's money."
    )
    refund_id = fields.Many2one("arrears.refund", string="Refund under way", readonly=True)

    @property
    def _table_query(self):
        # Charges are rebuilt at the end of a transaction; nothing of them waits in a cache.
        return read_of(DEPOSIT_LIST, self.env)

    def action_open_entry(self):
        """Open the document that charged it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_refund(self):
        """Return it, in full or in part: opens a new refund, of one payer."""
        self.check_access("read")
        return self.env["arrears.refund"]._window_for(self.debtor_id, self.ids)
