from odoo import fields, models


class ArrearsContact(models.Model):
    """Two ways in which a visit can end that a call cannot."""

    _inherit = "arrears.contact"

    outcome = fields.Selection(
        selection_add=[("moved", "Moved away"), ("asked_to_leave", "Asked us to leave")]
    )
    letter_ids = fields.One2many("arrears.letter", "contact_id", string="Letters", readonly=True)
    visit_ids = fields.One2many("arrears.visit", "contact_id", string="Visits", readonly=True)
