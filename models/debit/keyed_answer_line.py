from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.debit_rules import SUCCESS
from ...engine.money import minor_units
from .outcomes import OUTCOMES


class ArrearsKeyedAnswerLine(models.Model):
    """One instruction of a keyed answer: what the bank said about it."""

    _name = "arrears.keyed.answer.line"
    _description = "Instruction of a keyed answer"
    _inherit = ["arrears.guarded"]
    _order = "answer_id, id"
    _rec_name = "debit_line_id"

    answer_id = fields.Many2one(
        "arrears.keyed.answer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="answer_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    batch_id = fields.Many2one(related="answer_id.batch_id")
    debit_line_id = fields.Many2one(
        "arrears.debit.line", string="Instruction", required=True, ondelete="restrict"
    )
    holder_name = fields.Char(related="debit_line_id.holder_name")
    amount = fields.Monetary(related="debit_line_id.amount", string="Asked for")
    outcome = fields.Selection(OUTCOMES, required=True, default="funds")
    amount_settled = fields.Monetary(
        string="In part", help="Only where the bank took, or took back, a part of it."
    )
    answer_code = fields.Char(string="Bank's code")
    answer_text = fields.Char(string="Bank's words")

    _instruction_once = models.UniqueIndex(
        "(answer_id, debit_line_id)", "This instruction is in the answer already."
    )

    def _is_frozen(self):
        return self.answer_id.state != "draft"

    @api.model_create_multi
    def create(self, vals_list):
        """Extended: lines are added to a draft only."""
        lines = super().create(vals_list)
        if any(answer.state != "draft" for answer in lines.answer_id):
            raise UserError(self.env._("This answer was keyed: its lines are fixed."))
        return lines

    @api.onchange("answer_code")
    def _onchange_answer_code(self):
        """A code that the list knows brings its outcome."""
        reason = self.env["arrears.return.reason"].search(
            [("code", "=", self.answer_code or "")], limit=1
        )
        if reason:
            self.outcome = reason.outcome
            self.answer_text = self.answer_text or reason.name

    def _as_row(self, number):
        """This line as the seam takes a row; amounts in minor units, a return is negative."""
        line = self.debit_line_id
        asked = self._minor(line.amount)
        returned = self.answer_id.kind == "returns"
        settled = self._taken_back() if returned else self._collected(asked)
        return {
            "line": number,
            "reference": line.reference,
            "outcome": self.outcome,
            "offered": asked,
            "settled": settled,
            "value_date": self.answer_id.value_date.isoformat() if settled else None,
            "code": self.answer_code or "",
            "text": self.answer_text or "",
            "raw": "",
        }

    def _taken_back(self):
        """What the bank takes back, as a negative amount: all it had collected, or a part."""
        return -self._minor(self.amount_settled or self.debit_line_id.amount_settled)

    def _collected(self, asked):
        if self.outcome == SUCCESS:
            return asked
        # Money beside a failure is a contradiction: the check of the answer says so.
        return self._minor(self.amount_settled)

    def _minor(self, value):
        return minor_units(value or 0, self.currency_id.decimal_places)
