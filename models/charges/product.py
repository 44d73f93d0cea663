from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

LATE_FEE = "late_fee"


class ProductProduct(models.Model):
    """Which products charge a late fee: known by heart, since every posting asks."""

    _inherit = "product.product"

    def _arrears_kind(self):
        """The kind of this product's lines: its own, else that of the nearest category."""
        category = self.categ_id
        while category and not category.arrears_kind:
            category = category.parent_id
        return self.arrears_kind or category.arrears_kind or "unclassified"

    @api.model
    @ormcache()
    def _arrears_late_fee_ids(self):
        """Ids of the products whose lines are late fees, archived ones too: a frozenset.

        Cleared by whatever can change it: a kind, a category, the parent of one, a new product.
        """
        everything = self.sudo().with_context(active_test=False)
        categories = everything.env["product.category"].search([("arrears_kind", "=", LATE_FEE)])
        found = everything.search(
            Domain("arrears_kind", "=", LATE_FEE)
            | (Domain("arrears_kind", "=", False) & Domain("categ_id", "child_of", categories.ids))
        )
        return frozenset(found.filtered(lambda one: one._arrears_kind() == LATE_FEE).ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: a new product for late fees has to be known."""
        products = super().create(vals_list)
        if any(product._arrears_kind() == LATE_FEE for product in products):
            self.env.registry.clear_cache()
        return products


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Extended: another kind or category may make late fees of its lines, or none."""
        result = super().write(vals)
        if "arrears_kind" in vals or "categ_id" in vals:
            self.env.registry.clear_cache()
        return result


class ProductCategory(models.Model):
    _inherit = "product.category"

    def write(self, vals):
        """Extended: another kind or parent may make late fees of what is below, or none."""
        result = super().write(vals)
        if "arrears_kind" in vals or "parent_id" in vals:
            self.env.registry.clear_cache()
        return result
