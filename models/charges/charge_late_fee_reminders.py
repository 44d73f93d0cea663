from collections import defaultdict
from datetime import timezone

from odoo import models
from odoo.tools import SQL

# Each reminder that left, with the oldest service fee it names: one reminder costs once.
REMINDERS = """
    SELECT DISTINCT ON (contact.id) charge.id AS charge_id, contact.moment
      FROM arrears_contact contact
      JOIN arrears_contact_charge_rel named ON named.contact_id = contact.id
      JOIN arrears_charge charge ON charge.id = named.charge_id AND charge.kind = 'principal'
     WHERE contact.company_id = ANY(%(companies)s)
       AND contact.contact_class = 'dunning' AND contact.direction = 'out'
       AND contact.state IN ('sent', 'delivered')
       AND contact.channel IN ('email', 'sms', 'wechat', 'letter')
       AND contact.id IN (SELECT contact_id FROM arrears_contact_charge_rel
                           WHERE charge_id = ANY(%(charges)s))
  ORDER BY contact.id, charge.due_date, charge.id
"""


class ArrearsCharge(models.Model):
    """Reminders that cost a fixed amount, where a contract asks for one."""

    _inherit = "arrears.charge"

    def _late_fee_reminders(self, versions):
        """The days of the reminders that each of these charges pays for; no query without such
        a clause.

        :param versions: clauses of the estates, see ``_of_estates``
        :return: ``{charge id: [date]}``
        """
        clauses = self.env["arrears.late.fee.clause"].union(*versions.values())
        if "reminder" not in clauses.mapped("basis"):
            return {}
        self.env["arrears.contact"].flush_model()
        rows = self.env.execute_query(
            SQL(REMINDERS, companies=self.company_id.ids, charges=self.ids)
        )
        zones = {company: company._arrears_time_zone() for company in self.company_id}
        charges = {charge.id: charge for charge in self}
        found = defaultdict(list)
        for charge_id, moment in rows:
            if charge_id in charges:
                zone = zones[charges[charge_id].company_id]
                local = moment.replace(tzinfo=timezone.utc).astimezone(zone)
                found[charge_id].append(local.date())
        return found
