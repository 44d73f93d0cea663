from odoo import api, fields, models

from .outcomes import OUTCOMES


class ArrearsReturnReason(models.Model):
    """What a bank's code means: words for people and the class that decides what follows."""

    _name = "arrears.return.reason"
    _description = "Return reason"
    _order = "scheme, code"
    _rec_names_search = ["code", "name"]

    scheme = fields.Char(
        required=True, default="any", help="Whose code it is, for example PBoC or SEPA."
    )
    code = fields.Char(required=True)
    name = fields.Char(string="Meaning", required=True, translate=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (scheme, code)", "This scheme already has a reason with this code."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for reason in self:
            reason.display_name = f"{reason.code} {reason.name}"

    @api.model
    def _by_code(self, codes):
        """``{(code, outcome): reason}`` for codes of a bank's answer.

        A code that means one thing with one scheme and another with the next is only named
        where the outcome agrees with what the sidecar's profile said.
        """
        found = self.sudo().search([("code", "in", list(codes))])
        return {(reason.code, reason.outcome): reason for reason in found}
