from odoo import fields, models


class ResUsers(models.Model):
    """A collector's teams and absences."""

    _inherit = "res.users"

    arrears_team_ids = fields.Many2many(
        "arrears.team", "arrears_team_member_rel", "user_id", "team_id", string="Collection teams"
    )
    arrears_absence_ids = fields.One2many("arrears.absence", "user_id", string="Absences")
