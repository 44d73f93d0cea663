from odoo import api, fields, models
from odoo.exceptions import ValidationError

COLLECTOR = "property_arrears.group_collector"


class ArrearsTeam(models.Model):
    """Collectors who work together, and who leads them."""

    _name = "arrears.team"
    _description = "Collection team"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    leader_id = fields.Many2one(
        "res.users",
        string="Team leader",
        required=True,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Sees and works the cards of the members, and accepts their promises as far ahead as "
        "a manager does.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "arrears_team_member_rel",
        "team_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    note = fields.Text()

    @api.constrains("leader_id", "member_ids")
    def _check_people(self):
        """Whoever leads or works in a team is a collector.

        :raises ValidationError: naming the person
        """
        for team in self:
            for person in team.leader_id | team.member_ids:
                if not person.has_group(COLLECTOR):
                    raise ValidationError(
                        self.env._(
                            "%(person)s is no collector: give the role first.", person=person.name
                        )
                    )

    @api.model
    def _led_by(self, user):
        """The members of the teams that a person leads, the person included."""
        teams = self.sudo().search([("leader_id", "=", user.id)])
        return teams.member_ids | (user if teams else user.browse())
