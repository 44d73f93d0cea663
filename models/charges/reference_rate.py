from odoo import api, fields, models

from ...engine.late_fee import court_limit
from ...engine.money import decimal_of


class ArrearsReferenceRate(models.Model):
    """A published yearly rate that courts measure late fees by, such as the one-year LPR.

    The table is kept by hand, from what the central bank publishes.
    """

    _name = "arrears.reference.rate"
    _description = "Reference rate"
    _order = "jurisdiction_id, date_from desc"
    _rec_name = "date_from"

    jurisdiction_id = fields.Many2one(
        "arrears.jurisdiction", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date(string="From", required=True)
    percent = fields.Float(string="Per cent a year", digits=(6, 3), required=True)
    note = fields.Char(string="Source")

    _one_a_day = models.UniqueIndex(
        "(jurisdiction_id, date_from)",
        "There is a reference rate from that day already: change that one.",
    )
    _rate_sane = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)",
        "A reference rate is given in per cent a year: between 0 and 100.",
    )

    @api.model
    def _court_limits(self, jurisdictions):
        """What courts would likely allow, as daily rates.

        :return: ``{jurisdiction id: rates}``, empty where no reference rate is known
        """
        rates = self.sudo().search([("jurisdiction_id", "in", jurisdictions.ids)])
        known = rates.grouped("jurisdiction_id")
        return {
            jurisdiction.id: court_limit(
                [
                    (rate.date_from, decimal_of(rate.percent))
                    for rate in known.get(jurisdiction, ())
                ],
                decimal_of(jurisdiction.court_multiple or 0),
            )
            for jurisdiction in jurisdictions.sudo()
        }
