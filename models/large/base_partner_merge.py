from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that become one have one account."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: the account of the contact that stays is kept, with the statements of both."""
        accounts = self.env["arrears.large.debtor"].sudo()
        everybody = accounts.search([("debtor_id", "in", (src_partners | dst_partner).ids)])
        for rows in everybody.grouped("company_id").values():
            ordered = rows.sorted(lambda row: (row.debtor_id != dst_partner, row.id))
            for merged in ordered[1:]:
                self._merge_account(merged, ordered[:1])
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge_account(self, merged, kept):
        merged.activity_ids.unlink()
        periods = kept.statement_ids.mapped("period_from")
        doubled = merged.statement_ids.filtered(lambda row: row.period_from in periods)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM arrears_large_statement WHERE id = ANY(%s)", doubled.ids)
        )
        self._update_foreign_keys_generic("arrears.large.debtor", merged, kept)
        self._update_reference_fields_generic("arrears.large.debtor", merged, kept)
        self.env.cr.execute(SQL("DELETE FROM arrears_large_debtor WHERE id = %s", merged.id))
        self.env.invalidate_all()
        self.env["arrears.team"]._people_changed()
