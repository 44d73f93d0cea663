from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.approval import PRINCIPAL


class ArrearsWaiverLine(models.Model):
    """One posted fee, and how much of it is given up."""

    _name = "arrears.waiver.line"
    _description = "Waived fee"
    _inherit = ["arrears.guarded"]
    _order = "waiver_id, id"
    _rec_name = "charge_id"

    _effect_fields = frozenset({"amount_before", "amount_applied", "amount_after"})

    waiver_id = fields.Many2one("arrears.waiver", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="waiver_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="waiver_id.currency_id")
    debtor_id = fields.Many2one(related="waiver_id.debtor_id")
    subject = fields.Selection(related="waiver_id.subject")
    charge_id = fields.Many2one(
        "arrears.charge",
        string="Fee",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', subject), ('state', '=', 'open'),"
        " ('debtor_id', '=', debtor_id), ('company_id', '=', company_id)]",
    )
    unit_id = fields.Many2one(related="charge_id.unit_id")
    due_date = fields.Date(related="charge_id.due_date")
    remaining = fields.Monetary(string="Open now", related="charge_id.amount_remaining")
    amount = fields.Monetary(string="To waive", required=True)
    amount_before = fields.Monetary(string="Open before", readonly=True, copy=False)
    amount_applied = fields.Monetary(string="Waived", readonly=True, copy=False)
    amount_after = fields.Monetary(string="Open after", readonly=True, copy=False)

    _charge_once = models.UniqueIndex(
        "(waiver_id, charge_id)", "This fee is in the waiver already."
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "Waive more than nothing.")

    def _is_frozen(self):
        return self.waiver_id.state != "draft"

    @api.onchange("charge_id")
    def _onchange_charge_id(self):
        if self.charge_id:
            self.amount = self.charge_id.amount_remaining

    @api.constrains("charge_id", "waiver_id")
    def _check_charge(self):
        for line in self:
            charge = line.charge_id
            if charge.kind != line.subject:
                raise ValidationError(line._other_kind_message())
            if (charge.company_id, charge.debtor_id) != (line.company_id, line.debtor_id):
                raise ValidationError(
                    self.env._(
                        "%(charge)s belongs to another owner or company than the waiver.",
                        charge=charge.display_name,
                    )
                )

    def _other_kind_message(self):
        if self.subject == PRINCIPAL:
            return self.env._(
                "%(charge)s is no service fee: this waiver gives up service fees alone.",
                charge=self.charge_id.display_name,
            )
        return self.env._(
            "%(charge)s is no late fee: only late fees are waived here.",
            charge=self.charge_id.display_name,
        )

    @api.constrains("amount", "charge_id")
    def _check_within_fee(self):
        for line in self:
            if line.currency_id.compare_amounts(line.amount, line.charge_id.amount_remaining) > 0:
                raise ValidationError(
                    self.env._(
                        "%(charge)s has %(open)s left: no more than that can be waived.",
                        charge=line.charge_id.display_name,
                        open=line.currency_id.format(line.charge_id.amount_remaining),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Fees are added to a draft only."""
        lines = super().create(vals_list)
        for line in lines:
            if line._is_frozen():
                line._refuse_change()
        return lines

    def _refuse_change(self):
        self.waiver_id._refuse_change()
