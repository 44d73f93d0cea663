from odoo import api, fields, models
from odoo.exceptions import ValidationError

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

    @api.model
    def _own_rooms(self):
        """Type → the field that names where such a hold comes from. Rooms add theirs."""
        return {
            "payment_claim": "payment_claim_id",
            "grievance": "grievance_id",
            "extension": "extension_id",
        }

    @api.model
    def _own_buttons(self):
        """Type → the button on the card that brings such a hold. Rooms add theirs."""
        return {
            "payment_claim": self.env._("It is paid"),
            "grievance": self.env._("Question or complaint"),
            "extension": self.env._("More time to pay"),
        }

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
        rooms = self._own_rooms()
        if not self.env.su:
            for hold in self:
                owned = hold.type in rooms and hold[rooms[hold.type]]
                if owned and not (manager and hold.type == "extension"):
                    raise ValidationError(
                        self.env._("This hold ends where it came from: open its record there.")
                    )
        result = super().write(vals)
        if not self.env.su and "type" in vals:
            self._refuse_by_hand()
        return result

    def _refuse_by_hand(self):
        rooms, buttons = self._own_rooms(), self._own_buttons()
        for hold in self:
            if hold.type in rooms and not hold[rooms[hold.type]]:
                raise ValidationError(
                    self.env._(
                        "This kind of hold comes with its form: press “%(button)s” on the card.",
                        button=buttons[hold.type],
                    )
                )
