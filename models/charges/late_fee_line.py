from odoo import api, fields, models

from ...engine.money import minor_units

STATES = [
    ("planned", "To bill"),
    ("omitted", "Not billed"),
    ("charged", "Billed"),
    ("freed", "Bill cancelled"),
]


class ArrearsLateFeeLine(models.Model):
    """The late fee of one charge up to one day, as a run planned it and a bill charged it.

    The bill's line points here, so every posted fee leads to its source, its days and its rates.
    """

    _name = "arrears.late.fee.line"
    _description = "Late fee charged"
    _inherit = ["arrears.guarded", "arrears.list.export"]
    _order = "run_id desc, debtor_id, unit_id, id"
    _rec_name = "charge_id"
    _effect_fields = frozenset({"state", "move_id"})

    run_id = fields.Many2one("arrears.late.fee.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    charge_id = fields.Many2one(
        "arrears.charge", string="Late on", required=True, index=True, ondelete="restrict"
    )
    debtor_id = fields.Many2one(
        "res.partner", string="Owner", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("arrears.unit", index="btree_not_null", ondelete="restrict")
    date_from = fields.Date(string="From")
    date_until = fields.Date(string="Until", required=True)
    amount_accrued = fields.Monetary(
        string="Accrued in all", help="From the first late day on, bills before this one included."
    )
    amount_charged = fields.Monetary(string="Billed before")
    amount = fields.Monetary(string="Late fee")
    clause = fields.Char()
    stretches = fields.Json(help="The days behind the amount, as they were reckoned.")
    reasons = fields.Json()
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")
    state = fields.Selection(
        STATES, required=True, readonly=True, default="planned", index=True, copy=False
    )
    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    _once_a_day = models.UniqueIndex(
        "(charge_id, date_until) WHERE state = 'charged'",
        "The late fee of one of these charges up to that day is on a bill already.",
    )
    _planned_once = models.UniqueIndex("(run_id, charge_id)", "A run names a charge once.")
    _charged_is_something = models.Constraint(
        "CHECK (state <> 'charged' OR amount > 0)", "A late fee on a bill is more than nothing."
    )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self.env["arrears.reason.wording"]
        for line in self:
            line.reason_text = words._word(line.reasons)

    def _is_frozen(self):
        return self.state in ("charged", "freed")

    def _minor(self):
        return minor_units(self.amount, self.currency_id.decimal_places)

    def _free(self):
        """The bill is gone: the days may be charged again by another run."""
        charged = self.filtered(lambda line: line.state == "charged")
        if charged:
            charged._record_effect({"state": "freed"})

    def action_open_statement(self):
        """Open the days behind this fee."""
        self.ensure_one()
        self.check_access("read")
        return self.env["arrears.late.fee.statement"]._open_kept(self)

    def action_open_bill(self):
        """Open the bill of this fee."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
