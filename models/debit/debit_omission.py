from odoo import api, fields, models


class ArrearsDebitOmission(models.Model):
    """A mandate that had something due and was left out of a batch, and why."""

    _name = "arrears.debit.omission"
    _description = "Left out of a debit batch"
    _order = "batch_id, id"
    _rec_name = "mandate_id"
    _log_access = False

    batch_id = fields.Many2one("arrears.debit.batch", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    mandate_id = fields.Many2one("arrears.mandate", required=True, ondelete="cascade")
    debtor_id = fields.Many2one(related="mandate_id.debtor_id")
    amount = fields.Monetary(string="Due", help="What is due and was not asked for.")
    reasons = fields.Json()
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for omission in self:
            omission.reason_text = wording._word(omission.reasons)
