from odoo import api, fields, models
from odoo.tools import SQL

# Active mandates of a company that end by themselves. ``unused_since``: the last collection, or
# else the signature.
ENDED = """
    SELECT m.id, m.date_to < %(today)s AS over
      FROM arrears_mandate m
      JOIN arrears_bank_channel h ON h.id = m.channel_id
     WHERE m.company_id = %(company)s AND m.state IN ('active', 'suspended')
       AND (m.date_to < %(today)s
            OR (h.lapse_months > 0
                AND GREATEST(m.signed_date, m.date_from,
                             (SELECT MAX(l.collection_date) FROM arrears_debit_line l
                               WHERE l.mandate_id = m.id
                                 AND l.state NOT IN ('draft', 'withdrawn')))
                    + h.lapse_months * INTERVAL '1 month' < %(today)s))
"""

# Active mandates whose debtor has left every unit, with nothing open from the time before.
LEFT = """
    SELECT m.id
      FROM arrears_mandate m
      JOIN res_partner p ON p.id = m.debtor_id
     WHERE m.company_id = %(company)s AND m.state = 'active'
       AND EXISTS (SELECT 1 FROM arrears_mandate_unit_rel r WHERE r.arrears_mandate_id = m.id)
       AND NOT EXISTS (
           SELECT 1 FROM arrears_mandate_unit_rel r
            WHERE r.arrears_mandate_id = m.id
              AND (NOT EXISTS (SELECT 1 FROM arrears_ownership o
                                 JOIN res_partner q ON q.id = o.partner_id
                                WHERE o.unit_id = r.arrears_unit_id AND o.date_to < %(today)s
                                  AND q.commercial_partner_id = p.commercial_partner_id)
                   OR EXISTS (SELECT 1 FROM arrears_ownership o
                                JOIN res_partner q ON q.id = o.partner_id
                               WHERE o.unit_id = r.arrears_unit_id
                                 AND COALESCE(o.date_to, 'infinity') >= %(today)s
                                 AND q.commercial_partner_id = p.commercial_partner_id)
                   OR EXISTS (SELECT 1 FROM arrears_charge c
                               WHERE c.unit_id = r.arrears_unit_id AND c.state = 'open'
                                 AND c.company_id = m.company_id
                                 AND c.debtor_id = p.commercial_partner_id)))
"""


class ArrearsMandate(models.Model):
    """Mandates that end by themselves: their term is over, nobody used them, the owner has left.

    What an owner owes from before the day of leaving may still be collected; later periods are
    left out of every batch from that day on (see ``debit_batch_facts``).
    """

    _inherit = "arrears.mandate"

    ended_on = fields.Date(string="Ended on", readonly=True, copy=False)

    @api.model
    def _cron_end(self):
        """Every morning: end what is over, stop what has no owner any more. Repeatable."""
        for company in self.env["res.company"].sudo().search([]):
            ours = self.sudo().with_company(company)
            today = company._arrears_today()
            ours._end_what_is_over(company, today)
            ours._stop_after_leaving(company, today)

    @api.model
    def _end_what_is_over(self, company, today):
        self.env.flush_all()
        rows = self.env.execute_query(SQL(ENDED, company=company.id, today=today))
        over = self.browse(mandate_id for mandate_id, is_over in rows if is_over)
        unused = self.browse(mandate_id for mandate_id, is_over in rows if not is_over)
        over.write({"state": "expired", "ended_on": today, "problem": False})
        unused.write({"state": "expired", "ended_on": today, "problem": "unused"})

    @api.model
    def _stop_after_leaving(self, company, today):
        rows = self.env.execute_query(SQL(LEFT, company=company.id, today=today))
        self.browse(mandate_id for (mandate_id,) in rows)._stop_for("left")
