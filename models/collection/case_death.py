from odoo import models

from ...engine.reason import Reason


class ArrearsCase(models.Model):
    """Nobody writes to the dead: a proven death stops a card, with or without a hold on it."""

    _inherit = "arrears.case"

    def _held_for_death(self):
        """Whether somebody has put these cards on hold because the debtor died."""
        return self.hold_ids.filtered(lambda hold: hold.type == "deceased" and not hold.lifted_on)

    def _stop_reasons(self, today, known=None):
        """Extended: the death of the debtor was proven."""
        known = known or self._known(today)
        stops = super()._stop_reasons(today, known)
        inheritances = (
            self.env["arrears.inheritance"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("deceased_id", "in", self.sudo().debtor_id.ids),
                    ("state", "!=", "reported"),
                ]
            )
        )
        dead = {(record.company_id.id, record.deceased_id.id) for record in inheritances}
        for case_id, who in known.who.items() if dead else ():
            reasons = stops[case_id]
            if who not in dead:
                continue
            if all(reason.code != "hold_deceased" for reason in reasons):
                reasons.append(Reason("hold_deceased"))
        return stops
