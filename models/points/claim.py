from odoo import api, models
from odoo.tools import SQL

from ..receipts.claim_known import PLAIN_NAME


class ArrearsClaim(models.Model):
    """A telephone number in the text of a transfer finds its owner where it is kept apart, too."""

    _inherit = "arrears.claim"

    @api.model
    def _known_people(self, company, names, phones):
        """Extended: people of this company whose number is kept apart."""
        people = super()._known_people(company, names, phones)
        if not phones:
            return people
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT %(name)s, RIGHT(point.digits, 11), partner.id,
                       partner.commercial_partner_id
                  FROM arrears_contact_point point
                  JOIN res_partner partner ON partner.id = point.partner_id
                 WHERE point.company_id = %(root)s AND point.active AND partner.active
                   AND RIGHT(point.digits, 11) = ANY(%(phones)s)
                   AND (EXISTS (SELECT 1 FROM arrears_ownership own
                                 WHERE own.partner_id = partner.id AND own.company_id = %(company)s)
                     OR EXISTS (SELECT 1 FROM arrears_charge charge
                                 WHERE charge.debtor_id = partner.commercial_partner_id
                                   AND charge.company_id = %(company)s))
              ORDER BY partner.id
                """,
                name=PLAIN_NAME,
                root=company.sudo().root_id.id,
                company=company.id,
                phones=list(phones),
            )
        )
        return [*people, *rows]
