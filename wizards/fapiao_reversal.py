from odoo import api, fields, models


class AccountMoveReversal(models.TransientModel):
    """Who credits a bill sees first which fapiao it takes back."""

    _inherit = "account.move.reversal"

    arrears_fapiao_text = fields.Text(
        string="Fapiao touched", compute="_compute_arrears_fapiao_text"
    )

    @api.depends("move_ids")
    @api.depends_context("lang")
    def _compute_arrears_fapiao_text(self):
        fapiao = self.env["arrears.fapiao"].sudo()
        for wizard in self:
            bills = wizard.move_ids._origin.filtered(
                lambda move: (
                    move.move_type == "out_invoice" and move.company_id.sudo().arrears_uses_fapiao
                )
            )
            wizard.arrears_fapiao_text = fapiao._words_of_reversal(bills) if bills else False
