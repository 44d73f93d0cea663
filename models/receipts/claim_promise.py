from odoo import models

from ...engine.money import minor_units


class ArrearsPromise(models.Model):
    """Nobody broke his word while his money may lie unidentified on the bank."""

    _inherit = "arrears.promise"

    def _unmatched_until(self, today):
        """Extended: a bank line of the promised days has an amount that is promised or owed."""
        found = super()._unmatched_until(today)
        for company, promises in self.sudo().grouped("company_id").items():
            cases = promises.case_id
            lines = cases._unidentified_lines(company, today)
            asked = cases._amounts_asked(today) if lines else {}
            for promise in promises if lines else ():
                digits = promise.currency_id.decimal_places
                amounts = {minor_units(promise.amount, digits), *asked.get(promise.case_id, ())}
                days = [
                    line["until"]
                    for amount in amounts
                    for line in lines.get(amount, ())
                    if promise.made_on <= line["day"] <= promise.grace_end
                    and line["only"] in (None, promise.case_id.debtor_id.id)
                ]
                if days:
                    found[promise.id] = max(days)
        return found
