from odoo import fields, models


class ArrearsSegment(models.Model):
    """A convenience that a segment carries with it."""

    _inherit = "arrears.segment"

    fewer_notices = fields.Boolean(
        string="One notice a bill",
        help="Who is in this segment, with nothing overdue and no late one among the last eight "
        "bills, hears of a coming bill once: by the first notice, not by every one. An owner who "
        "wishes for every notice gets every notice.",
    )
