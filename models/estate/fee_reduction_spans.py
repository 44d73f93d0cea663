from decimal import Decimal
from fractions import Fraction

from odoo import api, models
from odoo.fields import Domain

from ...engine.payers import ReductionSpan, lowest_reductions


class ArrearsFeeReduction(models.Model):
    """What bills need to know about reductions."""

    _inherit = "arrears.fee.reduction"

    @api.model
    def _spans_for(self, units, first, last):
        """Approved reductions of the service fee (``principal``) between two days.

        :param units: ``arrears.unit`` records
        :param first: first day
        :param last: last day
        :return: ``{unit id: [ReductionSpan]}``: in order, cut to the days asked for, without
            overlaps (of several the lowest counts); without the units that have none
        """
        found = self.sudo().search(
            Domain("unit_id", "in", units.ids)
            & Domain("state", "=", "approved")
            & Domain("date_from", "<=", last)
            & Domain("date_to", ">=", first)
            & (Domain("ended_on", "=", False) | Domain("ended_on", ">=", first)),
            order="id",
        )
        spans = {
            unit.id: lowest_reductions([record._span() for record in records], first, last)
            for unit, records in found.grouped("unit_id").items()
        }
        return {unit_id: in_order for unit_id, in_order in spans.items() if in_order}

    def _span(self):
        self.ensure_one()
        return ReductionSpan(
            first=self.date_from,
            last=self._last_day(),
            payable=Fraction(Decimal(f"{self.payable_percent:.2f}")) / 100,
            difference_payer=self.difference_payer_id.id or None,
            reduction_id=self.id,
            label=self._label(),
        )
