from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_duration

from ...engine.preferred_hours import is_possible


class ArrearsPreference(models.Model):
    """The hours in which an owner would like to be called, given of free will.

    Nothing else is asked and nothing else is kept; the hours choose the time of a contact and
    decide nothing about the debt.
    """

    _name = "arrears.preference"
    _description = "Preferred hours of an owner"
    _inherit = "arrears.said.by.owner"

    hour_from = fields.Float(string="Earliest", required=True, default=9)
    hour_to = fields.Float(string="Latest", required=True, default=20)
    purpose_told = fields.Boolean(
        string="Given of free will",
        help="The owner was told that the hours are kept only to choose the time of a contact, and "
        "that they may be taken back at any time.",
    )
    told_on = fields.Date(
        string="Said on",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._arrears_today(),
    )

    _one_an_owner = models.UniqueIndex(
        "(company_id, debtor_id)", "The preferred hours of this owner are known: change those."
    )
    _free_will = models.Constraint(
        "CHECK (purpose_told)",
        "Preferred hours are kept only where the owner was told what for, and gave them freely.",
    )

    @api.constrains("hour_from", "hour_to", "case_id")
    def _check_hours(self):
        """:raises ValidationError: nobody could be called in these hours"""
        contact = self.env["arrears.contact"]
        for preference in self:
            rules = contact._rules_of(preference.case_id.sudo().estate_id.jurisdiction_id)
            window = preference._window()
            if not is_possible(window.start, window.end, rules):
                call = rules.families["call"]
                raise ValidationError(
                    self.env._(
                        "Within %(wanted)s there is no hour for a call: calls are allowed from "
                        "%(start)s to %(end)s, at weekends from %(weekend_start)s to "
                        "%(weekend_end)s.",
                        wanted="–".join(
                            format_duration(hour)
                            for hour in (preference.hour_from, preference.hour_to)
                        ),
                        start=f"{call.window.start:%H:%M}",
                        end=f"{call.window.end:%H:%M}",
                        weekend_start=f"{call.weekend.start:%H:%M}",
                        weekend_end=f"{call.weekend.end:%H:%M}",
                    )
                )

    def _window(self):
        return self.env["arrears.contact"]._window(self.hour_from, self.hour_to)

    @api.model
    def _windows(self, company, debtors):
        """``{debtor id: Window}`` of those who told us their hours."""
        found = self.sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "in", debtors.ids)]
        )
        return {one.debtor_id.id: one._window() for one in found}
