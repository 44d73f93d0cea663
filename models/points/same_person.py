from odoo import api, models
from odoo.tools import SQL


class ArrearsSamePerson(models.Model):
    """Numbers kept apart tell as well that two contacts are one person; none is shown."""

    _inherit = "arrears.same.person"
    _depends = {"arrears.contact.point": ["partner_id", "company_id", "digits", "active"]}

    @api.model
    def _numbers(self):
        """Extended: the owner's numbers in each company under the one that keeps them."""
        return SQL(
            """
            %s
             UNION
            SELECT point.partner_id, company.id, point.digits
              FROM arrears_contact_point point
              JOIN res_company company
                ON SPLIT_PART(company.parent_path, '/', 1)::integer = point.company_id
             WHERE point.active AND point.digits IS NOT NULL
            """,
            super()._numbers(),
        )
