from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledger.kinds import KINDS


class ArrearsReceiptLine(models.Model):
    """What a receipt pays: an open charge, or a unit and kind that is paid in advance.

    While the receipt is a draft its lines are everything the payer might pay; from the moment it
    is confirmed they are what was paid, with unit, kind and period as they stood on that day.
    """

    _name = "arrears.receipt.line"
    _inherit = ["arrears.list.export"]
    _description = "Line of a receipt"
    _order = "receipt_id desc, due_date, id"
    _rec_name = "receipt_id"
    _check_company_auto = True

    receipt_id = fields.Many2one("arrears.receipt", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="receipt_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id", store=True)
    charge_id = fields.Many2one(
        "arrears.charge",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty for a prepayment.",
    )
    purpose = fields.Selection(
        [("charge", "Charge"), ("prepayment", "Prepayment")],
        string="Paid as",
        required=True,
        readonly=True,
        default="charge",
        index=True,
    )

    # As the charge stood
    debtor_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one(
        "arrears.unit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    due_date = fields.Date(string="Due date", readonly=True)
    amount_open = fields.Monetary(
        string="Open", readonly=True, aggregator=False, help="What was owed when it was shown."
    )

    currency_note = fields.Char(
        string="Not at the counter",
        compute="_compute_currency_note",
        help="Why this charge takes no money here.",
    )

    # The payer's wish
    chosen = fields.Boolean(string="Pay", help="Pays what is open of this charge.")
    amount = fields.Monetary(string="Paid now")

    # For lists and pivots of what was taken
    state = fields.Selection(related="receipt_id.state", store=True, string="State of receipt")
    method_id = fields.Many2one(related="receipt_id.method_id", store=True)
    cashier_id = fields.Many2one(related="receipt_id.cashier_id", store=True)
    date = fields.Date(related="receipt_id.date", store=True, index=True, string="Day")
    payer_name = fields.Char(related="receipt_id.payer_name", string="Received from")

    _charge_once = models.UniqueIndex(
        "(receipt_id, charge_id) WHERE charge_id IS NOT NULL",
        "A charge stands twice in this receipt: press “Show charges again”.",
    )
    _purpose_fits = models.Constraint(
        "CHECK ((purpose = 'charge') = (charge_id IS NOT NULL))",
        "A line pays a charge, or it is a prepayment.",
    )

    @api.depends("charge_id")
    @api.depends_context("lang")
    def _compute_currency_note(self):
        for line in self:
            currency = line.charge_id.foreign_currency_id
            words = self.env._("%(currency)s: reconcile in Odoo", currency=currency.name)
            line.currency_note = words if currency else False

    @api.onchange("chosen")
    def _onchange_chosen(self):
        if self.charge_id.foreign_currency_id:
            self.chosen = False
        if self.chosen and not self.amount:
            self.amount = self.amount_open
        elif not self.chosen:
            self.amount = 0

    @api.onchange("amount")
    def _onchange_amount(self):
        self.chosen = bool(self.amount)

    # ------------------------------------------------------------------
    # What a person may write: how much of which charge
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Lines of a draft; what the charge says is read from the charge, never from the client."""
        charges = self.env["arrears.charge"].browse(
            [values["charge_id"] for values in vals_list if values.get("charge_id")]
        )
        facts = {charge.id: self._facts(charge) for charge in charges}
        rows = []
        for values in vals_list:
            if not values.get("charge_id") and not self.env.su:
                raise UserError(
                    self.env._(
                        "A line pays a charge. Money in advance is named below the list, by unit "
                        "and kind."
                    )
                )
            rows.append({**values, **facts.get(values.get("charge_id"), {})})
        lines = super().create(rows)
        lines.receipt_id._refuse_when_frozen()
        return lines

    def write(self, vals):
        """Change how much is paid, while the receipt is a draft."""
        self.receipt_id._refuse_when_frozen()
        if not self.env.su and vals.keys() - {"amount", "chosen"}:
            raise UserError(self.env._("Of a line only the amount can be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.receipt_id._refuse_when_frozen()

    @api.model
    def _facts(self, charge):
        """What a line keeps of its charge."""
        return {
            "purpose": "charge",
            "debtor_id": charge.debtor_id.id,
            "unit_id": charge.unit_id.id,
            "estate_id": charge.estate_id.id,
            "kind": charge.kind,
            "period_from": charge.period_from,
            "period_to": charge.period_to,
            "due_date": charge.due_date,
            "amount_open": charge.amount_remaining,
        }

    def _label(self):
        """The line in the words of a message."""
        return self.charge_id.display_name or self.unit_id.display_name or ""
