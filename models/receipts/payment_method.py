from odoo import api, fields, models
from odoo.exceptions import ValidationError

WAYS = [
    ("cash", "Cash"),
    ("card", "Bank card"),
    ("code", "WeChat or Alipay code"),
    ("transfer", "Transfer"),
    ("cheque", "Cheque"),
]


class ArrearsPaymentMethod(models.Model):
    """A way of paying at the counter, and where its money waits until the bank shows it."""

    _name = "arrears.payment.method"
    _description = "Payment method"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    way = fields.Selection(WAYS, string="Way of paying", required=True, default="cash")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    estate_ids = fields.Many2many(
        "arrears.estate",
        string="Estates",
        check_company=True,
        help="Offered for units of these estates. Empty: for all estates of the company.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('type', 'in', ('cash', 'bank', 'general'))]",
        help="Receipts of this method are booked in this journal.",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Account for the money",
        required=True,
        check_company=True,
        ondelete="restrict",
        help="Cash: the account of the cash journal. Everything else: a clearing account where "
        "the money waits until the bank's statement shows it.",
    )

    _name_once = models.Constraint(
        "UNIQUE (company_id, journal_id, account_id, way)",
        "There is a payment method of this kind with this journal and account already.",
    )

    @api.onchange("journal_id", "way")
    def _onchange_journal_id(self):
        if self.way == "cash" and self.journal_id.type == "cash":
            self.account_id = self.journal_id.default_account_id

    @api.constrains("way", "journal_id", "account_id")
    def _check_account(self):
        """Cash lies in the account of its cash journal; everything else waits on a clearing
        account, never on the bank's own: its statement would bring the money once more."""
        for method in self:
            own = method.journal_id.default_account_id
            if method.way == "cash" and (
                method.journal_id.type != "cash" or method.account_id != own
            ):
                raise ValidationError(
                    self.env._(
                        "Cash needs a journal of type Cash and that journal's own account: "
                        "choose both for “%(method)s”.",
                        method=method.name,
                    )
                )
            if method.way != "cash" and not method.account_id._arrears_is_clearing():
                raise ValidationError(
                    self.env._(
                        "“%(method)s” needs a clearing account, of type Current Assets and with "
                        "“Allow Reconciliation”: the money waits there until the bank shows it. "
                        "%(account)s is none.",
                        account=method.account_id.display_name,
                        method=method.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Make methods; a company's first one brings the sequence of its receipts."""
        methods = super().create(vals_list)
        for company in methods.company_id:
            self.env["arrears.receipt"]._ensure_sequence(company)
        return methods

    def _serves(self, estates):
        """Whether receipts for units of these estates may be paid this way."""
        self.ensure_one()
        return not self.estate_ids or estates <= self.estate_ids
