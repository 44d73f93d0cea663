from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """One person entered twice may be the same party of a unit twice, or have died twice."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: records of one unit and role that share a day become one.

        :raises UserError: the death of more than one of the partners was entered
        """
        self.env.flush_all()
        self._refuse_two_deaths(src_partners | dst_partner)
        self._join_ownerships(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _refuse_two_deaths(self, partners):
        """The database would only name its index."""
        counted = (
            self.env["arrears.inheritance"]
            .sudo()
            ._read_group([("deceased_id", "in", partners.ids)], ["company_id"], ["__count"])
        )
        if any(count > 1 for _company, count in counted):
            raise UserError(
                self.env._(
                    "The death of several of these contacts was entered. Delete the inheritance "
                    "that was only reported, then merge."
                )
            )

    def _join_ownerships(self, partners):
        """Of records that would name one person twice for one day, the oldest takes the days of
        all and the others go: together they say no more than it does."""
        self.env.cr.execute(
            SQL(
                """
                WITH marked AS (
                    SELECT id, unit_id, role, pays, date_from, date_to, jointly_liable,
                           date_from > MAX(COALESCE(date_to, 'infinity'::date)) OVER (
                               PARTITION BY unit_id, role ORDER BY date_from, id
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begins
                      FROM arrears_ownership
                     WHERE partner_id = ANY(%(partners)s)
                ), islands AS (
                    SELECT *, COUNT(*) FILTER (WHERE begins IS NOT FALSE) OVER (
                                  PARTITION BY unit_id, role ORDER BY date_from, id) AS island
                      FROM marked
                ), joined AS (
                    SELECT (array_agg(id ORDER BY date_from, id))[1] AS kept,
                           (array_agg(id ORDER BY date_from, id))[2:] AS dropped,
                           NULLIF(MAX(COALESCE(date_to, 'infinity'::date)), 'infinity') AS last_day,
                           BOOL_OR(COALESCE(jointly_liable, FALSE)) AS jointly_liable
                      FROM islands GROUP BY unit_id, role, island HAVING COUNT(*) > 1
                ), gone AS (
                    DELETE FROM arrears_ownership
                     WHERE id IN (SELECT unnest(dropped) FROM joined)
                )
                UPDATE arrears_ownership kept
                   SET date_to = joined.last_day, jointly_liable = joined.jointly_liable
                  FROM joined WHERE kept.id = joined.kept
                """,
                partners=partners.ids,
            )
        )
        self.env.invalidate_all()
