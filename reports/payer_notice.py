from odoo import fields, models
from odoo.exceptions import UserError


class ArrearsOwnership(models.Model):
    """The notice to a tenant who confirmed to pay: what for, from when, who else answers."""

    _name = "arrears.ownership"
    _inherit = ["arrears.ownership", "arrears.issued.papers"]

    document_count = fields.Integer(string="Notices to the tenant")

    def action_print_payer_notice(self):
        """Issue the notice to the tenant who confirmed: what is paid, for what, who else answers.

        :raises UserError: the tenant has not confirmed
        """
        self.ensure_one()
        self.check_access("write")
        if self.role != "tenant_payer" or not self.consent_on:
            raise UserError(self.env._("The tenant has to confirm first."))
        document = self.env["arrears.document"]._issue(
            self,
            "payer_notice",
            "property_arrears.payer_notice_document",
            {"estate": self.estate_id, "notice": self._payer_notice()},
            language=self.partner_id.lang,
        )
        if not self.told_on:
            self._record_effect({"told_on": self.company_id._arrears_today()})
        return document._action_open()

    def _payer_notice(self):
        """What the notice says, in plain values; no amount and nothing of what is open."""
        return {
            "tenant": self.partner_id.name,
            "unit": self.unit_id.display_name,
            "pays": self.pays,
            "first": self.date_from,
            "last": self.date_to,
            "confirmed": self.consent_on,
        }

    def action_view_notices(self):
        """Open the notices that were issued."""
        return self._view_documents()
