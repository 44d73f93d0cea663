from odoo import models

from ...engine.money import minor_units
from ...engine.off_ladder import Size, too_small


class ArrearsRun(models.Model):
    """Debtors who are asked for nothing, whatever their policies say; their cards say so."""

    _inherit = "arrears.run"

    def _debtors_apart(self, cases, stops, named):
        """Why the cards of a debtor take no step, all of them together. Rooms add theirs.

        :param stops: ``{case id: [Reason]}``
        :param named: what may be asked for, ``{case id: [(charge, minor units)]}``
        :return: ``{debtor id: Reason}``
        """
        digits = self.company_id.currency_id.decimal_places
        smallest = minor_units(self.company_id.arrears_smallest_amount, digits)
        pursued = dict.fromkeys(cases.debtor_id.ids, 0)
        for case in cases:
            if not stops.get(case.id):
                pursued[case.debtor_id.id] += sum(asked for _charge, asked in named[case.id])
        reasons = {
            debtor: too_small(Size(pursued=minor), smallest, digits)
            for debtor, minor in pursued.items()
        }
        return {debtor: reason for debtor, reason in reasons.items() if reason}
