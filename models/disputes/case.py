from odoo import fields, models

from .dispute import WAITING


class ArrearsCase(models.Model):
    """The disputes of a card, and the button that opens one."""

    _inherit = "arrears.case"

    dispute_line_ids = fields.One2many(
        "arrears.dispute.line", "case_id", string="Disputed charges", readonly=True
    )

    def action_dispute(self):
        """The owner disputes the bill or part of it: open the form, or the one that is open."""
        self.ensure_one()
        waiting = self.env["arrears.dispute"].search(
            [("case_id", "=", self.id), ("state", "in", WAITING)], limit=1
        )
        undisputed = self.charge_ids - self.env["arrears.dispute"]._disputed_among(self.charge_ids)
        return self._open_form(
            "arrears.dispute",
            self.env._("Dispute of a bill"),
            record=waiting if not undisputed else None,
        )

    def _what_helps(self):
        """Extended: the form asks what is disputed and why, and pauses just that."""
        return super()._what_helps() | {"dispute": self.action_dispute}
