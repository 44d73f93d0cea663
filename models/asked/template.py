from odoo import fields, models

from ...engine.asked import NAMES_MONEY

USES = [
    ("bill_again", "The bill sent again"),
    ("payment_link", "Ways to pay from anywhere"),
    ("debit_offer", "Offer of direct debit"),
    ("fee_sheet", "What the fee pays for"),
]
# Parts of a text about the bill, and of one that offers or explains.
ABOUT_BILL = ("amount", "periods", "how_to_pay", "ignore_if_paid", "help_line")
FREE = ("creditor", "estate", "office", "units", "help_line")


class ArrearsTemplate(models.Model):
    """Texts that an owner asked for: sent by a click on the card, never by a run."""

    _inherit = "arrears.template"

    use = fields.Selection(
        selection_add=USES, ondelete={use: "cascade" for use, _label in USES}
    )  # fmt: skip

    def _parts(self):
        """Extended: what each of these texts names."""
        if self.use in NAMES_MONEY:
            _needed, possible = super()._parts()
            return ABOUT_BILL, (*possible, *ABOUT_BILL, "due_date", "office")
        if self.use in dict(USES):
            return ("office",), FREE
        return super()._parts()
