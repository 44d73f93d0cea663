from odoo import fields, models

from ..collection.decision import Reach


class ArrearsContact(models.Model):
    """Advertising to owners who consented, asked again as it leaves. It is no part of collection:
    no cap of dunning makes room for it, and none is used up by it."""

    _inherit = "arrears.contact"

    promotion_line_ids = fields.One2many(
        "arrears.promotion.line", "contact_id", string="Promotions", readonly=True
    )

    def _consenting_to_marketing(self, debtors, company):
        """Extended: those whose consent stands today."""
        consents = self.env["arrears.marketing.consent"]._in_force(company, debtors)
        return super()._consenting_to_marketing(debtors, company) | consents.debtor_id

    def _reasons_against_leaving(self, now):
        """Extended: consent, lists of refusal, people left alone, the last promotion."""
        promotion = self.sudo().promotion_line_ids.promotion_id
        if self.contact_class != "marketing" or not promotion:
            return super()._reasons_against_leaving(now)
        today = self.company_id._arrears_today()
        untouchable = self.env["arrears.notice"]._untouchable(
            self.company_id, self.debtor_id.ids, today
        )
        reach = {self.debtor_id.id: Reach(self.channel, self.address, self.address_key)}
        return promotion._reasons_against(self.debtor_id, reach, untouchable)[self.debtor_id.id]
