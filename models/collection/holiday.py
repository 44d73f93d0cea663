from odoo import api, fields, models

from ...engine.contact_rules import Calendar


class ArrearsHoliday(models.Model):
    """A day that differs from the plain week: a public holiday, or a weekend that is worked."""

    _name = "arrears.holiday"
    _description = "Public holiday"
    _order = "jurisdiction_id, date"
    _rec_name = "name"

    jurisdiction_id = fields.Many2one(
        "arrears.jurisdiction", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("holiday", "Public holiday"), ("working_day", "Weekend worked instead")],
        required=True,
        default="holiday",
    )
    is_holiday = fields.Boolean(compute="_compute_is_holiday")

    _day_unique = models.Constraint(
        "UNIQUE (jurisdiction_id, date)", "This day is in the calendar already."
    )

    @api.depends("kind")
    def _compute_is_holiday(self):
        for day in self:
            day.is_holiday = day.kind == "holiday"

    @api.model
    def _calendar(self, jurisdiction):
        """Days off and worked weekends of a jurisdiction, or the plain week without one.

        Whether calls are blocked on holidays does not matter here.
        """
        days = self.sudo().search([("jurisdiction_id", "=", jurisdiction.id)])
        off = days.filtered("is_holiday")
        return Calendar(frozenset(off.mapped("date")), frozenset((days - off).mapped("date")))
