from odoo import fields, models


class ArrearsUnit(models.Model):
    """The numbers of everybody who has a role on a unit today, masked."""

    _inherit = "arrears.unit"

    contact_point_ids = fields.Many2many(
        "arrears.contact.point", string="Numbers and addresses",
        compute="_compute_contact_point_ids", groups="property_arrears.group_collector",
    )  # fmt: skip

    def _compute_contact_point_ids(self):
        people = {unit: unit._people_today() for unit in self}
        ids = [person.id for group in people.values() for person in group]
        points = self.env["arrears.contact.point"].search([("partner_id", "in", ids)])
        grouped = points.grouped(lambda point: (point.company_id, point.partner_id))
        for unit, group in people.items():
            root = unit.company_id.sudo().root_id
            own = (grouped.get((root, person), points[:0]) for person in group)
            unit.contact_point_ids = points.browse().union(*own)

    def _people_today(self):
        today = self.company_id._arrears_today()
        roles = self.sudo().ownership_ids.filtered(
            lambda role: role.date_from <= today and (not role.date_to or role.date_to >= today)
        )
        return roles.partner_id
