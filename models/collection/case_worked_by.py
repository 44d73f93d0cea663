from odoo import api, models
from odoo.fields import Domain


class ArrearsCase(models.Model):
    """Whose a card is to work: the one question behind the record rules of all that is on cards.

    The collector's; those of the estates one is named on; those of a steward's buildings; those
    of whom one stands in for on a day of the absence, and of the members of a team one leads, each
    in the company of the absence or the team and in no other.
    """

    _name = "arrears.case"
    _inherit = ["arrears.case", "arrears.worked.by"]

    @api.model
    def _worked_by_fields(self):
        return ("user_id", "estate_id.collector_ids", "estate_id.default_collector_id")

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
