from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError

MANAGER = "property_arrears.group_manager"


class ResCompany(models.Model):
    """A late fee is given up when its principal comes in soon after its bill."""

    _inherit = "res.company"

    arrears_prompt_waiver_days = fields.Integer(
        string="Waived when paid within (days)",
        default=7,
        help="Days after the due date of a late fee's bill in which paying the service fee "
        "waives the late fee, once in twelve months and owner. Zero: never.",
    )
    arrears_prompt_waiver_by_id = fields.Many2one(
        "res.users",
        string="Approved in advance by",
        help="The manager who approves these waivers for good. Empty: each one waits for a "
        "manager.",
    )

    _arrears_prompt_waiver_days = models.Constraint(
        "CHECK (COALESCE(arrears_prompt_waiver_days, 0) >= 0)",
        "Days in which a late fee is waived cannot be negative.",
    )

    @api.constrains("arrears_prompt_waiver_by_id")
    def _check_prompt_waiver_by(self):
        """Only a manager binds himself, and nobody else: the name stands under each waiver."""
        for company in self:
            user = company.arrears_prompt_waiver_by_id
            if not user:
                continue
            if not user.has_group(MANAGER):
                raise ValidationError(
                    self.env._("%(user)s decides on no waivers: name a manager.", user=user.name)
                )
            if self.env.uid not in (SUPERUSER_ID, user.id):
                raise ValidationError(
                    self.env._("Each manager approves in advance in his own name only.")
                )
