from odoo import models

PLACE = frozenset({"tz", "country_id"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Extended: a company whose contact moves may have another today."""
        result = super().write(vals)
        if not PLACE.isdisjoint(vals) and self._is_contact_of_a_company():
            self.env.registry.clear_cache()
        return result

    def _is_contact_of_a_company(self):
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return bool(companies.search_count([("partner_id", "in", self.ids)], limit=1))
