from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging two contacts may bring the same mandate together twice."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: of two mandates for one account the younger is revoked, not deleted."""
        self._revoke_doubles(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _revoke_doubles(self, partners):
        """Core moves debtors by SQL and would fail on the key of accounts in use."""
        mandates = self.env["arrears.mandate"].sudo()
        mandates.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT id, ROW_NUMBER() OVER (
                               PARTITION BY company_id, account_hash,
                                            COALESCE(agreement_number, '')
                               ORDER BY state, id) AS place
                      FROM arrears_mandate
                     WHERE debtor_id = ANY(%s) AND state IN ('active', 'suspended')) found
                 WHERE place > 1
                """,
                partners.ids,
            )
        )
        mandates.browse(mandate_id for (mandate_id,) in rows).action_revoke()
