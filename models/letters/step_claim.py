from odoo import fields, models


class ArrearsStepClaim(models.Model):
    """A step may lead to a letter or a visit."""

    _inherit = "arrears.step.claim"

    letter_id = fields.Many2one("arrears.letter", index="btree_not_null", ondelete="restrict")
    visit_id = fields.Many2one("arrears.visit", index="btree_not_null", ondelete="restrict")

    def _added_later(self):
        return super()._added_later() | {"letter_id", "visit_id"}

    def _shared(self):
        return self.letter_id or self.visit_id or super()._shared()
