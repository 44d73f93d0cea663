from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .unit import OCCUPANCIES

EVIDENCE = [
    ("inspection", "Inspection on the spot"),
    ("handover_sheet", "Hand-over sheet"),
    ("meter", "Meter readings"),
    ("decoration_permit", "Decoration permit"),
    ("owner_statement", "Statement of the owner"),
    ("none", "Without evidence"),
]


class ArrearsUnitStatus(models.Model):
    """How a unit was used from a day on, and what shows it.

    The unit itself always says what the newest of these says. A change made on the unit, in a
    list or by an import, is recorded here too, as of today and without evidence.
    """

    _name = "arrears.unit.status"
    _description = "Use of a unit"
    _order = "unit_id, date_from desc, id desc"
    _check_company_auto = True

    unit_id = fields.Many2one("arrears.unit", required=True, index=True, ondelete="cascade")
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    date_from = fields.Date(
        string="Since", required=True, default=lambda self: self.env.company._arrears_today()
    )
    occupancy = fields.Selection(OCCUPANCIES, required=True, default="occupied")
    decorated = fields.Boolean(default=True, help="Not decorated means that nobody can live there.")
    evidence = fields.Selection(
        EVIDENCE, string="Type of evidence", required=True, default="inspection"
    )
    note = fields.Char(string="What was seen", help="E.g. readings, date of the permit.")
    document = fields.Binary(
        string="Photo or paper", attachment=True, copy=False, help="Photo, sheet or permit."
    )
    document_name = fields.Char(string="File name", copy=False)
    reported_by_id = fields.Many2one(
        "res.users", string="Reported by", readonly=True, default=lambda self: self.env.user
    )

    _one_a_day = models.Constraint(
        "UNIQUE (unit_id, date_from)",
        "The use of this unit was recorded for this day already: correct that record.",
    )

    @api.depends("occupancy", "date_from")
    def _compute_display_name(self):
        labels = dict(self._fields["occupancy"]._description_selection(self.env))
        for status in self:
            status.display_name = f"{labels.get(status.occupancy, '')} ({status.date_from or ''})"

    @api.constrains("date_from")
    def _check_not_ahead(self):
        for status in self:
            if status.date_from > status.company_id._arrears_today():
                raise ValidationError(
                    self.env._(
                        "The use of unit %(unit)s is recorded when it was seen, not ahead: choose "
                        "today or an earlier day.",
                        unit=status.unit_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Record how units are used; the units follow the newest record."""
        statuses = super().create(vals_list)
        statuses.unit_id._follow_status()
        return statuses

    def write(self, vals):
        """Correct records; the units follow the newest record."""
        if "unit_id" in vals:
            raise UserError(self.env._("A record stays with its unit: delete it, make another."))
        result = super().write(vals)
        self.unit_id._follow_status()
        return result

    def unlink(self):
        """Delete records; the units follow the newest record that is left."""
        units = self.unit_id
        result = super().unlink()
        units._follow_status()
        return result
