from odoo import api, fields, models

from ...engine.segments import AT_LEAST, AT_MOST, Condition

FACTS = [
    ("bills", "Bills that count, of the last 8"),
    ("late", "Late ones, of the last 8 bills"),
    ("on_time_percent", "Share on time of the last 8 bills (%)"),
    ("days_overdue", "Days since the oldest open due date"),
    ("broken_promises", "Broken promises in 90 days"),
    ("contact_days", "Days since we last spoke"),
]


class ArrearsSegmentCondition(models.Model):
    """One condition of a segment: a fact of the account against a number."""

    _name = "arrears.segment.condition"
    _description = "Condition of a segment"
    _order = "segment_id, id"

    segment_id = fields.Many2one("arrears.segment", required=True, index=True, ondelete="cascade")
    fact = fields.Selection(FACTS, required=True)
    comparison = fields.Selection(
        [(AT_LEAST, "at least"), (AT_MOST, "at most")], required=True, default=AT_LEAST
    )
    value = fields.Integer(string="Threshold", required=True, aggregator=False)

    _value_not_negative = models.Constraint(
        "CHECK (value >= 0)", "The number of a condition can't be negative."
    )

    @api.constrains("fact", "comparison", "value")
    def _check_can_hold(self):
        self.segment_id._check_can_hold()

    def _as_engine(self):
        """The conditions as the engine compares them."""
        return tuple(Condition(one.fact, one.comparison, one.value) for one in self)
