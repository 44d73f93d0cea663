from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArrearsTicketLink(models.AbstractModel):
    """The work order behind what an owner brought up: a record here, or a number elsewhere.

    Which sort of record it is the company says; nothing is ever written to it.
    """

    _name = "arrears.ticket.link"
    _description = "Link to a work order"

    ticket = fields.Reference(
        selection="_ticket_models", string="Work order", help="Read from there, never changed."
    )
    ticket_number = fields.Char(
        string="Number of the work order", help="Where repairs are kept in another system."
    )
    ticket_state = fields.Char(string="State of the work order", help="As it was told.")
    ticket_on = fields.Date(string="State as of")
    uses_tickets = fields.Boolean(compute="_compute_uses_tickets")
    ticket_text = fields.Char(string="Repair", compute="_compute_ticket_text")

    @api.model
    def _ticket_models(self):
        companies = self.env["res.company"].sudo().search([])
        kinds = companies.arrears_ticket_model_id
        return [(kind.model, kind.name) for kind in kinds if kind.model in self.env]

    def _compute_uses_tickets(self):
        """Whether some sort of record was chosen; else only a number is asked for."""
        self.uses_tickets = bool(self._ticket_models())

    @api.constrains("ticket")
    def _check_ticket(self):
        """Only what the user may read: a link is no way to a record of somebody else.

        :raises ValidationError: it can't be read, or is gone
        """
        for record in self.filtered("ticket"):
            ticket = record.ticket.with_user(self.env.user)
            if not ticket.exists() or not ticket.has_access("read"):
                raise ValidationError(
                    self.env._("You don't see this work order: enter its number instead.")
                )

    @api.depends("ticket", "ticket_number", "ticket_state", "ticket_on")
    def _compute_ticket_text(self):
        for record in self:
            record.ticket_text = record._ticket_words() or False

    def _ticket_words(self):
        """Name and state as they stand now; of a number elsewhere, as it was told."""
        ticket, state = self.sudo().ticket, self._ticket_state_words()
        if ticket and ticket.exists():
            return " · ".join(filter(None, (ticket.display_name, state)))
        day = fields.Date.to_string(self.ticket_on or None)
        return " · ".join(filter(None, (self.ticket_number, state, day)))

    def _ticket_state_words(self):
        """The state alone, without a name or number; empty where none is known."""
        ticket = self.sudo().ticket
        if ticket and ticket.exists():
            return ticket.stage_id.display_name if "stage_id" in ticket._fields else ""
        return self.ticket_state or ""
