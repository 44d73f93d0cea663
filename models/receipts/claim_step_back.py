from odoo import api, models

# Whoever has one of these reconciles bank lines there; two programs would step on each other.
RECONCILING = ("account_accountant", "account_reconcile_oca")
MENUS = ("menu_arrears_claim", "menu_arrears_claim_done")


class ArrearsClaim(models.Model):
    """Where another program reconciles bank lines, ours proposes and does nothing."""

    _inherit = "arrears.claim"

    @api.model
    def _other_reconciliation(self):
        """The installed module that reconciles bank lines, or none."""
        modules = self.env["ir.module.module"].sudo()
        return modules.search(
            [("name", "in", RECONCILING), ("state", "in", ("installed", "to upgrade"))], limit=1
        )


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Extended: the claiming screens hide where another program does their work."""
        hidden = super()._load_menus_blacklist()
        if self.env["arrears.claim"]._other_reconciliation():
            menus = (self.env.ref(f"property_arrears.{name}", False) for name in MENUS)
            hidden = [*hidden, *(menu.id for menu in menus if menu)]
        return hidden
