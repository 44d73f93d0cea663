from odoo import fields, models

from ..engine.ageing import BY_DUE_DATE, span_of
from ..models.ledger.kinds import KINDS
from .ageing_axes import DUE_BUCKETS
from .rate_field import Rate

# Rate → the amount above the line; below it stands the opening amount.
RATES = {
    "rate_paid": "amount_paid",
    "rate_reduced": "amount_reduced",
    "rate_rolled": "amount_rolled",
    "rate_stayed": "amount_stayed",
}


class ArrearsRollLine(models.Model):
    """One class of age of one estate and kind: what became of it in a month. Written by SQL.

    ``opening + risen = paid + reduced + rolled + stayed``. Amounts add up over lines; a rate of
    several lines is the rate of their sums, and blank where nothing was open.
    """

    _name = "arrears.roll.line"
    _description = "Roll rate of a class"
    _order = "report_id, bucket, estate_id, kind"
    _rec_name = "bucket"
    _inherit = ["arrears.kept.line", "arrears.rate.ratios"]
    _log_access = False
    _ratios = {rate: ((amount,), ("amount_opening",)) for rate, amount in RATES.items()}

    report_id = fields.Many2one(
        "arrears.roll.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one("arrears.estate", readonly=True, ondelete="restrict")
    kind = fields.Selection(KINDS, readonly=True)
    bucket = fields.Selection(DUE_BUCKETS, string="Overdue for", required=True, readonly=True)

    amount_opening = fields.Monetary(
        string="At the start", readonly=True, help="Left in this class on the first day."
    )
    amount_paid = fields.Monetary(string="Cured", readonly=True, help="Paid within the month.")
    amount_reduced = fields.Monetary(
        string="Reduced",
        readonly=True,
        help="Credited, waived, written off or moved. Never counted as cured.",
    )
    amount_risen = fields.Monetary(
        string="Reopened", readonly=True, help="Payments or credits that were taken back."
    )
    amount_rolled = fields.Monetary(
        string="Rolled on", readonly=True, help="Still owed, and now in an older class."
    )
    amount_stayed = fields.Monetary(
        string="Stayed", readonly=True, help="Still owed, and still in this class."
    )
    amount_closing = fields.Monetary(
        string="At the end", readonly=True, help="Left in this class on the last day."
    )
    amount_new = fields.Monetary(
        string="New arrears",
        readonly=True,
        help="In this class on the last day, and not overdue on the first.",
    )
    rate_paid = Rate(string="Cure rate (%)", readonly=True)
    rate_reduced = Rate(string="Reduced (%)", readonly=True)
    rate_rolled = Rate(string="Roll rate (%)", readonly=True)
    rate_stayed = Rate(string="Stayed (%)", readonly=True)

    def action_open(self):
        """Open the charges whose due dates put them into this class on the first day."""
        self.ensure_one()
        first, last = span_of(BY_DUE_DATE, self.bucket, self.report_id.date_from)
        domain = [
            ("company_id", "=", self.company_id.id),
            ("estate_id", "=", self.estate_id.id),
            ("kind", "=", self.kind),
            ("state", "!=", "gone"),
        ]
        domain += [("due_date", ">=", first)] if first else []
        domain += [("due_date", "<=", last)] if last else []
        label = dict(self._fields["bucket"]._description_selection(self.env))[self.bucket]
        return {
            "type": "ir.actions.act_window",
            "name": f"{label} · {self.report_id.display_name}",
            "res_model": "arrears.charge",
            "view_mode": "list,form,pivot",
            "domain": domain,
            "context": {"create": False},
        }
