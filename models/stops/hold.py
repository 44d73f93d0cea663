from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Type → the field that names where such a hold comes from.
OWN_ROOM = {
    "payment_claim": "payment_claim_id",
    "grievance": "grievance_id",
    "extension": "extension_id",
}
# Tracing a payment may cross the long holidays of the year.
LONGEST_TRACE_DAYS = 21


class ArrearsHold(models.Model):
    """Holds that a payment claim, a grievance or an extension brings, and ends."""

    _inherit = "arrears.hold"

    type = fields.Selection(
        selection_add=[("extension", "Extension agreed"), ("grievance", "Question or complaint")],
        ondelete={"extension": "set default", "grievance": "set default"},
    )
    payment_claim_id = fields.Many2one(
        "arrears.payment.claim", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    grievance_id = fields.Many2one(
        "arrears.grievance", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    extension_id = fields.Many2one(
        "arrears.extension", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip

    def _longest_days(self):
        """Extended: a payment is traced in working days, whatever the calendar says."""
        if self.payment_claim_id:
            return LONGEST_TRACE_DAYS
        return super()._longest_days()

    @api.model_create_multi
    def create(self, vals_list):
        """Set holds; those with a room of their own come from its button.

        :raises ValidationError: one of them was set by hand
        """
        holds = super().create(vals_list)
        if not self.env.su:
            holds._refuse_by_hand()
        return holds

    def write(self, vals):
        """Change running holds; those with a room of their own end there.

        :raises ValidationError: one of them was set, changed or lifted by hand
        """
        manager = self.env.user.has_group("property_arrears.group_manager")
        if not self.env.su:
            for hold in self:
                owned = hold.type in OWN_ROOM and hold[OWN_ROOM[hold.type]]
                if owned and not (manager and hold.type == "extension"):
                    raise ValidationError(
                        self.env._("This hold ends where it came from: open its record there.")
                    )
        result = super().write(vals)
        if not self.env.su and "type" in vals:
            self._refuse_by_hand()
        return result

    def _refuse_by_hand(self):
        buttons = {
            "payment_claim": self.env._("It is paid"),
            "grievance": self.env._("Question or complaint"),
            "extension": self.env._("More time to pay"),
        }
        for hold in self:
            if hold.type in OWN_ROOM and not hold[OWN_ROOM[hold.type]]:
                raise ValidationError(
                    self.env._(
                        "This kind of hold comes with its form: press “%(button)s” on the card.",
                        button=buttons[hold.type],
                    )
                )
