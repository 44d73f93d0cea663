from itertools import combinations

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.deputies import Absence, overlap, worker_on
from .team import COLLECTOR


class ArrearsAbsence(models.Model):
    """Days on which somebody is away, and who stands in: for new tasks and for the cards.

    Whose a card is to work is asked with these dates each time, so the deputy's access begins and
    ends by itself, in the company of the absence alone.
    """

    _name = "arrears.absence"
    _description = "Absence"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one("res.users", string="Who is away", required=True, index=True)
    deputy_id = fields.Many2one("res.users", required=True, index=True)
    date_from = fields.Date(string="From", required=True)
    date_until = fields.Date(string="Until", required=True, help="The last day of the absence.")
    # Why somebody is away is for managers alone.
    note = fields.Char(groups="property_arrears.group_manager")

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_until)", "An absence ends on or after the day it begins."
    )
    _somebody_else = models.Constraint(
        "CHECK (user_id <> deputy_id)", "The deputy is somebody else."
    )

    @api.depends("user_id", "deputy_id")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = self.env._(
                "%(deputy)s for %(person)s",
                deputy=absence.deputy_id.name or "",
                person=absence.user_id.name or "",
            )

    @api.constrains("deputy_id")
    def _check_deputy(self):
        for absence in self:
            if not absence.deputy_id.has_group(COLLECTOR):
                raise ValidationError(
                    self.env._(
                        "%(person)s is no collector: give the role first.",
                        person=absence.deputy_id.name,
                    )
                )

    @api.constrains("user_id", "date_from", "date_until", "company_id")
    def _check_no_overlap(self):
        """One person has one deputy a day.

        :raises ValidationError: naming both absences
        """
        rows = self.sudo().search([("user_id", "in", self.user_id.ids)])
        for company_rows in rows.grouped("company_id").values():
            for one, other in combinations(company_rows, 2):
                if overlap(one._as_engine(), other._as_engine()):
                    raise ValidationError(
                        self.env._(
                            "%(person)s is away from %(first)s already, with another deputy: "
                            "end that absence first.",
                            person=one.user_id.name,
                            first=min(one.date_from, other.date_from),
                        )
                    )

    def _as_engine(self):
        return Absence(self.user_id.id, self.deputy_id.id, self.date_from, self.date_until)

    @api.model
    def _in_company(self, company):
        """The absences of a company that are not over, by one query, for ``_worker``."""
        today = company._arrears_today()
        rows = self.sudo().search([("company_id", "=", company.id), ("date_until", ">=", today)])
        return [row._as_engine() for row in rows]

    @api.model
    def _worker(self, user_id, day, absences):
        """Who does on a day what is a user's to do; ``absences`` as ``_in_company`` gives them."""
        return worker_on(user_id, day, absences) if user_id else user_id

    @api.model_create_multi
    def create(self, vals_list):
        """Create absences; the deputy's access begins on the first day by itself."""
        absences = super().create(vals_list)
        self.env["arrears.team"]._people_changed()
        return absences

    def write(self, vals):
        """Change an absence, and with it the deputy's access."""
        result = super().write(vals)
        self.env["arrears.team"]._people_changed()
        return result

    def unlink(self):
        """Delete an absence; the deputy's access ends."""
        result = super().unlink()
        self.env["arrears.team"]._people_changed()
        return result
