from odoo import api, models


class ArrearsTieOut(models.Model):
    """What is overdue is answered by the cards: one that disagrees shows as unexplained."""

    _inherit = "arrears.tie.out"

    @api.model
    def _bucket_overdue(self, company, today):
        groups = self.env["arrears.case"]._read_group(
            [("company_id", "=", company.id), ("state", "!=", "closed")],
            [],
            ["amount_overdue:sum", "charge_count:sum"],
        )
        amount, count = groups[0]
        return self._bucket(company, "overdue", amount, count or 0)
