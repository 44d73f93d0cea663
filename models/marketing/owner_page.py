from odoo import api, models


class ArrearsOwnerPage(models.AbstractModel):
    """The owner sees the own consent to offers, and takes it back by one click."""

    _inherit = "arrears.owner.page"

    @api.model
    def _part(self, company, debtor):
        """Extended by the consent that stands."""
        consent = self.env["arrears.marketing.consent"]._in_force(company, debtor)
        return super()._part(company, debtor) | {"consent_id": consent.id}


class ArrearsOwnerRequest(models.AbstractModel):
    """Taking a consent back on the own page."""

    _inherit = "arrears.owner.request"

    @api.model
    def _stop_offers(self, debtor, posted):
        """Take back the own consent; what waits does not leave any more."""
        consents = self.env["arrears.marketing.consent"].search(
            [("id", "=", self._number(posted, "consent_id")), ("debtor_id", "=", debtor.id)]
        )
        consents._withdraw("portal")
        return bool(consents)
