from odoo import models


class ArrearsLetter(models.Model):
    """Letters leave by hand: whoever prints or posts them needs a valid certificate."""

    _inherit = "arrears.letter"

    def action_print(self):
        """Extended: refused without a certificate where the company keeps them."""
        for company in self.company_id:
            self.env["arrears.certificate"]._check_certified(company)
        return super().action_print()
