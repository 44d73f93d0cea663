from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Papers of a merged contact stay with the contact that remains."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: core follows foreign keys, and a document names its record without one.

        A document that would look like one the remaining contact has already becomes a further
        rendition of it, as both left the house.
        """
        self.env.flush_all()
        for source in src_partners:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE arrears_document document
                       SET res_id = %(target)s,
                           rendition = document.rendition + COALESCE((
                               SELECT MAX(other.rendition) FROM arrears_document other
                                WHERE other.res_model = 'res.partner' AND other.res_id = %(target)s
                                  AND other.company_id = document.company_id
                                  AND other.document_type = document.document_type
                                  AND other.language_id = document.language_id
                                  AND other.fingerprint = document.fingerprint), 0)
                     WHERE document.res_model = 'res.partner' AND document.res_id = %(source)s
                    """,
                    target=dst_partner.id,
                    source=source.id,
                )
            )
        self.env["arrears.document"].invalidate_model(["res_id", "rendition"])
        return super()._update_foreign_keys(src_partners, dst_partner)
