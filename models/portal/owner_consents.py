from odoo import api, models
from odoo.tools import format_date

from ...engine.consent import SENSITIVE, STATEMENT


class ArrearsOwnerPage(models.AbstractModel):
    """What an owner agreed to for an application, to be taken back by a click."""

    _inherit = "arrears.owner.page"

    @api.model
    def _part(self, company, debtor):
        """Extended by the consents that hold."""
        return super()._part(company, debtor) | {"consents": self._consents(company, debtor)}

    @api.model
    def _consents(self, company, debtor):
        """The ground is nowhere on the page, so no kind of paper is named either."""
        consents = self.env["arrears.hardship.consent"]._of_owner(company, debtor)
        written, paper = self.env._("What you wrote"), self.env._("A paper that you show")
        return [
            {
                "id": consent.id,
                "what": written if consent.proof == STATEMENT else paper,
                "day": format_date(self.env, consent.given_on),
                "text": consent.text or consent.purpose,
            }
            for consent in consents
        ]


class ArrearsOwnerRequest(models.AbstractModel):
    """Consents given with an application on the page, and taken back there."""

    _inherit = "arrears.owner.request"

    @api.model
    def _forms(self):
        """Extended."""
        return super()._forms() | {"take_back_consent": "_take_back_consent"}

    @api.model
    def _keep_consents(self, application, posted):
        """Keep what the owner agreed to: to what he wrote, and to a sensitive paper by a tick of
        its own."""
        consents = self.env["arrears.hardship.consent"]
        consents._take_on_page(application, STATEMENT)
        proof = posted.get("proof_type")
        if proof in SENSITIVE and posted.get("proof_agreed"):
            consents._take_on_page(application, proof)

    @api.model
    def _take_back_consent(self, debtor, posted):
        """Take a consent of the owner's own back; what lies here by it goes at once."""
        consents = self.env["arrears.hardship.consent"]
        consent = consents.browse(self._number(posted, "consent_id")).exists()
        if consent.application_id.debtor_id != debtor:
            return False
        if not consent.withdrawn_on:
            consent._withdraw()
        return True
