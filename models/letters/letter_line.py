from odoo import fields, models

from ...engine.period_text import period_text
from ..ledger.kinds import KINDS


class ArrearsLetterLine(models.Model):
    """One charge that a letter asks for, as it stood when the letter was printed."""

    _name = "arrears.letter.line"
    _description = "Line of a demand letter"
    _inherit = ["arrears.guarded"]
    _order = "letter_id, due_date, id"
    _rec_name = "charge_id"

    letter_id = fields.Many2one("arrears.letter", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="letter_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    charge_id = fields.Many2one("arrears.charge", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True)
    unit_name = fields.Char(string="Unit")
    period_from = fields.Date(string="Service from")
    period_to = fields.Date(string="Service until")
    due_date = fields.Date(string="Due date")
    price_basis = fields.Char(string="Price basis")
    amount_original = fields.Monetary(string="Charged")
    amount_paid = fields.Monetary(string="Paid or credited")
    amount_asked = fields.Monetary(string="Demanded")

    _once = models.Constraint("UNIQUE (letter_id, charge_id)", "The letter names this charge.")

    def _is_frozen(self):
        return self.letter_id.state not in (False, "to_print")

    def _period(self):
        """The service period as short text."""
        self.ensure_one()
        return period_text(self.period_from, self.period_to)
