from odoo import fields, models

# Parts of a friendly notice of a plan: what is open, since when, until when it can be caught up.
NEEDED = ("amount", "due_date", "cure_date", "help_line", "ignore_if_paid")
POSSIBLE = ("creditor", "estate", "office", "units", "how_to_pay", *NEEDED)


class ArrearsTemplate(models.Model):
    """Texts about an instalment that is open: friendly, and never a demand."""

    _inherit = "arrears.template"

    use = fields.Selection(
        selection_add=[("plan", "Instalments of a payment plan")],
        ondelete={"plan": "cascade"},
    )

    def _parts(self):
        """Extended: what a notice of a plan names."""
        if self.use == "plan":
            return NEEDED, POSSIBLE
        return super()._parts()

    def _values(self, cases, named, bills=None):
        """Extended: what a notice of a plan is about, instead of the bills."""
        words = self.env.context.get("arrears_plan_words", {})
        return super()._values(cases, named, bills) | words
