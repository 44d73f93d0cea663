from odoo import fields, models


class ResCompany(models.Model):
    """Whether the company's settings warn of another follow-up."""

    _inherit = "res.company"

    arrears_other_follow_up = fields.Boolean(compute="_compute_arrears_other_follow_up")

    def _compute_arrears_other_follow_up(self):
        installed = self.env["res.partner"]._arrears_other_follow_up()
        for company in self:
            company.arrears_other_follow_up = installed
