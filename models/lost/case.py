from odoo import fields, models


class ArrearsCase(models.Model):
    """The search for an owner who can't be reached, on the card."""

    _inherit = "arrears.case"

    lost_contact_ids = fields.One2many("arrears.lost.contact", "case_id", readonly=True)

    def action_lost_contact(self):
        """The owner can't be reached any more: open the form, or the search that runs."""
        running = self.lost_contact_ids.filtered(lambda lost: lost.state == "open")[:1]
        return self._open_form("arrears.lost.contact", self.env._("Lost contact"), record=running)

    def _card_badges(self):
        """Extended: the badge of an owner who is being looked for."""
        badges = super()._card_badges()
        running = self.env["arrears.lost.contact"].sudo().search(
            [("case_id", "in", self.ids), ("state", "=", "open")]
        )  # fmt: skip
        badge = {
            "code": "lost_contact",
            "label": self.env._("Lost contact"),
            "color": "warning",
            "icon": "fa-search",
        }
        for case in running.case_id:
            badges[case.id].append(badge)
        return badges
