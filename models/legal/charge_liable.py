from odoo import models


class ArrearsCharge(models.Model):
    """Who answers for a charge together with its debtor."""

    _inherit = "arrears.charge"

    def _liable_beside(self):
        """The jointly liable of each charge: the owner beside a paying tenant, co-owners, and who
        agreed to (State Council Property Management Regulations art. 41, Civil Code art. 307).

        :return: ``{charge id: partners}``, without charges for which nobody else answers
        """
        found = {}
        partners = self.env["res.partner"].sudo()
        dated = self.sudo().filtered(lambda charge: charge.unit_id and charge._days_served())
        for kind, charges in dated.grouped("kind").items():
            days = [day for charge in charges for day in charge._days_served()]
            spans = charges.unit_id._payers_between(min(days), max(days), kind)
            for charge in charges:
                first, last = charge._days_served()
                liable = {
                    partner
                    for span in spans.get(charge.unit_id.id, ())
                    if span.first <= last
                    and first <= span.last
                    and partners.browse(span.payer).commercial_partner_id == charge.debtor_id
                    for partner in span.liable
                }
                if liable:
                    found[charge.id] = partners.browse(sorted(liable))
        return found

    def _days_served(self):
        """First and last day of the service, else the day it fell due; empty without any."""
        first = self.period_from or self.due_date
        last = self.period_to or first
        return (first, last) if first else ()
