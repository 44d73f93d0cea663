from odoo import models


class ArrearsGolive(models.Model):
    """The check list before the first run warns of another follow-up."""

    _inherit = "arrears.golive"

    def _missing(self):
        """Extended: an addon that writes to the same people."""
        found = super()._missing()
        return found | {"other_follow_up": int(self.env["res.partner"]._arrears_other_follow_up())}

    def _open_check(self, code):
        """Extended: the company's settings, which say what to do."""
        if code != "other_follow_up":
            return super()._open_check(code)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.company",
            "res_id": self.company_id.id,
            "view_mode": "form",
        }
