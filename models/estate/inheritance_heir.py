from odoo import api, fields, models
from odoo.exceptions import UserError


class ArrearsInheritanceHeir(models.Model):
    """Who inherits which of the units."""

    _name = "arrears.inheritance.heir"
    _description = "Heir"
    _order = "inheritance_id, sequence, id"
    _check_company_auto = True

    inheritance_id = fields.Many2one(
        "arrears.inheritance", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="inheritance_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10, help="The first is billed.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Heir",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    unit_id = fields.Many2one(
        "arrears.unit", index="btree_not_null", ondelete="restrict", check_company=True,
        help="Empty: every unit of the deceased.",
    )  # fmt: skip
    share = fields.Float(string="Share (%)", digits=(5, 2))

    _share_sane = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Enter heirs, until they have been put into force."""
        heirs = super().create(vals_list)
        heirs._check_open()
        return heirs

    def write(self, vals):
        """Change heirs, until they have been put into force."""
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_determined(self):
        self._check_open()

    def _check_open(self):
        if any(heir.inheritance_id.state == "determined" for heir in self):
            raise UserError(
                self.env._("The heirs are entered on the units: change the ownership there.")
            )
