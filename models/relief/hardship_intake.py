from odoo import api, fields, models
from odoo.exceptions import UserError

from .hardship import CATEGORIES, CHANNELS, OPEN_STATES


class ArrearsHardshipIntake(models.TransientModel):
    """A sealed envelope: a collector or cashier takes an application down and hands it over.

    What was written is deleted here the moment it is handed over, and nobody but reviewers and
    managers can read the application it becomes.
    """

    _name = "arrears.hardship.intake"
    _description = "Take an application for relief"

    case_id = fields.Many2one("arrears.case", string="Card", required=True, readonly=True)
    channel = fields.Selection(CHANNELS, string="Received by", required=True, default="paper")
    category = fields.Selection(
        CATEGORIES, string="Ground", help="Only if the owner names one. It may stay empty."
    )
    address_confidential = fields.Boolean(string="Keep the address secret")
    statement = fields.Text(string="What the owner says")
    is_new_event = fields.Boolean(string="Something new has happened")
    is_appeal = fields.Boolean(
        string="Objects to a refusal", help="The owner does not accept the answer he got."
    )

    @api.model
    def default_get(self, names):
        """Come from a card: its number is the active record."""
        values = super().default_get(names)
        if self.env.context.get("active_model") == "arrears.case" and "case_id" in names:
            values.setdefault("case_id", self.env.context.get("active_id"))
        return values

    def action_hand_over(self):
        """Make the application, pause the owner's cards, and empty the envelope.

        :raises AccessError: the user may not read the card
        :raises UserError: an application of this owner is waiting already, or there is no
            refusal to object to
        """
        self.ensure_one()
        self.check_access("write")
        self.case_id.check_access("read")
        self._check_none_waiting()
        if self.is_appeal:
            self._refused_application()._appeal(self.statement)
        else:
            self.env["arrears.hardship"].sudo().create(self._application())
        self.sudo().unlink()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Handed over. The card is paused."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_none_waiting(self):
        waiting = self.env["arrears.hardship"].sudo()
        if waiting.search_count(
            [
                ("company_id", "=", self.case_id.company_id.id),
                ("debtor_id", "=", self.case_id.debtor_id.id),
                ("state", "in", OPEN_STATES),
            ],
            limit=1,
        ):
            raise UserError(
                self.env._("An application of this owner is waiting already; the card is paused.")
            )

    def _refused_application(self):
        """The last refusal of this owner that can still be appealed.

        :raises UserError: there is none
        """
        case = self.case_id
        refused = self.env["arrears.hardship"].sudo().search(
            [
                ("company_id", "=", case.company_id.id),
                ("debtor_id", "=", case.debtor_id.id),
                ("state", "=", "refused"),
                ("appealed_on", "=", False),
                ("appeal_until", ">=", case.company_id._arrears_today()),
            ],
            order="id desc",
            limit=1,
        )  # fmt: skip
        if not refused:
            raise UserError(self.env._("This owner has no refusal that can still be appealed."))
        return refused

    def _application(self):
        case = self.case_id
        return {
            "company_id": case.company_id.id,
            "debtor_id": case.debtor_id.id,
            "unit_id": case.unit_id.id,
            "channel": self.channel,
            "category": self.category,
            "address_confidential": self.address_confidential,
            "statement": self.statement,
            "is_new_event": self.is_new_event,
        }
