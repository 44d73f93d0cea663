from odoo import api, models


class ArrearsEstate(models.Model):
    """A first estate under a preset with fapiao brings their menus, a last one takes them."""

    _inherit = "arrears.estate"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: menus are chosen anew."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Extended: menus are chosen anew when an estate moves to another preset."""
        if not {"jurisdiction_id", "company_id", "active"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return super().write(vals)
