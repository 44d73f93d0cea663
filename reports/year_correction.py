from odoo import api, fields, models

from ..engine.money import amount

CAUSES = [
    ("late", "Billed after the close"),
    ("credited", "Credit note"),
    ("transferred", "Moved to another debtor"),
    ("restated", "Payment found or undone, bill changed"),
    ("gone", "Bill undone"),
]


class ArrearsYearCorrection(models.TransientModel):
    """One posting after the close of a year that changes its old arrears, reckoned when asked."""

    _name = "arrears.year.correction"
    _description = "Correction of a closed year"
    _order = "amount desc, id"
    _rec_name = "cause"

    close_id = fields.Many2one(
        "arrears.year.close", string="Closed year", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="As of", readonly=True)
    charge_id = fields.Many2one("arrears.charge", readonly=True)
    debtor_id = fields.Many2one(related="charge_id.debtor_id")
    move_id = fields.Many2one(related="charge_id.move_id")
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    unit_id = fields.Many2one("arrears.unit", readonly=True)
    period_from = fields.Date(string="Service from", readonly=True)
    period_to = fields.Date(string="Service until", readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    amount = fields.Monetary(string="Correction to the opening", readonly=True)

    @api.model
    def _action_list(self, close):
        """Reckon the corrections of a closed year as of today, and a window on them."""
        today = close.company_id._arrears_today()
        made = self.create(
            [
                {
                    "close_id": close.id,
                    "company_id": company.id,
                    "date": today,
                    "charge_id": row.charge_id,
                    "estate_id": row.estate_id,
                    "unit_id": row.unit_id,
                    "period_from": row.period_from,
                    "period_to": row.period_to,
                    "cause": cause,
                    "amount": amount(minor, company.currency_id.decimal_places),
                }
                for row, company, minor, cause in close._corrections(today)
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_arrears.action_arrears_year_correction"
        )
        return {**action, "domain": [("id", "in", made.ids)]}
