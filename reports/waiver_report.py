from odoo import api, fields, models

from ..models.receipts.prepayment_sql import read_of
from ..models.relief.approval_rule import SUBJECTS

OUTCOMES = [
    ("approved", "Approved"),
    ("applied", "Applied"),
    ("refused", "Refused"),
    ("reversed", "Reversed"),
]

# A row for each fee of a waiver that was decided.
ROWS = """
    SELECT line.id, line.waiver_id, waiver.company_id, waiver.currency_id, charge.estate_id,
           waiver.subject, waiver.reason_code, waiver.state, waiver.requested_by_id,
           CASE WHEN waiver.state = 'refused' THEN waiver.refused_by_id
                ELSE waiver.approved_by_id END AS decided_by_id,
           CASE WHEN waiver.state = 'refused' THEN waiver.refused_on
                ELSE waiver.approved_on END AS decided_on,
           line.amount,
           CASE WHEN waiver.state IN ('applied', 'reversed')
                THEN line.amount_applied ELSE 0 END AS amount_applied,
           CASE WHEN waiver.state = 'reversed'
                THEN line.amount_applied ELSE 0 END AS amount_reversed,
           CASE WHEN waiver.state = 'applied'
                THEN line.amount_applied ELSE 0 END AS amount_standing
      FROM arrears_waiver_line line
      JOIN arrears_waiver waiver ON waiver.id = line.waiver_id
      JOIN arrears_charge charge ON charge.id = line.charge_id
     WHERE waiver.company_id = ANY(%(companies)s)
       AND waiver.state IN ('approved', 'applied', 'refused', 'reversed')
"""


class ArrearsWaiverReport(models.Model):
    """What was given up, month by month: by whom, why, where, and what of it still stands.

    It names no owner. A waiver is never money collected; no figure here enters a rate.
    """

    _name = "arrears.waiver.report"
    _description = "Report on waivers"
    _auto = False
    _order = "decided_on desc, id desc"
    _rec_name = "waiver_id"
    _depends = {
        "arrears.waiver": [
            "company_id", "currency_id", "subject", "reason_code", "state", "requested_by_id",
            "approved_by_id", "approved_on", "refused_by_id", "refused_on",
        ],
        "arrears.waiver.line": ["waiver_id", "charge_id", "amount", "amount_applied"],
        "arrears.charge": ["estate_id"],
    }  # fmt: skip

    waiver_id = fields.Many2one("arrears.waiver", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    subject = fields.Selection(SUBJECTS, string="Gives up", readonly=True)
    reason_code = fields.Selection("_reasons", string="Reason", readonly=True)
    state = fields.Selection(OUTCOMES, readonly=True)
    requested_by_id = fields.Many2one("res.users", string="Asked for by", readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_on = fields.Date(string="Decided on", readonly=True)
    amount = fields.Monetary(string="Asked to waive", readonly=True)
    amount_applied = fields.Monetary(string="Given up", readonly=True)
    amount_reversed = fields.Monetary(string="Of it reversed", readonly=True)
    amount_standing = fields.Monetary(string="Given up for good", readonly=True)

    @api.model
    def _reasons(self):
        """Those of waivers, with what later rooms add to them."""
        return self.env["arrears.waiver"]._fields["reason_code"]._description_selection(self.env)

    @property
    def _table_query(self):
        return read_of(ROWS, self.env)
