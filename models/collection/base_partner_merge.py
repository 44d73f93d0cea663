from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging two contacts merges their cards first: core would delete the rows that clash."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: cards of one unit become one card, with the history of both."""
        self._merge_cards(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge_cards(self, src_partners, dst_partner):
        cases = self.env["arrears.case"].sudo()
        cases.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(id ORDER BY (debtor_id = %(target)s) DESC, id)
                  FROM arrears_case WHERE debtor_id = ANY(%(everybody)s)
                 GROUP BY company_id, COALESCE(unit_id, 0) HAVING COUNT(*) > 1
                """,
                target=dst_partner.id,
                everybody=(src_partners | dst_partner).ids,
            )
        )
        for ((kept, *merged),) in rows:
            self._merge_card(cases.browse(merged), cases.browse(kept))

    def _merge_card(self, merged, kept):
        """Move everything of ``merged`` to ``kept`` and let the empty cards go."""
        self._step_aside(merged, kept)
        self._update_foreign_keys_generic("arrears.case", merged, kept)
        self._update_reference_fields_generic("arrears.case", merged, kept)
        self.env.cr.execute(SQL("DELETE FROM arrears_case WHERE id = ANY(%s)", merged.ids))
        self.env.invalidate_all()

    def _step_aside(self, merged, kept):
        """Where both cards have a row of one key, the merged card's row gives way.

        An open episode is closed, a doubled claim is voided; nothing of what was said is lost.
        """
        ids = {
            "merged": merged.ids,
            "kept": kept.id,
            "both": [*merged.ids, kept.id],
            "today": kept.company_id._arrears_today(),
        }
        for statement in (
            """
            UPDATE arrears_legal_proposal SET state = 'withdrawn'
             WHERE state = 'proposed' AND case_id = ANY(%(merged)s)
            """,
            """
            UPDATE arrears_case_episode e SET closed_on = GREATEST(%(today)s, opened_on)
             WHERE e.closed_on IS NULL AND e.case_id = ANY(%(merged)s)
            """,
            """
            UPDATE arrears_step_claim c SET voided = TRUE
             WHERE c.case_id = ANY(%(merged)s) AND c.voided IS NOT TRUE AND EXISTS (
                   SELECT 1 FROM arrears_step_claim o
                    WHERE o.case_id = ANY(%(both)s) AND o.voided IS NOT TRUE
                      AND o.step_id = c.step_id AND o.anchor_date = c.anchor_date
                      AND (o.case_id = %(kept)s OR o.id < c.id))
            """,
            """
            DELETE FROM arrears_run_line l
             WHERE l.case_id = ANY(%(merged)s) AND EXISTS (
                   SELECT 1 FROM arrears_run_line o
                    WHERE o.case_id = ANY(%(both)s) AND o.run_id = l.run_id
                      AND (o.case_id = %(kept)s OR o.id < l.id))
            """,
            """
            DELETE FROM arrears_case_access a
             WHERE a.case_id = ANY(%(merged)s) AND EXISTS (
                   SELECT 1 FROM arrears_case_access o
                    WHERE o.case_id = ANY(%(both)s) AND o.user_id = a.user_id AND o.day = a.day
                      AND (o.case_id = %(kept)s OR o.id < a.id))
            """,
        ):
            self.env.cr.execute(SQL(statement, **ids))
