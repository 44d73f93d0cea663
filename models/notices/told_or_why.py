from odoo import api, fields, models


class ArrearsToldOrWhy(models.AbstractModel):
    """That somebody was told by a message, or why not."""

    _name = "arrears.told.or.why"
    _description = "Message, or why there is none"

    contact_id = fields.Many2one(
        "arrears.contact", string="Message", readonly=True, index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    contact_state = fields.Selection(related="contact_id.state", string="State")
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="Why not", compute="_compute_reason_text")

    @api.depends("reasons", "contact_id.reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for told in self:
            told.reason_text = wording._word(told.sudo().contact_id.reasons or told.reasons)
