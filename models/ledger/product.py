from odoo import fields, models

from .kinds import KINDS

KIND_HELP = (
    "What lines with this product are charged for. Collection treats each kind differently: "
    "a late fee never bears a late fee, a deposit is not income, and what is unclassified is "
    "never dunned as a service fee."
)


class ProductCategory(models.Model):
    _inherit = "product.category"

    arrears_kind = fields.Selection(
        KINDS,
        string="Kind of charge",
        help=KIND_HELP + " Sub-categories follow unless they differ.",
    )

    def write(self, vals):
        """Extended: a kind, or another parent, changes charges that are already there."""
        if "arrears_kind" in vals or "parent_id" in vals:
            self.env["arrears.refresh"]._want_complete()
        return super().write(vals)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    arrears_kind = fields.Selection(
        KINDS, string="Kind of charge", help=KIND_HELP + " Empty: as the category says."
    )

    def write(self, vals):
        """Extended: a kind, or another category, changes charges that are already there."""
        if "arrears_kind" in vals or "categ_id" in vals:
            self.env["arrears.refresh"]._want_complete()
        return super().write(vals)
