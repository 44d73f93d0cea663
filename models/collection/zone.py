from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .team import COLLECTOR


class ArrearsZone(models.Model):
    """One building of an estate and its steward: who works the cards of its units.

    A new steward takes over the open cards; what was done keeps the name of who did it.
    """

    _name = "arrears.zone"
    _description = "Zone of a steward"
    _order = "estate_id, building, id"
    _rec_name = "building"
    _check_company_auto = True

    estate_id = fields.Many2one("arrears.estate", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    building = fields.Char(required=True, help="As it is written on the units.")
    user_id = fields.Many2one(
        "res.users",
        string="Steward",
        required=True,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="New cards of the building go to this person.",
    )
    case_count = fields.Integer(string="Open cards", compute="_compute_case_count")

    _one_steward = models.Constraint(
        "UNIQUE (estate_id, building)", "This building has a steward already."
    )

    def _compute_case_count(self):
        rows = self.env["arrears.case"].sudo()._read_group(
            [("unit_id.estate_id", "in", self.estate_id.ids), ("state", "!=", "closed"),
             ("unit_id.building", "in", self.mapped("building"))],
            ["unit_id"], ["__count"],
        )  # fmt: skip
        counts = {}
        for unit, count in rows:
            key = (unit.estate_id, unit.building)
            counts[key] = counts.get(key, 0) + count
        for zone in self:
            zone.case_count = counts.get((zone.estate_id, zone.building), 0)

    @api.constrains("building", "estate_id")
    def _check_building(self):
        """A name that no unit has would be a steward of nothing.

        :raises ValidationError: naming the building
        """
        for zone in self:
            units = [("estate_id", "=", zone.estate_id.id), ("building", "=", zone.building)]
            if not self.env["arrears.unit"].sudo().search_count(units, limit=1):
                raise ValidationError(
                    self.env._(
                        "No unit of %(estate)s is in a building “%(building)s”.",
                        estate=zone.estate_id.name,
                        building=zone.building,
                    )
                )

    @api.constrains("user_id")
    def _check_steward(self):
        for zone in self:
            if not zone.user_id.has_group(COLLECTOR):
                raise ValidationError(
                    self.env._(
                        "%(person)s is no collector: give the role first.", person=zone.user_id.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Give the open cards of the building, as far as nobody chose their collector, over."""
        zones = super().create(vals_list)
        self.env["arrears.team"]._people_changed()
        for zone in zones:
            zone._hand_cards(zone.estate_id.default_collector_id)
        return zones

    def write(self, vals):
        """Change a zone; a new steward takes over the cards of the one before."""
        before = {zone: zone.user_id for zone in self}
        result = super().write(vals)
        self.env["arrears.team"]._people_changed()
        for zone, steward in before.items():
            if zone.user_id != steward:
                zone._hand_cards(steward)
        return result

    def unlink(self):
        """Delete a zone; the building has no steward, and the cards stay where they are."""
        result = super().unlink()
        self.env["arrears.team"]._people_changed()
        return result

    @api.model
    @tools.ormcache("user_id")
    def _buildings_of(self, user_id):
        """(estate id, building) of a steward. Remembered, since every search of a collector asks;
        see ``_people_changed`` of ``arrears.team``."""
        zones = self.sudo().search([("user_id", "=", user_id)])
        return tuple((zone.estate_id.id, zone.building) for zone in zones)

    def _hand_cards(self, former):
        """Cards of the building that were the former steward's, or nobody's, go to the present."""
        self.ensure_one()
        cases = self.env["arrears.case"].sudo().search(
            [("unit_id.estate_id", "=", self.estate_id.id), ("state", "!=", "closed"),
             ("unit_id.building", "=", self.building),
             ("user_id", "in", [False, *former.ids])],
        )  # fmt: skip
        cases.write({"user_id": self.user_id.id})
