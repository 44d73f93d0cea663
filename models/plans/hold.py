from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArrearsHold(models.Model):
    """Holds that a payment plan brings, and ends."""

    _inherit = "arrears.hold"

    plan_id = fields.Many2one(
        "arrears.plan", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Set holds; that of a plan comes with its approval.

        :raises ValidationError: one of them was set by hand
        """
        holds = super().create(vals_list)
        if not self.env.su:
            holds._refuse_plan_by_hand()
        return holds

    def write(self, vals):
        """Change running holds; that of a plan ends with the plan.

        :raises ValidationError: one of them was set, changed or lifted by hand
        """
        if not self.env.su and self.plan_id:
            raise ValidationError(
                self.env._("This hold ends where it came from: open its record there.")
            )
        result = super().write(vals)
        if not self.env.su and "type" in vals:
            self._refuse_plan_by_hand()
        return result

    def _refuse_plan_by_hand(self):
        if any(hold.type == "plan" and not hold.plan_id for hold in self):
            raise ValidationError(
                self.env._(
                    "This kind of hold comes with its form: press “%(button)s” on the card.",
                    button=self.env._("Instalments"),
                )
            )
