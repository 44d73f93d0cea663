from odoo import api, models


class ArrearsReasonWording(models.AbstractModel):
    """Words of large debtors."""

    _inherit = "arrears.reason.wording"

    @api.model
    def _words(self):
        """Extended with why the cards of a large debtor stand aside."""
        return super()._words() | {
            "large_debtor": self.env._(
                "A large debtor (%(units)s units): one statement goes out for the whole account."
            ),
        }
