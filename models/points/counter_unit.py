import re

from odoo import api, models
from odoo.tools import SQL

from .contact_point import FULL_NUMBER

LAST_DIGITS = 4


class ArrearsUnit(models.Model):
    """The search at the counter finds an owner by a number that is kept apart."""

    _inherit = "arrears.unit"

    @api.model
    def _partners_with_phone(self, text):
        """Extended: by the last four digits or the whole number.

        Nothing in between, or anybody could find out the number digit by digit.
        """
        found = super()._partners_with_phone(text)
        points = self.env["arrears.contact.point"]
        digits = points._digits(text)
        whole = len(digits) >= FULL_NUMBER
        plain = re.fullmatch(r"\+?[\d\s\-()]+", text)
        if not plain or (len(digits) != LAST_DIGITS and not whole):
            return found
        points.flush_model(["digits", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM arrears_contact_point
                 WHERE company_id = ANY(%s) AND active AND digits IS NOT NULL
                   AND RIGHT(digits, 4) = %s AND (NOT %s OR digits = %s)
                """,
                self.env.companies.sudo().root_id.ids,
                digits[-LAST_DIGITS:],
                whole,
                digits,
            )
        )
        return list(dict.fromkeys([*found, *(partner for (partner,) in rows)]))
