from odoo import api, fields, models

from ..engine.money import decimal_amount, minor_units
from ..engine.service_months import Figures, parts
from ..models.estate.unit import USAGES


class ArrearsYearCloseLine(models.Model):
    """What was left of one charge when its year was closed.

    Names are kept as they were; the links follow merged contacts.
    """

    _name = "arrears.year.close.line"
    _inherit = ["arrears.kept.line"]
    _description = "Old arrears at the close of a year"
    _order = "close_id, estate_id, unit_name, period_from, id"
    _rec_name = "document_name"
    _kept_by = "close_id"

    close_id = fields.Many2one(
        "arrears.year.close",
        string="Closed year",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    charge_id = fields.Many2one(
        "arrears.charge", required=True, readonly=True, index=True, ondelete="restrict"
    )
    document_name = fields.Char(string="Source", readonly=True)
    debtor_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    debtor_name = fields.Char(string="Debtor's name then", readonly=True)
    unit_id = fields.Many2one(
        "arrears.unit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    unit_name = fields.Char(string="Unit's name then", readonly=True)
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    building = fields.Char(readonly=True)
    usage = fields.Selection(USAGES, readonly=True)
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    limitation_date = fields.Date(string="Limitation then", readonly=True)
    amount = fields.Monetary(
        string="Left at the close",
        readonly=True,
        help="Of service until the end of the closed year.",
    )
    amount_today = fields.Monetary(
        string="Left today",
        compute="_compute_amount_today",
        help="Of service until the end of the closed year, as at the close.",
    )
    limitation_today = fields.Date(string="Limitation", related="charge_id.limitation_date")
    time_barred = fields.Boolean(related="charge_id.time_barred")
    state = fields.Selection(string="State of the charge", related="charge_id.state")

    _once = models.UniqueIndex("(close_id, charge_id)")

    @api.depends(
        "close_id.year",
        *("charge_id.amount_original", "charge_id.amount_credited", "charge_id.amount_remaining"),
    )
    def _compute_amount_today(self):
        for line in self:
            charge = line.charge_id
            digits = line.currency_id.decimal_places
            original, credited, remaining = (
                minor_units(charge[name], digits)
                for name in ("amount_original", "amount_credited", "amount_remaining")
            )
            figures = Figures(
                original,
                credited=credited,
                paid=original - credited - remaining,
                remaining=remaining,
            )
            first, last = line.period_from or charge.due_date, line.period_to or charge.due_date
            until = (line.close_id.year + 1) * 12
            line.amount_today = decimal_amount(
                parts(figures, first, last, (until,))[0].remaining, digits
            )
