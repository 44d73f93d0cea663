from odoo import fields, models


class ArrearsUnit(models.Model):
    """Which area of a unit a price per m² may count."""

    _inherit = "arrears.unit"

    usable_area = fields.Float(
        string="Usable area (m²)",
        digits=(12, 2),
        help="For prices that count the usable area instead of the area billed.",
    )

    _usable_area_positive = models.Constraint(
        "CHECK (usable_area >= 0)", "An area cannot be negative."
    )
