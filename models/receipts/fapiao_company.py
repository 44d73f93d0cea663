from odoo import fields, models


class ResCompany(models.Model):
    """Whether fapiao play a part in a company at all: elsewhere nothing is looked up or shown."""

    _inherit = "res.company"

    arrears_uses_fapiao = fields.Boolean(
        string="Has fapiao",
        readonly=True,
        copy=False,
        help="Set by the first fapiao that is asked for. From then on every credit note is looked "
        "at for the red letter it needs.",
    )

    def _arrears_issues_fapiao(self):
        """Whether one of this company's estates lies where fapiao are issued."""
        self.ensure_one()
        domain = [("company_id", "=", self.id), ("jurisdiction_id.uses_fapiao", "=", True)]
        return bool(self.env["arrears.estate"].sudo().search_count(domain, limit=1))
