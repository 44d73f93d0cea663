from odoo import api, models
from odoo.fields import Domain

# Where a company has not said what a closed work order looks like: a sign that the model has.
CLOSED_STATES = ("done", "closed", "resolved", "1_done")


class ArrearsTicketLink(models.AbstractModel):
    """A work order that was closed elsewhere: the owner gets a courtesy call, once."""

    _inherit = "arrears.ticket.link"
    # In which states of ours a closed work order still matters.
    _ticket_states = ()

    @api.model
    def _ask_after_tickets(self, company):
        """Look at the work orders behind what is open here; each piece may run twice a day.

        A card that nobody works is looked at again once it has a collector.
        """
        model = company.sudo().arrears_ticket_model_id.model
        if model not in self.env:
            return
        linked = self.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", self._ticket_states)
            & Domain("ticket", "=like", f"{model},%")
            & Domain("case_id.user_id", "!=", False)
            & self._about_repairs()
        )
        tickets = self.env[model].sudo().with_context(active_test=False)
        asked = tickets.browse(record.ticket.id for record in linked).exists()
        closed = asked.filtered_domain(company._arrears_ticket_closed(tickets))
        for record in linked.filtered(lambda one: one.ticket.id in closed.ids):
            self.env["arrears.courtesy.call"]._ask(record, f"{model},{record.ticket.id}")

    @api.model
    def _about_repairs(self):
        """Hook: which of the records are about something that is repaired."""
        return Domain.TRUE
