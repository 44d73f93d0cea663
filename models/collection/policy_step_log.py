from odoo import api, models


class ArrearsPolicyStep(models.Model):
    """Steps that are changed past the form of their policy meet the same questions."""

    _inherit = "arrears.policy.step"

    @api.model_create_multi
    def create(self, vals_list):
        """Add steps; their policy says so."""
        policies = self.env["arrears.policy"].browse(
            {values["policy_id"] for values in vals_list if values.get("policy_id")}
        )
        return policies._changing_steps(lambda: super(ArrearsPolicyStep, self).create(vals_list))

    def write(self, vals):
        """Change steps; their policy says so."""
        return self.policy_id._changing_steps(lambda: super(ArrearsPolicyStep, self).write(vals))

    def unlink(self):
        """Take steps out; their policy says so, and has to make sense without them."""
        policies = self.policy_id
        result = policies._changing_steps(lambda: super(ArrearsPolicyStep, self).unlink())
        if not policies._is_being_changed():
            policies._check_steps()
        return result
