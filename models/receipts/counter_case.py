from odoo import models


class ArrearsCase(models.Model):
    """Taking money from whoever stands at the counter with a card in front of the cashier."""

    _inherit = "arrears.case"

    def action_take_payment(self):
        """A new receipt with what this debtor owes."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_counter"
        )
        context = {
            "default_company_id": self.company_id.id,
            "default_unit_id": self.unit_id.id,
            "default_debtor_ids": self.debtor_id.ids,
            "arrears_payer_shown": True,
        }
        return {**action, "context": context}
