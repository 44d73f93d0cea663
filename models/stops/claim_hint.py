from odoo import api, models
from odoo.tools import SQL


class ArrearsClaim(models.Model):
    """What owners say they paid hints at whose bank line it is."""

    _inherit = "arrears.claim"

    @api.model
    def _known_promises(self, company, amounts):
        """Extended: debtors who say that they paid just that."""
        found = {key: list(who) for key, who in super()._known_promises(company, amounts).items()}
        digits = company.currency_id.decimal_places
        self.env["arrears.payment.claim"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT amount, debtor_id FROM arrears_payment_claim
                 WHERE company_id = %s AND state IN ('open', 'not_found')
                   AND amount = ANY(%s::numeric[])
                """,
                company.id,
                self._decimals(amounts, digits),
            )
        )
        for minor, debtors in self._debtors_by_amount(rows, digits).items():
            found[minor] = list(dict.fromkeys([*found.get(minor, ()), *debtors]))
        return {minor: tuple(debtors) for minor, debtors in found.items()}
