from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.golive_people import digits


class ArrearsGolive(models.Model):
    """A go-live keeps the numbers of new owners apart, and knows the people again that it has."""

    _inherit = "arrears.golive"

    def _partners_with_phones(self, phones):
        """Extended: also by numbers that are kept apart."""
        found = super()._partners_with_phones(phones)
        if not phones:
            return found
        self.env["arrears.contact.point"].flush_model()
        return found + self.env.execute_query(
            SQL(
                """
                SELECT partner.id, partner.name, point.digits
                  FROM arrears_contact_point point
                  JOIN res_partner partner ON partner.id = point.partner_id
                 WHERE point.company_id = %s AND point.active AND partner.active
                   AND RIGHT(point.digits, 10) = ANY(%s)
                """,
                self.company_id.sudo().root_id.id,
                list(phones),
            )
        )

    def _numbers_of(self, partner_ids):
        """Extended: and the numbers that are kept apart."""
        found = super()._numbers_of(partner_ids)
        for point in self._points_of_people([("partner_id", "in", partner_ids)]):
            found[point.partner_id.id].add(digits(point.digits or ""))
        return found

    def _points_of_people(self, domain):
        points = self.env["arrears.contact.point"].sudo()
        root = self.company_id.sudo().root_id
        return points.search_fetch(Domain("company_id", "=", root.id) & Domain(domain), ["digits"])

    def _make_owners(self, rows):
        """Extended: their numbers go apart at once, unless a manager has put numbers back."""
        partners = super()._make_owners(rows)
        root = self.company_id.sudo().root_id
        if partners and not root.arrears_points_opted_out:
            root.arrears_points_apart = True
            points = self.env["arrears.contact.point"]
            points._move_some(root, partners.sudo(), ("phone", "email"), source="import")
        return partners

    def _check_domains(self):
        """Extended: who is reached by a number kept apart is not without a way."""
        domains = super()._check_domains()
        model, domain = domains["no_reach"]
        usable = self._points_of_people([("standing", "!=", "bad")])
        apart = Domain("id", "not in", usable.partner_id.ids)
        return domains | {"no_reach": (model, Domain(domain) & apart)}
