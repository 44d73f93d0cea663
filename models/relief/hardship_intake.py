from odoo import api, fields, models
from odoo.exceptions import UserError

from .hardship import CATEGORIES, OPEN_STATES, TAKEN_DOWN


class ArrearsHardshipIntake(models.TransientModel):
    """A sealed envelope: a collector or cashier takes an application down and hands it over.

    What was written is deleted here the moment it is handed over, and nobody but reviewers and
    managers can read the application it becomes.
    """

    _name = "arrears.hardship.intake"
    _description = "Take an application for relief"

    case_id = fields.Many2one("arrears.case", string="Card", required=True, readonly=True)
    channel = fields.Selection(TAKEN_DOWN, string="Received by", required=True, default="paper")
    category = fields.Selection(
        CATEGORIES, string="Ground", help="Only if the owner names one. It may stay empty."
    )
    address_confidential = fields.Boolean(string="Keep the address secret")
    statement = fields.Text(string="What the owner says")
    is_new_event = fields.Boolean(string="Something new has happened")
    is_appeal = fields.Boolean(
        string="Objects to an answer", help="The owner does not accept the answer he got."
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

        Whoever hands it over learns nothing of earlier answers: an objection is taken whether or
        not there is a refusal that can be appealed, and only the reviewer sees what it became.

        :raises AccessError: the user may not read the card
        :raises UserError: an application of this owner is waiting already
        """
        self.ensure_one()
        self.check_access("write")
        self.case_id.check_access("read")
        self._check_none_waiting()
        refused = self.is_appeal and self.env["arrears.hardship"].sudo()._last_refusal(
            self.case_id.company_id, self.case_id.debtor_id
        )
        if refused:
            refused._appeal(self.statement)
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
            "is_objection": self.is_appeal,
        }
