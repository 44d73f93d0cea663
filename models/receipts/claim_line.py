from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.money import amount as money
from ...engine.money import minor_units
from .claim import CHARGE_KINDS


class ArrearsClaimLine(models.Model):
    """So much of a bank line for one charge, or in advance for a unit and kind."""

    _name = "arrears.claim.line"
    _description = "Part of a bank line"
    _order = "claim_id, sequence, id"

    claim_id = fields.Many2one(
        "arrears.claim", string="Claimed receipt", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    debtor_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    charge_id = fields.Many2one(
        "arrears.charge",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: money in advance for the unit and kind, or, without a unit, a credit that "
        "pays nothing yet.",
    )
    unit_id = fields.Many2one("arrears.unit", index="btree_not_null", ondelete="restrict")
    kind = fields.Selection(CHARGE_KINDS, string="Kind of charge", default="principal")
    charge_remaining = fields.Monetary(
        related="charge_id.amount_remaining", string="Open", depends=["charge_id"]
    )
    charge_due = fields.Date(related="charge_id.due_date", string="Due date")
    amount = fields.Monetary(required=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "Each part is more than zero.")
    _charge_once = models.UniqueIndex(
        "(claim_id, charge_id) WHERE charge_id IS NOT NULL",
        "A charge stands in a division once: change the amount of its row.",
    )

    @api.onchange("charge_id")
    def _onchange_charge_id(self):
        charge = self.charge_id
        if not charge:
            return
        self.debtor_id, self.unit_id = charge.debtor_id, charge.unit_id
        self.kind = charge.kind if charge.kind in dict(CHARGE_KINDS) else False
        digits = self.currency_id.decimal_places
        left = minor_units(self.claim_id.amount_left, digits)
        if not self.amount and left > 0:
            remaining = minor_units(charge.amount_remaining, digits)
            self.amount = money(min(remaining, left), digits)

    @api.constrains("charge_id", "debtor_id", "unit_id", "claim_id")
    def _check_belongs(self):
        """A part names what belongs together, all of one company."""
        for line in self:
            company = line.claim_id._company_of_debts()
            charge, unit = line.charge_id, line.unit_id
            if charge and charge.debtor_id != line.debtor_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(charge)s is not owed by %(debtor)s.",
                        charge=charge.display_name,
                        debtor=line.debtor_id.display_name,
                    )
                )
            if (charge and charge.company_id != company) or (unit and unit.company_id != company):
                raise ValidationError(
                    self.env._(
                        "%(thing)s does not belong to %(company)s.",
                        thing=(charge or unit).display_name,
                        company=company.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: parts are added to an open claim only."""
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        """Extended: a claim that took effect stays as it was."""
        if set(vals) - {"write_uid", "write_date"}:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_claimed(self):
        self._check_open()

    def _check_open(self):
        if any(claim.state != "proposed" for claim in self.claim_id):
            raise UserError(self.env._("This bank line is claimed. Undo it first."))
