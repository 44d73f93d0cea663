from odoo import fields, models


class ArrearsEstate(models.Model):
    """An estate knows its change-overs."""

    _inherit = "arrears.estate"

    golive_ids = fields.One2many("arrears.golive", "estate_id", string="Go-lives")
