from odoo import fields, models


class ArrearsScript(models.Model):
    """A script that offers instalments, or help with a bill in question, leads to its form."""

    _inherit = "arrears.script"

    leads_to_plan = fields.Boolean(
        string="Leads to instalments", help="The form of the talk opens the plan, filled in."
    )
    leads_to_dispute = fields.Boolean(
        string="Leads to a dispute", help="The form of the talk opens the dispute, filled in."
    )
