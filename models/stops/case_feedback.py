from odoo import api, fields, models

MONTHS = 12
MOST_ORDERS = 3


class ArrearsCase(models.Model):
    """What the owner told us about the service stands beside the debt: complaints, repairs, work
    orders, satisfaction. It is read from the records of this card and kept nowhere else."""

    _inherit = "arrears.case"

    feedback_text = fields.Text(
        string="On our service", compute="_compute_feedback_text",
        help="Complaints and repairs of this unit within 12 months, and what the owner said of "
        "free will.",
    )  # fmt: skip

    @api.depends("grievance_ids.state", "grievance_ids.kind", "grievance_ids.ticket_text")
    @api.depends_context("lang", "arrears_today")
    def _compute_feedback_text(self):
        said = self._satisfaction_said()
        for case in self:
            lines = [*case._grievance_lines(), said.get(case.sudo().debtor_id.id)]
            case.feedback_text = "\n".join(filter(None, lines)) or False

    def _grievance_lines(self):
        _ = self.env._
        since = fields.Date.subtract(self.company_id._arrears_today(), months=MONTHS)
        recent = self.sudo().grievance_ids.filtered(
            lambda one: one.state != "closed" or one.opened_on >= since
        )
        for kind, words in (
            ("complaint", _("Complaints: %(number)s, of them open: %(open)s")),
            ("repair", _("Repairs: %(number)s, of them open: %(open)s")),
        ):
            of_kind = recent.filtered(lambda one, kind=kind: one.kind == kind)
            if of_kind:
                still = of_kind.filtered(lambda one: one.state != "closed")
                yield words % {"number": len(of_kind), "open": len(still)}
        orders = [text for text in recent.mapped("ticket_text") if text]
        if orders:
            yield _("Work orders: %(orders)s", orders="; ".join(orders[:MOST_ORDERS]))

    def _satisfaction_said(self):
        """``{debtor id: sentence}`` of those who said how satisfied they are."""
        preferences = self.env["arrears.preference"].sudo()
        labels = dict(preferences._fields["satisfaction"]._description_selection(self.env))
        found = preferences.search(
            [("company_id", "in", self.company_id.ids), ("satisfaction", "!=", False),
             ("debtor_id", "in", self.sudo().debtor_id.ids)]
        )  # fmt: skip
        return {
            one.debtor_id.id: self.env._(
                "Satisfied with the service: %(answer)s", answer=labels[one.satisfaction]
            )
            for one in found
        }
