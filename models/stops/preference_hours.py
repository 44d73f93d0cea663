from odoo import api, models

from ...engine.preferred_hours import preferring


class ArrearsContact(models.Model):
    """Hours an owner told us narrow the rules for that owner, when deciding and when leaving."""

    _inherit = "arrears.contact"

    @api.model
    def _rules_for(self, cases):
        """Extended: narrowed to the debtor's preferred hours."""
        rules = super()._rules_for(cases)
        debtors, company = cases.sudo().debtor_id, cases.company_id[:1]
        window = self.env["arrears.preference"]._windows(company, debtors).get(debtors[:1].id)
        return preferring(rules, window.start, window.end) if window else rules
