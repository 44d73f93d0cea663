from odoo import fields, models

from ..models.receipts.prepayment_sql import read_of
from ..models.receipts.refund import DESTINATIONS, REASONS, STATES

AGES = [
    ("0_closed", "Closed"),
    ("1_days_3", "Up to 3 days"),
    ("2_days_7", "4 to 7 days"),
    ("3_days_15", "8 to 15 days"),
    ("4_more", "More than 15 days"),
]

ROWS = """
    SELECT refund.id, refund.id AS refund_id, refund.company_id, refund.currency_id,
           refund.estate_id, refund.debtor_id, refund.state, refund.reason_code,
           refund.destination, refund.requested_by_id, refund.approved_by_id,
           refund.requested_on, refund.approved_on, refund.paid_on,
           refund.amount_total, refund.amount_kept, refund.amount, aged.days_open,
           CASE WHEN aged.days_open IS NULL THEN '0_closed'
                WHEN aged.days_open <= 3 THEN '1_days_3'
                WHEN aged.days_open <= 7 THEN '2_days_7'
                WHEN aged.days_open <= 15 THEN '3_days_15'
                ELSE '4_more' END AS days_class
      FROM arrears_refund refund
      JOIN (SELECT UNNEST(%(companies)s) AS company_id, UNNEST(%(days)s::date[]) AS day) today
        ON today.company_id = refund.company_id
CROSS JOIN LATERAL (SELECT CASE WHEN refund.state IN ('requested', 'approved')
                                THEN today.day - refund.requested_on END AS days_open) aged
     WHERE refund.company_id = ANY(%(companies)s) AND refund.state <> 'draft'
"""


class ArrearsRefundReport(models.Model):
    """Refunds by state, estate, age and way, read from the refunds as they are now."""

    _name = "arrears.refund.report"
    _description = "Refund report"
    _inherit = ["arrears.list.export"]
    _auto = False
    _order = "days_open desc, id desc"
    _rec_name = "refund_id"
    _depends = {
        "arrears.refund": [
            "company_id", "currency_id", "estate_id", "debtor_id", "state", "reason_code",
            "destination", "requested_by_id", "approved_by_id", "requested_on", "approved_on",
            "paid_on", "amount_total", "amount_kept", "amount",
        ]
    }  # fmt: skip

    refund_id = fields.Many2one("arrears.refund", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    debtor_id = fields.Many2one("res.partner", string="Owner", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    reason_code = fields.Selection(REASONS, string="Reason", readonly=True)
    destination = fields.Selection(DESTINATIONS, string="Goes", readonly=True)
    requested_by_id = fields.Many2one("res.users", string="Asked for by", readonly=True)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True)
    requested_on = fields.Date(string="Asked for on", readonly=True)
    approved_on = fields.Date(string="Approved on", readonly=True)
    paid_on = fields.Date(string="Paid out on", readonly=True)
    amount_total = fields.Monetary(string="Amount asked for", readonly=True)
    amount_kept = fields.Monetary(string="Amount kept", readonly=True)
    amount = fields.Monetary(string="To pay out", readonly=True)
    days_open = fields.Integer(string="Days open", readonly=True, aggregator="max")
    days_class = fields.Selection(AGES, string="Open for", readonly=True)

    @property
    def _table_query(self):
        return read_of(ROWS, self.env)

    def action_open_refund(self):
        """Open the refund."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.refund",
            "res_id": self.refund_id.id,
            "view_mode": "form",
        }
