from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.consent import needs_consent


class ArrearsHardship(models.Model):
    """A sensitive proof is looked at with the owner's separate consent alone."""

    _inherit = "arrears.hardship"

    consent_ids = fields.One2many(
        "arrears.hardship.consent", "application_id", string="Separate consents", readonly=True
    )

    def action_evidence_seen(self):
        """Extended: a sensitive proof needs a consent that holds today.

        :raises UserError: naming what to record first
        """
        self.check_access("write")
        for application in self:
            proof = application.evidence_type
            if needs_consent(proof) and not application._consent_to(proof):
                proofs = dict(self._fields["evidence_type"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(proof)s is sensitive: write down the owner's separate consent first, "
                        "with its purpose. Without it, do not look at it.",
                        proof=proofs[proof],
                    )
                )
        return super().action_evidence_seen()

    def _consent_to(self, proof):
        """The consents to a kind of proof that speak for today."""
        return self.consent_ids._holds_today().filtered(lambda one: one.proof == proof)

    def action_record_consent(self):
        """Open the form that takes down a separate consent.

        :raises AccessError: the user is no reviewer
        :raises UserError: the application is decided
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open(("applied", "appealed"))
        sensitive = needs_consent(self.evidence_type)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Separate consent"),
            "res_model": "arrears.hardship.consent",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_application_id": self.id,
                "default_proof": self.evidence_type if sensitive else False,
                "default_purpose": self.env._("To decide on this application for relief"),
            },
        }

    def action_withdraw(self):
        """Extended: without an application there is nothing left to prove, so copies go."""
        result = super().action_withdraw()
        self.consent_ids._delete_copy()
        return result
