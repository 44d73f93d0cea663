from odoo import api, models
from odoo.tools import SQL


class ArrearsCase(models.Model):
    """Who waits for an answer of ours comes after those who do not."""

    _inherit = "arrears.case"

    @api.model
    def _answers_owed(self, company):
        """Extended: payments that are traced, on all cards of their owner, and open grievances."""
        return SQL(
            """
            %(others)s
             UNION ALL
            SELECT k.id, 'payment_claim' FROM arrears_payment_claim p
              JOIN arrears_case k ON k.company_id = p.company_id AND k.debtor_id = p.debtor_id
             WHERE p.company_id = %(company)s AND p.state = 'open'
             UNION ALL
            SELECT case_id, 'grievance' FROM arrears_grievance
             WHERE company_id = %(company)s AND state <> 'closed'
            """,
            others=super()._answers_owed(company),
            company=company.id,
        )

    @api.model
    def _flush_sources(self):
        """Extended: what an owner said."""
        result = super()._flush_sources()
        for model in ("arrears.payment.claim", "arrears.grievance"):
            self.env[model].flush_model()
        return result
