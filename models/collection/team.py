from collections import defaultdict

from odoo import api, fields, models, tools
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
    def _people_of(self, user):
        """Whose work is a person's too, besides the own: those whose deputy the person is today,
        and the members of the teams the person leads.

        :return: ``{company id: ids of users}``
        """
        people = defaultdict(set)
        for company_id, person_id in self._members_led(user.id):
            people[company_id].add(person_id)
        for company_id, person_id, first, last in self._absences_covered(user.id):
            if first <= self.env["res.company"].browse(company_id)._arrears_today() <= last:
                people[company_id].add(person_id)
        return {company: sorted(ids) for company, ids in people.items()}

    @api.model
    @tools.ormcache("user_id")
    def _members_led(self, user_id):
        """Remembered, since every search of a collector asks; see ``_people_changed``."""
        # Said outright: rules are asked about archived records too.
        teams = self.sudo().search([("leader_id", "=", user_id), ("active", "=", True)])
        return tuple(
            (team.company_id.id, member.id) for team in teams for member in team.member_ids
        )

    @api.model
    @tools.ormcache("user_id")
    def _absences_covered(self, user_id):
        absences = self.env["arrears.absence"].sudo().search([("deputy_id", "=", user_id)])
        return tuple(
            (absence.company_id.id, absence.user_id.id, absence.date_from, absence.date_until)
            for absence in absences
        )

    @api.model
    def _people_changed(self):
        """Forget who works for whom: a team, an absence or a zone changed."""
        self.env.registry.clear_cache()
        for name in ("arrears.case", "arrears.estate", "arrears.unit"):
            self.env[name].invalidate_model(["worked_by_me"])

    @api.model
    def _led_by(self, user, company):
        """The members of the teams of a company that a person leads, the person included."""
        led = [person for where, person in self._members_led(user.id) if where == company.id]
        return user.browse(led) | user if led else user.browse()

    @api.model_create_multi
    def create(self, vals_list):
        """Create teams; the leader sees the members' cards from now on."""
        teams = super().create(vals_list)
        self._people_changed()
        return teams

    def write(self, vals):
        """Change a team; an archived one gives its leader nothing any more."""
        result = super().write(vals)
        self._people_changed()
        return result

    def unlink(self):
        """Delete a team; its leader sees the own cards alone from now on."""
        result = super().unlink()
        self._people_changed()
        return result
