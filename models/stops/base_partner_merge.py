from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two contacts that become one: what both said is said once, or the indexes would clash."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extended: doubled claims, open complaints, requests and hours give way first."""
        self._merge_what_was_said(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge_what_was_said(self, everybody):
        """Of rows that would be alike afterwards the oldest stays as it is.

        A doubled claim is withdrawn, a second open complaint or request is closed; its words stay.
        """
        self.env.flush_all()
        for statement in (
            """
            UPDATE arrears_payment_claim c SET state = 'withdrawn'
             WHERE c.debtor_id = ANY(%(people)s) AND c.state <> 'withdrawn' AND EXISTS (
                   SELECT 1 FROM arrears_payment_claim o
                    WHERE o.debtor_id = ANY(%(people)s) AND o.company_id = c.company_id
                      AND o.paid_on = c.paid_on AND o.amount = c.amount
                      AND o.state <> 'withdrawn' AND o.id < c.id)
            """,
            """
            UPDATE arrears_grievance g SET state = 'closed'
              FROM arrears_case k
             WHERE k.id = g.case_id AND k.debtor_id = ANY(%(people)s) AND g.state <> 'closed'
               AND EXISTS (
                   SELECT 1 FROM arrears_grievance o JOIN arrears_case ok ON ok.id = o.case_id
                    WHERE ok.debtor_id = ANY(%(people)s) AND ok.company_id = k.company_id
                      AND ok.unit_id IS NOT DISTINCT FROM k.unit_id
                      AND o.state <> 'closed' AND o.id < g.id)
            """,
            """
            UPDATE arrears_extension e SET state = 'withdrawn'
              FROM arrears_case k
             WHERE k.id = e.case_id AND k.debtor_id = ANY(%(people)s) AND e.state = 'requested'
               AND EXISTS (
                   SELECT 1 FROM arrears_extension o JOIN arrears_case ok ON ok.id = o.case_id
                    WHERE ok.debtor_id = ANY(%(people)s) AND ok.company_id = k.company_id
                      AND ok.unit_id IS NOT DISTINCT FROM k.unit_id
                      AND o.state = 'requested' AND o.id < e.id)
            """,
            """
            DELETE FROM arrears_preference p
             WHERE p.debtor_id = ANY(%(people)s) AND EXISTS (
                   SELECT 1 FROM arrears_preference o
                    WHERE o.debtor_id = ANY(%(people)s) AND o.company_id = p.company_id
                      AND o.id > p.id)
            """,
        ):
            self.env.cr.execute(SQL(statement, people=everybody.ids))
        self.env.invalidate_all()
