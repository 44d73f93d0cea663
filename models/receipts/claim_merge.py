from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that the same account paid for become one."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: of two records of one account the younger goes, its claims to the other."""
        self._join_payer_accounts(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _join_payer_accounts(self, partners):
        accounts = self.env["arrears.payer.account"].sudo()
        accounts.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(id ORDER BY id) FROM arrears_payer_account
                 WHERE partner_id = ANY(%s)
              GROUP BY company_id, account_hash HAVING COUNT(*) > 1
                """,
                partners.ids,
            )
        )
        for (ids,) in rows:
            kept, doubles = accounts.browse(ids[:1]), accounts.browse(ids[1:])
            kept.claim_ids |= doubles.claim_ids
            doubles.unlink()
        accounts.flush_model()
