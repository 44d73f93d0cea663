from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: make room, so that no charge clashes with the natural key, and refresh.

        Core moves foreign keys by SQL and fails on a clash. Where the two partners hold charges
        that would look the same, the merged partner's one steps aside with a rank of its own;
        the refresh then says which of them lives.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_charge charge SET due_rank = -charge.id
                 WHERE charge.debtor_id = ANY(%(sources)s)
                   AND EXISTS (
                       SELECT 1 FROM arrears_charge other
                        WHERE other.id <> charge.id AND other.move_id = charge.move_id
                          AND other.company_id = charge.company_id
                          AND other.debtor_id = ANY(%(everybody)s)
                          AND (other.debtor_id = %(target)s OR other.id < charge.id)
                          AND other.unit_id IS NOT DISTINCT FROM charge.unit_id
                          AND other.period_from IS NOT DISTINCT FROM charge.period_from
                          AND other.period_to IS NOT DISTINCT FROM charge.period_to
                          AND other.kind = charge.kind AND other.due_rank = charge.due_rank)
                """,
                sources=src_partners.ids,
                everybody=(src_partners | dst_partner).ids,
                target=dst_partner.id,
            )
        )
        result = super()._update_foreign_keys(src_partners, dst_partner)
        companies = self.env["res.company"].sudo().search([])
        commercial_id = dst_partner.commercial_partner_id.id
        self.env["arrears.charge"]._touch((company.id, commercial_id) for company in companies)
        return result
