from odoo import fields, models
from odoo.exceptions import ValidationError


class ArrearsPolicyStep(models.Model):
    """A step asks for what is overdue: a text of another use does not fit."""

    _inherit = "arrears.policy.step"

    email_template_id = fields.Many2one(domain=[("channel", "=", "email"), ("use", "=", "arrears")])
    sms_template_id = fields.Many2one(domain=[("channel", "=", "sms"), ("use", "=", "arrears")])

    def _check_templates(self):
        result = super()._check_templates()
        wrong = (
            self.email_template_id | self.sms_template_id | self.business_template_id
        ).filtered(lambda template: template.use != "arrears")
        if wrong:
            raise ValidationError(
                self.env._(
                    "Text %(template)s is not for overdue bills: choose another for step %(step)s.",
                    template=wrong[0].name,
                    step=self.name,
                )
            )
        return result
