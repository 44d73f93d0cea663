from odoo import fields, models
from odoo.tools import format_date

# Parts of a text that says what arrived: it asks for nothing.
RECEIPT_PARTS = ("creditor", "estate", "office", "units", "paid", "paid_on", "used_for")


class ArrearsTemplate(models.Model):
    """Texts that confirm a payment."""

    _inherit = "arrears.template"

    use = fields.Selection(
        selection_add=[("receipt", "Receipt of a payment")], ondelete={"receipt": "cascade"}
    )

    def _parts(self):
        """Extended: what arrived, on which day, for what; nothing that asks for money."""
        if self.use == "receipt":
            return ("paid", "paid_on"), RECEIPT_PARTS
        return super()._parts()

    def _values(self, cases, named, bills=None):
        """Extended: what arrived."""
        values = super()._values(cases, named, bills)
        paid = self.env.context.get("arrears_paid")
        if self.use != "receipt" or not paid:
            return values
        amount, day = paid
        used = dict.fromkeys(
            " ".join(filter(None, (bill.period, bill.kind))) for bill in bills or ()
        )
        return values | {
            "paid": self._money(amount, cases.company_id),
            "paid_on": format_date(self.env, day),
            "used_for": ", ".join(used),
        }
