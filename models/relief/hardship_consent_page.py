from odoo import api, fields, models

from ...engine.consent import STATEMENT, TEXT_VERSION


class ArrearsHardshipConsent(models.Model):
    """A consent that the owner gives on the own page: its wording stays as it was read there.

    One is for what the owner wrote, one for each paper he is ready to show. Whichever way it was
    given, the owner may take it back on the page. What he wrote goes then.
    """

    _inherit = "arrears.hardship.consent"

    proof = fields.Selection(
        selection_add=[(STATEMENT, "What the owner wrote")], ondelete={STATEMENT: "cascade"}
    )
    way = fields.Selection(
        selection_add=[("page", "On the owner's page")], ondelete={"page": "cascade"}
    )
    text = fields.Text(
        string="Wording agreed to", help="As the owner read it, in the language he read it in."
    )
    text_version = fields.Char(string="Version of the wording")

    @api.model
    def _page_text(self, proof):
        """The wording on the owner's page; see ``engine.consent.TEXT_VERSION`` when it changes."""
        if proof == STATEMENT:
            return self.env._(
                "I agree that those who decide read and keep what I write here, for the decision "
                "alone. I can take this back on this page at any time; it is deleted then."
            )
        return self.env._(
            "I agree that those who decide look at this paper, for the decision alone. No copy is "
            "kept. I can take this back on this page at any time."
        )

    @api.model
    def _take_on_page(self, application, proof):
        """Write down what the owner agreed to on the page, in the words that he read."""
        return self.create(
            {
                "application_id": application.id,
                "proof": proof,
                "purpose": self.env._("To decide on this application for relief"),
                "way": "page",
                "given_on": application.company_id._arrears_today(),
                "text": self._page_text(proof),
                "text_version": TEXT_VERSION,
            }
        )

    @api.model
    def _of_owner(self, company, debtor):
        """The consents of an owner that hold: each may be taken back."""
        return self.sudo().search(
            [("application_id.company_id", "=", company.id),
             ("application_id.debtor_id", "=", debtor.id), ("withdrawn_on", "=", False)]
        )  # fmt: skip

    def _withdraw(self):
        """Extended: the words go with the consent to them, on an appeal too, and so does the
        ground that they gave; the application goes on without them."""
        written = self.filtered(lambda consent: consent.proof == STATEMENT)
        others = written.application_id.consent_ids.filtered(
            lambda consent: consent.proof == STATEMENT and not consent.withdrawn_on
        )
        result = super(ArrearsHardshipConsent, self | others)._withdraw()
        for application in written.application_id:
            application._record_effect(
                {"statement": False, "category": False, "appeal_said": False}
            )
            application._message_log(
                body=self.env._("The owner took back the consent to what he wrote: it is deleted.")
            )
        return result
