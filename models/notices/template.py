from odoo import fields, models

# Parts of a text that thanks: no amount, no bill, nothing that asks for anything.
PARTS_OF_THANKS = ("creditor", "estate", "office", "units")


class ArrearsTemplate(models.Model):
    """Texts that remind of a bill before it is due, and texts that thank for a payment."""

    _inherit = "arrears.template"

    use = fields.Selection(
        [
            ("arrears", "Overdue bills"),
            ("coming", "Bills not yet due"),
            ("thanks", "Thanks for a payment"),
        ],
        string="Used for",
        required=True,
        default="arrears",
        help="A text for overdue bills is for the steps of a policy, the others for notices.",
    )

    def _parts(self):
        """Extended: a text that thanks names no amount and asks for nothing."""
        if self.use == "thanks":
            return (), PARTS_OF_THANKS
        return super()._parts()
