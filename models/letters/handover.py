from odoo import api, fields, models

# A letter of which somebody still has to hear what became of it.
UNDER_WAY = ("to_print", "printed", "posted")


class ArrearsHandover(models.Model):
    """Visits that are planned, and letters whose receipt is not back, go over with the cards;
    where the taker is the companion of a visit already, somebody has to be found first."""

    _inherit = "arrears.handover"

    letter_count = fields.Integer(
        string="Letters without a result",
        compute="_compute_counts",
        help="To print, printed, or posted and the receipt is not back.",
    )

    @api.model
    def _counted(self):
        """Extended."""
        return (*super()._counted(), "letter")

    def _count(self):
        """Extended."""
        counts = super()._count()
        return counts and {**counts, "letter": len(self._letters())}

    def _letters(self):
        return self.env["arrears.letter"].sudo().search(
            [("company_id", "=", self.company_id.id), ("user_id", "=", self.from_user_id.id),
             ("state", "in", UNDER_WAY), *self._of_estates("estate_id")]
        )  # fmt: skip

    def _move(self):
        """Extended."""
        letters = self._letters()
        result = super()._move()
        letters.write({"user_id": self.to_user_id.id})
        return result

    def _others(self):
        visits = self.env["arrears.visit"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("user_id", "=", self.from_user_id.id),
                ("companion_id", "!=", self.to_user_id.id),
                ("state", "=", "planned"),
                *self._of_estates("estate_id"),
            ]
        )  # fmt: skip
        return [*super()._others(), (visits, "user_id")]
