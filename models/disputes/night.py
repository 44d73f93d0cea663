from odoo import api, models


class ArrearsCase(models.Model):
    """What is looked at every morning about disputes."""

    _inherit = "arrears.case"

    @api.model
    def _morning_pieces(self):
        """Extended."""
        disputes = self.env["arrears.dispute"]
        return [
            *super()._morning_pieces(),
            disputes._reach_new_cards,
            disputes._follow_corrections,
            disputes._escalate,
            disputes._ask_for_word,
            disputes._ask_after_tickets,
        ]
