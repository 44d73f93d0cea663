from odoo import fields, models

from .ageing_axes import AXES, BASES


class ArrearsAgeingMake(models.TransientModel):
    """Asks for company and day, and makes an ageing report."""

    _name = "arrears.ageing.make"
    _description = "New ageing report"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )
    date = fields.Date(
        string="As of",
        required=True,
        default=lambda self: self.env.company._arrears_today(),
        help="Today or a past day: the ledger is read as it stood then.",
    )
    basis = fields.Selection(
        BASES, string="Money counts by", required=True, default="ledger",
        help="Accounting date: as the general ledger of that day. Value date: by the day the "
        "bank says the money moved.",
    )  # fmt: skip
    axis = fields.Selection(AXES, required=True, default="due_date")

    def action_make(self):
        """Make the report and open it."""
        self.ensure_one()
        self.env["arrears.ageing.report"].check_access("read")
        report = self.env["arrears.ageing.report"]._make(
            self.company_id, self.date, self.basis, self.axis
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": report._name,
            "res_id": report.id,
            "view_mode": "form",
        }
