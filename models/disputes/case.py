from odoo import fields, models

from .dispute import WAITING

# Reason that an owner gave → what the dispute is about.
KINDS_OF_REASONS = {
    "wrong_amount": "amount",
    "service": "service",
    "house_defect": "house_defect",
    "other_party": "identity",
    "not_understood": "price",
}


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
            **self._said_in_dispute(),
        )

    def _said_in_dispute(self):
        """What the form starts from: the reason on the card, and the words of the talk."""
        kind = KINDS_OF_REASONS.get(self.reason_id.code)
        if not kind:
            return {}
        talk = self.env["arrears.contact"].search(
            [("case_ids", "in", self.ids), ("reason_id", "=", self.reason_id.id),
             ("outcome", "=", "connected")], order="happened_at desc, id desc", limit=1,
        )  # fmt: skip
        return {"kind": kind, "said": talk.need or talk.note or False}

    def _what_helps(self):
        """Extended: the form asks what is disputed and why, and pauses just that."""
        return super()._what_helps() | {"dispute": self.action_dispute}
