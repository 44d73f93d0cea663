from odoo import api, fields, models

VERDICTS = [
    ("accepted", "Accepted"),
    ("already", "Recorded already"),
    ("empty", "Nothing entered"),
    ("refused", "Not accepted"),
]


class ArrearsFapiaoAnswerRow(models.Model):
    """One row of a list that came back, as it stands in the file, and what became of it."""

    _name = "arrears.fapiao.answer.row"
    _description = "Row of a fapiao list that came back"
    _order = "answer_id, row_number, id"
    _rec_name = "key"

    answer_id = fields.Many2one(
        "arrears.fapiao.answer", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="answer_id.company_id", store=True, index=True)
    row_number = fields.Integer(string="Row", readonly=True, aggregator=False)
    key = fields.Char(string="Our key", readonly=True)
    number = fields.Char(string="Fapiao number", readonly=True)
    code = fields.Char(string="Fapiao code", readonly=True)
    day = fields.Date(string="Date of fapiao", readonly=True)
    fapiao_id = fields.Many2one(
        "arrears.fapiao", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    verdict = fields.Selection(VERDICTS, readonly=True, required=True)
    reasons = fields.Json(readonly=True)
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self.env["arrears.reason.wording"]
        for row in self:
            row.reason_text = words._word(row.reasons) if row.reasons else False
