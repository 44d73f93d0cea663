from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that become one keep one identifier on WeChat in each company."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: the identifier of the contact that stays stays, else the newest."""
        known = self.env["arrears.wechat.contact"].sudo()
        known = known.search([("debtor_id", "in", (src_partners | dst_partner).ids)])
        for of_company in known.grouped("company_id").values():
            ordered = of_company.sorted(lambda one: (one.debtor_id == dst_partner, one.id))
            ordered[:-1].write({"active": False})
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
