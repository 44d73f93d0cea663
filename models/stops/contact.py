from odoo import api, models
from odoo.exceptions import UserError

from ...engine.reason import Reason


class ArrearsContact(models.Model):
    """Advertising needs consent (Consumer Law art. 29; MIIT Order 31)."""

    _inherit = "arrears.contact"

    @api.model_create_multi
    def create(self, vals_list):
        """Record contacts.

        :raises UserError: advertising to somebody who did not consent to it
        """
        contacts = super().create(vals_list)
        advertising = contacts.filtered(lambda contact: contact.contact_class == "marketing")
        for company, group in advertising.grouped("company_id").items():
            if group.debtor_id - self._consenting_to_marketing(group.debtor_id, company):
                raise UserError(
                    self.env._(
                        "Advertising goes only to owners who consented to it, and no consent is on "
                        "record."
                    )
                )
        return contacts

    @api.model
    def _consenting_to_marketing(self, debtors, company):
        """Hook: those of these debtors who consented to advertising of a company. Nobody, where no
        room keeps consents."""
        return debtors.browse()

    def _reasons_against_leaving(self, now):
        """Extended: consent is asked again as advertising leaves."""
        if self.contact_class == "marketing":
            if not self._consenting_to_marketing(self.debtor_id, self.company_id):
                return [Reason("no_marketing_consent")]
        return super()._reasons_against_leaving(now)
