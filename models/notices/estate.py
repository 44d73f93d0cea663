from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError


class ArrearsEstate(models.Model):
    """The switch for notices: apart from escalation, since it is a service and no dunning."""

    _inherit = "arrears.estate"

    notices_enabled = fields.Boolean(
        string="Notices to owners",
        tracking=True,
        help="Owners hear of bills before they are due, and are thanked when all is paid. "
        "Nothing is sent while this is off.",
    )

    def write(self, vals):
        """Extended: a manager decides whether owners are written to."""
        if "notices_enabled" in vals and not self.env.user.has_group(
            "property_arrears.group_manager"
        ):
            raise AccessError(self.env._("Only a manager switches notices on or off."))
        return super().write(vals)

    def _calendar_rows(self, billed_on, due_on):
        """Extended: the notices before the due date, while they are switched on."""
        rows = super()._calendar_rows(billed_on, due_on)
        if not self.notices_enabled:
            return rows
        rules = self.env["arrears.notice.rule"]._of(self.company_id, "coming")
        return rows + [
            (due_on - timedelta(days=rule.days_before), rule.name, False) for rule in rules
        ]
