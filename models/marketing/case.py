from odoo import models


class ArrearsCase(models.Model):
    """Consent to offers is kept from the card, where the owner is spoken with."""

    _inherit = "arrears.case"

    def action_marketing_consent(self):
        """The owner agrees to hear of offers, or takes it back: open the form."""
        self.ensure_one()
        consents = self.env["arrears.marketing.consent"]
        known = consents.search(
            [("company_id", "=", self.company_id.id), ("withdrawn_on", "=", False),
             ("debtor_id", "=", self.sudo().debtor_id.id)], limit=1,
        )  # fmt: skip
        return self._open_form(
            "arrears.marketing.consent", self.env._("Consent to offers"), record=known
        )
