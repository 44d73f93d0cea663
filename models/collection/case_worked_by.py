from odoo import api, fields, models
from odoo.fields import Domain


class ArrearsCase(models.Model):
    """Whose a card is to work: the one question behind the record rules of all that is on cards.

    The collector's; those of the estates one is named on; those of a steward's buildings; those
    of whom one stands in for on a day of the absence, and of the members of a team one leads, each
    in the company of the absence or the team and in no other.
    """

    _inherit = "arrears.case"

    worked_by_me = fields.Boolean(
        string="Mine to work", compute="_compute_worked_by_me", search="_search_worked_by_me"
    )

    @api.depends("user_id", "estate_id.collector_ids", "estate_id.default_collector_id")
    @api.depends_context("uid", "arrears_today")
    def _compute_worked_by_me(self):
        mine = self.sudo().filtered_domain(self._domain_worked_by_me())
        for case in self:
            case.worked_by_me = case in mine

    @api.model
    def _search_worked_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_worked_by_me()

    @api.model
    def _domain_worked_by_me(self):
        user = self.env.user
        return Domain.OR([
            Domain("user_id", "=", user.id),
            Domain("estate_id", "in", self.env["arrears.estate"]._named_on(user.id)),
            Domain("unit_id.steward_id", "=", user.id),
            *(
                Domain("company_id", "=", company) & Domain("user_id", "in", people)
                for company, people in self.env["arrears.team"]._people_of(user).items()
            ),
        ])  # fmt: skip
