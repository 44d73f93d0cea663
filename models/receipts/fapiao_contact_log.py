from odoo import fields, models


class ArrearsContactLog(models.TransientModel):
    """The reason *waits for a fapiao* is offered where fapiao are issued."""

    _inherit = "arrears.contact.log"

    uses_fapiao = fields.Boolean(related="case_id.uses_fapiao")
