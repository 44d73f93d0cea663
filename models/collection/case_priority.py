from odoo import api, fields, models

from ...engine.money import decimal_of
from ...engine.priority import PriorityFacts, points


class ArrearsCase(models.Model):
    """Why a card stands where it stands on the work list, in words."""

    _inherit = "arrears.case"

    why_here = fields.Char(
        string="Why here",
        compute="_compute_why_here",
        help="The parts of its priority. They add up to it, and none is about the person.",
    )

    @api.depends("amount_pursued", "oldest_due_date", "limitation_date", "state")
    @api.depends_context("arrears_today", "lang")
    def _compute_why_here(self):
        labels = self._words_of_points()
        for company, cases in self.grouped("company_id").items():
            today = (company or self.env.company)._arrears_today()
            broken = self.env["arrears.hold"].sudo()._broken_promises(cases, today)
            for case in cases:
                parts = points(case._priority_facts(today, broken.get(case.id, 0)))
                case.why_here = " · ".join(
                    f"{labels[code]} {value:+d}" for code, value in parts if case.state != "closed"
                )

    def _priority_facts(self, today, broken):
        """The facts behind the score, as the statement of the cards takes them."""
        left = (self.limitation_date - today).days if self.limitation_date else None
        return PriorityFacts(
            days_overdue=self.days_overdue,
            pursued=int(decimal_of(self.amount_pursued)),
            days_to_limitation=left,
            broken_promises=broken,
            held=self.state == "held",
        )

    @api.model
    def _words_of_points(self):
        _ = self.env._
        return {
            "amount": _("Amount"),
            "age": _("Age of the debt"),
            "limitation_near": _("Limitation near"),
            "broken_promise": _("Broken promise"),
            "held": _("On hold"),
        }
