from odoo import api, fields, models
from odoo.fields import Domain


class ArrearsEstate(models.Model):
    """Whose an estate is to work: as one named on it, as their deputy, or as their team's leader.

    A steward works buildings of an estate and not the estate: see ``arrears.unit``.
    """

    _inherit = "arrears.estate"

    worked_by_me = fields.Boolean(
        string="Mine to work", compute="_compute_worked_by_me", search="_search_worked_by_me"
    )

    @api.depends("collector_ids", "default_collector_id")
    @api.depends_context("uid", "arrears_today")
    def _compute_worked_by_me(self):
        mine = self.sudo().filtered_domain(self._domain_worked_by_me())
        for estate in self:
            estate.worked_by_me = estate in mine

    @api.model
    def _search_worked_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_worked_by_me()

    @api.model
    def _domain_worked_by_me(self):
        user = self.env.user
        named = [(Domain.TRUE, user.ids)]
        named += [
            (Domain("company_id", "=", company), people)
            for company, people in self.env["arrears.team"]._people_of(user).items()
        ]
        return Domain.OR(
            where
            & (Domain("collector_ids", "in", people) | Domain("default_collector_id", "in", people))
            for where, people in named
        )
