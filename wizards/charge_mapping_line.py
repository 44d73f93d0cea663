from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ledger.kinds import KINDS

CHOICES = frozenset({"unit_id", "kind", "period_from", "period_to", "price_basis", "state"})
KINDS_TO_GIVE = [(code, name) for code, name in KINDS if code != "unclassified"]


class ArrearsChargeMappingLine(models.Model):
    """One existing line: what was proposed and why, what was chosen, what was written.

    Rows are made and applied by SQL. Until the batch is confirmed a person may change the
    choice; from then on a row is evidence of who said what about a bill.
    """

    _name = "arrears.charge.mapping.line"
    _description = "Line to map"
    _order = "sure, day, move_id, id"
    _rec_name = "text"
    _check_company_auto = True

    mapping_id = fields.Many2one(
        "arrears.charge.mapping", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_id = fields.Many2one(
        "account.move.line", string="Item", readonly=True, index=True, ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Bill or entry", readonly=True, index=True, ondelete="set null"
    )
    debtor_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    text = fields.Char(readonly=True, help="The words of the line, as they were.")
    day = fields.Date(string="Date", readonly=True)
    amount = fields.Monetary(readonly=True)

    # What is missing
    needs_unit = fields.Boolean(string="Lacks a unit", readonly=True)
    needs_kind = fields.Boolean(string="Lacks a kind", readonly=True)
    needs_period = fields.Boolean(string="Lacks a period", readonly=True)
    needs_basis = fields.Boolean(string="Lacks a price basis", readonly=True)

    # What a person chooses, prefilled
    unit_id = fields.Many2one("arrears.unit", check_company=True, ondelete="restrict")
    kind = fields.Selection(KINDS_TO_GIVE, string="Kind of charge")
    period_from = fields.Date(string="Service from")
    period_to = fields.Date(string="Service until")
    price_basis = fields.Char(string="Price basis")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("left_out", "Left out"),
            ("applied", "Written"),
            ("unchanged", "Nothing to write"),
            ("reverted", "Taken back"),
        ],
        required=True,
        default="proposed",
    )

    # What was proposed, and why
    proposed_unit_id = fields.Many2one("arrears.unit", readonly=True, ondelete="restrict")
    proposed_kind = fields.Selection(KINDS_TO_GIVE, readonly=True)
    proposed_period_from = fields.Date(readonly=True)
    proposed_period_to = fields.Date(readonly=True)
    proposed_price_basis = fields.Char(readonly=True)
    reasons = fields.Json(readonly=True)
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    sure = fields.Boolean(
        string="Named", readonly=True, help="Everything proposed was named; nothing was guessed."
    )

    # What it said before, and what was written
    before_unit_id = fields.Many2one("arrears.unit", readonly=True, ondelete="restrict")
    before_kind = fields.Selection(KINDS, readonly=True)
    before_period_from = fields.Date(readonly=True)
    before_period_to = fields.Date(readonly=True)
    before_price_basis = fields.Char(readonly=True)
    written_unit_id = fields.Many2one(
        "arrears.unit", string="Unit written", readonly=True, ondelete="restrict"
    )
    written_kind = fields.Selection(KINDS_TO_GIVE, string="Kind written", readonly=True)
    written_period_from = fields.Date(string="Service from written", readonly=True)
    written_period_to = fields.Date(string="Service until written", readonly=True)
    written_price_basis = fields.Char(string="Price basis written", readonly=True)

    _once = models.UniqueIndex("(mapping_id, line_id) WHERE line_id IS NOT NULL")
    _period_in_order = models.Constraint(
        "CHECK (period_to IS NULL OR period_from IS NULL OR period_from <= period_to)",
        "The service period ends before it starts: correct one of the two dates.",
    )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        wording = self.env["arrears.reason.wording"]
        for line in self:
            # One line in a list; the form wraps it.
            line.reason_text = " ".join(wording._word(line.reasons).splitlines())

    # No super() on purpose: rows are found by SQL.
    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: lines come from the books."""
        raise UserError(self.env._("Lines to map are found in the books: press “Find lines”."))

    def write(self, vals):
        """Change the choice, until the batch is confirmed.

        :raises UserError: the batch is confirmed, or something else is written
        """
        content = set(vals) - {"write_uid", "write_date"}
        if content - CHOICES or vals.get("state", "proposed") not in ("proposed", "left_out"):
            raise UserError(
                self.env._("Only the choice can be changed: unit, kind, period and price basis.")
            )
        if content and set(self.mapping_id.mapped("state")) - {"proposed"}:
            raise UserError(
                self.env._(
                    "This mapping is confirmed and stays as it was. "
                    "Take it back, or map the lines anew."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if set(self.mapping_id.mapped("state")) & {"confirmed", "done", "reverted"}:
            raise UserError(self.env._("A confirmed mapping is kept."))

    def action_leave_out(self):
        """Leave these lines as they are."""
        self.write({"state": "left_out"})

    def action_take_in(self):
        """Take these lines in again."""
        self.write({"state": "proposed"})

    def action_open_document(self):
        """Open the invoice or entry of the line."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("The document was deleted."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
