from odoo import api, fields, models


class ArrearsIncentiveProgramEstate(models.Model):
    """One estate in a programme, with the authority that its owners gave.

    Where the fee is held for the owners (commission basis, 酬金制), a reward is paid out of their
    money: without a dated resolution of their body the estate is left out, and says so.
    """

    _name = "arrears.incentive.program.estate"
    _description = "Estate of a reward programme"
    _inherit = ["arrears.guarded"]
    _order = "program_id, id"
    _check_company_auto = True
    _rec_name = "estate_id"

    program_id = fields.Many2one(
        "arrears.incentive.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    estate_id = fields.Many2one(
        "arrears.estate", required=True, index=True, ondelete="restrict", check_company=True
    )
    fee_basis = fields.Selection(related="estate_id.fee_basis")
    resolution_reference = fields.Char(
        string="Resolution", help="Number or title of the resolution of the owners' body."
    )
    resolution_date = fields.Date(string="Resolved on")
    is_excluded = fields.Boolean(compute="_compute_is_excluded")
    excluded_reason = fields.Char(string="Left out because", compute="_compute_is_excluded")

    _estate_once = models.Constraint(
        "UNIQUE (program_id, estate_id)", "This estate is in the programme already."
    )

    @api.depends("fee_basis", "resolution_reference", "resolution_date", "program_id.company_id")
    def _compute_is_excluded(self):
        for line in self:
            company = line.program_id.company_id or self.env.company
            resolved = (
                (line.resolution_reference or "").strip()
                and line.resolution_date
                and line.resolution_date <= company._arrears_today()
            )
            line.is_excluded = line.fee_basis == "commission" and not resolved
            line.excluded_reason = line.is_excluded and self.env._(
                "Commission basis: the owners' dated resolution is missing."
            )

    def _is_frozen(self):
        return self.program_id.state in ("active", "ended")

    @api.model_create_multi
    def create(self, vals_list):
        """Estates are added to a draft only; nobody widens a running programme."""
        lines = super().create(vals_list)
        for line in lines:
            if line._is_frozen():
                line._refuse_change()
        return lines

    def _refuse_change(self):
        self.program_id._refuse_change()
