from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that become one keep every number once, and what is known of it."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: of a number that both had, the newest check and any consent stay."""
        everybody = (src_partners | dst_partner).ids
        points = self.env["arrears.contact.point"].sudo()
        points.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(id ORDER BY verified_at DESC NULLS LAST, active DESC,
                                 (partner_id = %s) DESC, id)
                  FROM arrears_contact_point WHERE partner_id = ANY(%s)
                 GROUP BY company_id, kind, address_key HAVING COUNT(*) > 1
                """,
                dst_partner.id,
                everybody,
            )
        )
        for ((kept, *others),) in rows:
            points.browse(others)._give_way_to(points.browse(kept))
        result = super()._update_foreign_keys(src_partners, dst_partner)
        points.invalidate_model()
        points.with_context(active_test=False).search(
            [("partner_id", "=", dst_partner.id)]
        )._judge_again()
        return result


class ArrearsContactPoint(models.Model):
    """Of two rows of one number one is kept."""

    _inherit = "arrears.contact.point"

    def _give_way_to(self, kept):
        """Let ``kept`` have what these know more, and let them go."""
        everything = self | kept
        consents = everything.filtered("consent_marketing").mapped("consent_on")
        values = {
            "is_preferred": any(everything.mapped("is_preferred")),
            "wrong_at": max(filter(None, everything.mapped("wrong_at")), default=False),
        }
        kept.write(values)
        if consents and not kept.consent_marketing:
            kept.write({"consent_marketing": True, "consent_on": min(consents)})
        self.unlink()
