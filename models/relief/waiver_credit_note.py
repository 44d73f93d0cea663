from odoo import models

from ...engine.approval import PRINCIPAL


class ArrearsWaiver(models.Model):
    """The document of a waiver: an ordinary credit note on each fee's invoice."""

    _name = "arrears.waiver"
    _inherit = ["arrears.waiver", "arrears.credit.giver"]

    def _credit_links(self, source):
        """See ``arrears.credit.giver``."""
        return {"arrears_waiver_id": self.id, "arrears_waived_move_id": source.id}

    def _credit_wording(self, charge):
        """What the owner reads on the credit note: no ground is named."""
        waiver = self.with_context(lang=self.debtor_id.lang or self.env.lang)
        document = charge.move_id.name or charge.unit_id.name
        if self.subject == PRINCIPAL:
            return waiver.env._("Service fee reduced (%(document)s)", document=document)
        return waiver.env._("Late fee waived (%(document)s)", document=document)
