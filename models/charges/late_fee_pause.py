from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CAUSES = [
    ("undelivered_bill", "Bill not delivered"),
    ("bank_fault", "Fault of the bank"),
    ("own_error", "Our own error"),
    ("dispute", "Dispute"),
    ("agreed", "Agreed with the owner"),
]


class ArrearsLateFeePause(models.Model):
    """Days on which a charge bears no late fee, set by a person who says why.

    Disputes, relief, plans and debits pause by themselves. A pause may end earlier than planned;
    nothing else of it changes, and it is never deleted: bills were reckoned with it.
    """

    _name = "arrears.late.fee.pause"
    _description = "Pause of the late fee"
    _order = "date_from desc, id desc"
    _rec_name = "charge_id"

    charge_id = fields.Many2one(
        "arrears.charge",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'principal'), ('state', '!=', 'gone')]",
    )
    company_id = fields.Many2one(
        related="charge_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(related="charge_id.estate_id")
    cause = fields.Selection(CAUSES, required=True, default="undelivered_bill")
    date_from = fields.Date(string="From", required=True)
    date_until = fields.Date(string="Until", help="The last day. Empty: until further notice.")
    amount = fields.Monetary(string="Part of the charge", help="Zero: the whole charge is paused.")
    note = fields.Char(required=True, help="What happened, and how it is known.")
    author_id = fields.Many2one(
        "res.users", string="Set by", readonly=True, default=lambda self: self.env.user
    )

    _in_order = models.Constraint(
        "CHECK (date_until IS NULL OR date_from <= date_until)",
        "The pause ends before it begins: correct one of the two dates.",
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount IS NULL OR amount >= 0)", "The paused part cannot be negative."
    )

    @api.constrains("charge_id")
    def _check_principal(self):
        for pause in self:
            if pause.charge_id.kind != "principal":
                raise ValidationError(
                    self.env._("Only a service fee bears a late fee, so only one is paused.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Set pauses; who sets one is its author."""
        return super().create([{**values, "author_id": self.env.uid} for values in vals_list])

    def write(self, vals):
        """A pause may end on another day; the rest stays as it was set.

        :raises UserError: anything else was changed
        """
        if set(vals) - {"date_until"}:
            raise UserError(self.env._("A pause stays as it was set. End it, and set a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A pause is ended, never deleted."))
