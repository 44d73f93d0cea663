from odoo import models


class ArrearsCase(models.Model):
    """WeChat by hand from a card."""

    _inherit = "arrears.case"

    def action_wechat_by_hand(self):
        """Open the approved text to copy into WeChat."""
        return self._open_form("arrears.wechat.log", self.env._("WeChat by hand"))

    def action_wechat_contact(self):
        """Where the owner is reached on WeChat: open the form."""
        self.ensure_one()
        known = self.env["arrears.wechat.contact"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("debtor_id", "=", self.sudo().debtor_id.id),
            ],
            limit=1,
        )
        return self._open_form(
            "arrears.wechat.contact", self.env._("WeChat of an owner"), record=known
        )
