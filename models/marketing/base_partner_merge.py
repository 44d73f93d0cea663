from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that become one: of two consents the older stands, and one promotion is one."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: what would clash gives way first. A consent taken back by one of them is taken
        back by the person."""
        self.env.flush_all()
        people = (src_partners | dst_partner).ids
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_marketing_consent c
                   SET withdrawn_on = GREATEST(c.given_on, CURRENT_TIMESTAMP::date)
                 WHERE c.debtor_id = ANY(%(people)s) AND c.withdrawn_on IS NULL AND EXISTS (
                       SELECT 1 FROM arrears_marketing_consent o
                        WHERE o.debtor_id = ANY(%(people)s) AND o.company_id = c.company_id
                          AND o.id < c.id AND o.withdrawn_on IS NULL)
                """,
                people=people,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM arrears_promotion_line p
                 WHERE p.debtor_id = ANY(%(people)s) AND EXISTS (
                       SELECT 1 FROM arrears_promotion_line o
                        WHERE o.debtor_id = ANY(%(people)s) AND o.promotion_id = p.promotion_id
                          AND o.id < p.id)
                """,
                people=people,
            )
        )
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
