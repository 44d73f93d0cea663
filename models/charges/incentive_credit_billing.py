from odoo import models


class ArrearsBillingRun(models.Model):
    """New bills use open credit notes of rewards, beside what was paid in advance."""

    _inherit = "arrears.billing.run"

    def _apply_prepayments(self, lines):
        """Extended: what the money in advance left open meets the credit notes of rewards."""
        result = super()._apply_prepayments(lines)
        notes = self.env["account.move"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "in", lines.move_id.commercial_partner_id.ids),
                ("move_type", "=", "out_refund"),
                ("state", "=", "posted"),
                ("amount_residual", ">", 0),
                ("invoice_line_ids.arrears_award_id", "!=", False),
            ]
        )  # fmt: skip
        if notes:
            self.env["arrears.incentive.award"].sudo()._use_credit_notes(notes)
        return result
