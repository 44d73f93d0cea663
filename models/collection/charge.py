from odoo import api, models

from ..ledger.first_build import FIRST_BUILD


class ArrearsCharge(models.Model):
    """Cards follow charges, in the same transaction."""

    _inherit = "arrears.charge"

    @api.model
    def _after_rebuild(self, company, debtor_ids, today):
        result = super()._after_rebuild(company, debtor_ids, today)
        if debtor_ids and self.env.context.get(FIRST_BUILD):
            debtor_ids = range(debtor_ids[0], debtor_ids[-1] + 1)
        self.env["arrears.case"].sudo()._refresh_from_charges(company, debtor_ids, today)
        return result

    @api.model
    def _stale_debtors(self, company, today):
        """Extended: also those whose cards do not say what their charges say today."""
        cards = self.env["arrears.case"].sudo()._stale_card_debtors(company, today)
        return super()._stale_debtors(company, today) | cards
