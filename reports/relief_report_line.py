from odoo import api, fields, models

from ..engine.money import amount
from .relief_report import NO_GROUND

DIMENSIONS = [
    ("ground", "Received, by ground"),
    ("decision", "Decided, by decision"),
    ("time", "Decided, by days to the answer"),
    ("appeal", "Appeals decided, by decision"),
]


class ArrearsReliefReportLine(models.Model):
    """One group of a quarterly report on relief: of five owners or more, or merged ones."""

    _name = "arrears.relief.report.line"
    _description = "Group of a report on relief"
    _inherit = ["arrears.guarded"]
    _order = "date_from desc, report_id desc, sequence, id"

    report_id = fields.Many2one(
        "arrears.relief.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(related="report_id.date_from", string="Quarter", store=True)
    sequence = fields.Integer(readonly=True)
    dimension = fields.Selection(DIMENSIONS, string="Table", required=True, readonly=True)
    keys = fields.Char(string="Groups", readonly=True, help="Codes of what is counted here.")
    label = fields.Char(string="Group", compute="_compute_label")
    is_hidden = fields.Boolean(
        string="Fewer than five", readonly=True, help="Too few owners to show anything."
    )
    applications = fields.Integer(string="Number of applications", readonly=True)
    median_days = fields.Integer(string="Days to the answer", readonly=True, aggregator=None)
    amount = fields.Monetary(string="Relief granted", readonly=True)

    def _is_frozen(self):
        return bool(self._origin)

    @api.model
    def _values(self, dimension, place, figures, digits):
        """The values of a line.

        :param figures: an ``engine.relief_figures.Figures``
        """
        order = [name for name, _label in DIMENSIONS].index(dimension)
        return {
            "dimension": dimension,
            "sequence": order * 100 + place,
            "keys": ",".join(figures.keys),
            "is_hidden": figures.hidden,
            "applications": figures.count,
            "median_days": figures.days,
            "amount": amount(figures.granted, digits),
        }

    @api.depends("keys", "dimension", "is_hidden")
    @api.depends_context("lang")
    def _compute_label(self):
        words = self._words()
        for line in self:
            if line.is_hidden:
                line.label = self.env._("Fewer than five owners: not shown")
                continue
            names = [words.get(key, key) for key in (line.keys or "").split(",")]
            line.label = " · ".join(names)

    @api.model
    def _words(self):
        """What each code means, in the reader's language."""
        application = self.env["arrears.hardship"]
        found = {}
        for name in ("category", "decision", "appeal_decision"):
            found.update(application._fields[name]._description_selection(self.env))
        return found | {
            NO_GROUND: self.env._("No ground named"),
            "days_7": self.env._("Within a week"),
            "days_14": self.env._("Within two weeks"),
            "days_30": self.env._("Within thirty days"),
            "days_more": self.env._("After more than thirty days"),
        }
