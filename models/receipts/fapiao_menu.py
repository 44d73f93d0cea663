from odoo import models


class IrUiMenu(models.Model):
    """The menus of fapiao are for firms with an estate where fapiao are issued."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Extended: nothing of fapiao for who works in no company with such an estate."""
        hidden = super()._load_menus_blacklist()
        menu = self.env.ref("property_arrears.menu_fapiao", raise_if_not_found=False)
        if menu and not any(
            company._arrears_issues_fapiao() for company in self.env.user.company_ids
        ):
            hidden = [*hidden, *self.sudo().search([("id", "child_of", menu.id)]).ids]
        return hidden
