from odoo import fields, models


class ArrearsEstate(models.Model):
    """The stewards of an estate's buildings."""

    _inherit = "arrears.estate"

    zone_ids = fields.One2many("arrears.zone", "estate_id", string="Stewards")
