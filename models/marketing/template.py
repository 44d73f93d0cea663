from odoo import fields, models

# A promotion says how to refuse it, and nothing of a bill.
NEEDED = ("opt_out", "office")
POSSIBLE = ("creditor", "estate", "opt_out", "office")


class ArrearsTemplate(models.Model):
    """Texts of promotions: for owners who consented, with the way to refuse in each of them."""

    _inherit = "arrears.template"

    use = fields.Selection(
        selection_add=[("promotion", "Promotion")], ondelete={"promotion": "cascade"}
    )

    def _parts(self):
        """Extended: no amount, no unit, no bill; the way to refuse always."""
        if self.use == "promotion":
            return NEEDED, POSSIBLE
        return super()._parts()

    def _values(self, cases, named, bills=None):
        """Extended: how to refuse."""
        values = super()._values(cases, named, bills)
        if self.use != "promotion":
            return values
        return values | {
            "opt_out": self.env._(
                "No more of these? Tell us in any way, or untick it on your page, and none will "
                "come."
            )
        }
