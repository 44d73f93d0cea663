from odoo import api, models


class ArrearsCase(models.Model):
    """Deputies, stewards and leaders see a debtor in full while the card is theirs to work."""

    _inherit = "arrears.case"

    def _may_reveal(self):
        """Extended: also who stands in for the collector today, and who leads the collector."""
        if super()._may_reveal():
            return True
        user, collector = self.env.user, self.user_id
        if not collector or not user.has_group("property_arrears.group_collector"):
            return False
        return collector.id in self.env["arrears.team"]._people_of(user).get(self.company_id.id, ())

    @api.model
    def _flush_sources(self):
        """Extended: stewards decide whose a new card is."""
        self.env["arrears.zone"].flush_model()
        self.env["arrears.unit"].flush_model(["building"])
        return super()._flush_sources()
