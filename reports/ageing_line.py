from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ledger.kinds import KINDS
from .ageing_axes import DUE_BUCKETS, LIMITATION_BUCKETS, PERIOD_BUCKETS

ENTRIES = [("debt", "Debt"), ("credit", "Unapplied credit")]


class ArrearsAgeingLine(models.Model):
    """One charge, or one unapplied credit, as an ageing report found it. Written by SQL alone.

    What is owed and what is credited stand in columns of their own and are never netted.
    """

    _name = "arrears.ageing.line"
    _inherit = ["arrears.kept.line"]
    _description = "Ageing line"
    _order = "due_date, id"
    # A line is written once, with its report: who and when stand there.
    _log_access = False

    report_id = fields.Many2one(
        "arrears.ageing.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(related="report_id.date", string="As of")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    entry = fields.Selection(ENTRIES, string="Debt or credit", required=True, readonly=True)

    # What it is
    # Plain numbers: a foreign key would cost each of 100,000 lines a check, and deleting a journal
    # item a search through every report that was ever made.
    charge_ref = fields.Integer(string="Charge number", readonly=True, aggregator=False)
    line_ref = fields.Integer(string="Journal item number", readonly=True, aggregator=False)
    charge_id = fields.Many2one("arrears.charge", compute="_compute_sources")
    line_id = fields.Many2one(
        "account.move.line", string="Journal item", compute="_compute_sources"
    )
    debtor_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict")
    unit_id = fields.Many2one("arrears.unit", readonly=True, ondelete="restrict")
    estate_id = fields.Many2one("arrears.estate", readonly=True, ondelete="restrict")
    kind = fields.Selection(KINDS, readonly=True)
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    due_date = fields.Date(string="Due date", readonly=True)
    limitation_date = fields.Date(string="Limitation", readonly=True)
    interrupted_on = fields.Date(
        string="Last interruption",
        readonly=True,
        help="The day limitation last began to run anew. Empty: it runs from the due date.",
    )

    # How old, on each axis
    days_overdue = fields.Integer(string="Days overdue", readonly=True, aggregator="max")
    due_bucket = fields.Selection(DUE_BUCKETS, string="Overdue for", readonly=True)
    period_bucket = fields.Selection(PERIOD_BUCKETS, string="Age of the service", readonly=True)
    limitation_bucket = fields.Selection(
        LIMITATION_BUCKETS, string="Limitation running for", readonly=True
    )

    # Who works it, and what the debtor said: as the card says when the report is made
    collector_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    reason_id = fields.Many2one(
        "arrears.reason", string="Reason given", readonly=True, ondelete="set null"
    )

    # In the company's currency; all of them add up
    amount_original = fields.Monetary(string="Charged", readonly=True)
    amount_paid = fields.Monetary(string="Paid", readonly=True)
    amount_reduced = fields.Monetary(
        string="Reduced",
        readonly=True,
        help="By credit notes, waivers, write-offs, or moved to another receivable.",
    )
    amount_owed = fields.Monetary(string="Owed", readonly=True)
    amount_credit = fields.Monetary(
        string="Unapplied credits",
        readonly=True,
        help="Money and credit notes that no charge has used. They are not taken off what is owed.",
    )

    @api.depends("charge_ref", "line_ref")
    def _compute_sources(self):
        charges = (
            self.env["arrears.charge"].browse(filter(None, self.mapped("charge_ref"))).exists()
        )
        items = self.env["account.move.line"].browse(filter(None, self.mapped("line_ref"))).exists()
        there = {"charge": set(charges.ids), "line": set(items.ids)}
        for line in self:
            line.charge_id = line.charge_ref if line.charge_ref in there["charge"] else False
            line.line_id = line.line_ref if line.line_ref in there["line"] else False

    @api.depends("charge_ref", "line_ref")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.charge_id.display_name or line.line_id.display_name

    def action_open_source(self):
        """Open the charge, or the journal entry of a credit."""
        self.ensure_one()
        record = self.charge_id or self.line_id.move_id
        if not record:
            raise UserError(
                self.env._("The document behind this line was deleted after the report was made.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
