from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class ArrearsUnit(models.Model):
    """The steward of a unit: whose building it is in. And whose the unit is to work."""

    _name = "arrears.unit"
    _inherit = ["arrears.unit", "arrears.worked.by"]

    steward_id = fields.Many2one(
        "res.users", compute="_compute_steward_id", search="_search_steward_id"
    )

    @api.depends("estate_id", "building")
    def _compute_steward_id(self):
        zones = self.env["arrears.zone"].sudo().search([("estate_id", "in", self.estate_id.ids)])
        stewards = {(zone.estate_id, zone.building): zone.user_id for zone in zones}
        for unit in self:
            unit.steward_id = stewards.get((unit.estate_id, unit.building), False)

    @api.model
    def _search_steward_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        buildings = defaultdict(set)
        for user_id in value:
            for estate_id, building in self.env["arrears.zone"]._buildings_of(user_id):
                buildings[estate_id].add(building)
        return Domain.OR(
            Domain("estate_id", "=", estate_id) & Domain("building", "in", sorted(names))
            for estate_id, names in buildings.items()
        )

    @api.model
    def _worked_by_fields(self):
        return ("steward_id", "estate_id.worked_by_me")

    @api.model
    def _domain_worked_by_me(self):
        return Domain("steward_id", "=", self.env.uid) | Domain("estate_id.worked_by_me", "=", True)
