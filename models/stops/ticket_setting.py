from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .ticket_closed import CLOSED_STATES


class ResCompany(models.Model):
    """What a closed work order looks like where the firm keeps them."""

    _inherit = "res.company"

    arrears_ticket_model = fields.Char(
        related="arrears_ticket_model_id.model", string="Sort of work order"
    )
    arrears_ticket_closed_when = fields.Char(
        string="A work order is closed when",
        help="Then the owner gets a courtesy call. Empty: when its stage or state says that it is "
        "done.",
    )

    @api.constrains("arrears_ticket_closed_when", "arrears_ticket_model_id")
    def _check_arrears_ticket_closed(self):
        """:raises ValidationError: the condition does not fit the sort of record"""
        for company in self.filtered("arrears_ticket_closed_when"):
            model = company.sudo().arrears_ticket_model_id.model
            if model not in self.env:
                raise ValidationError(
                    self.env._(
                        "Choose what work orders are kept as first, then when one is closed."
                    )
                )
            try:
                company._arrears_ticket_closed(self.env[model]).validate(self.env[model])
            except (SyntaxError, ValueError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "“A work order is closed when” does not fit %(model)s: choose the "
                        "condition again.",
                        model=company.arrears_ticket_model_id.name,
                    )
                ) from error

    def _arrears_ticket_closed(self, tickets):
        """The condition of a closed work order as a domain.

        :param tickets: the model of the work orders
        """
        said = self.sudo().arrears_ticket_closed_when
        if said:
            return Domain(literal_eval(said))
        known = tickets._fields
        if "is_closed" in known:
            return Domain("is_closed", "=", True)
        if "stage_id" in known:
            stage = tickets.env[known["stage_id"].comodel_name]._fields
            marks = [mark for mark in ("done", "is_closed", "fold") if mark in stage]
            if marks:
                return Domain(f"stage_id.{marks[0]}", "=", True)
        if "state" in known and known["state"].type == "selection":
            return Domain("state", "in", CLOSED_STATES)
        return Domain.FALSE
