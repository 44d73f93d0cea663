from odoo import api, fields, models
from odoo.fields import Domain

from ..models.estate.unit import USAGES


class ArrearsRateLine(models.Model):
    """Figures of one building, use and collector in a collection rate report.

    Every unit is in exactly one line, so that numbers of units add up. The collector is the one
    who has the unit's open card, else the estate's responsible collector.
    """

    _name = "arrears.rate.line"
    _inherit = ["arrears.kept.line", "arrears.rate.figures"]
    _description = "Collection rates by estate"
    _order = "date desc, company_id, estate_id, building, usage, id"

    report_id = fields.Many2one(
        "arrears.rate.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    date = fields.Date(string="As of", required=True, readonly=True, index=True)
    year = fields.Integer(required=True, readonly=True, aggregator=False)
    region = fields.Char(readonly=True)
    estate_id = fields.Many2one(
        "arrears.estate", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    building = fields.Char(readonly=True)
    usage = fields.Selection(USAGES, readonly=True)
    collector_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_newest = fields.Boolean(
        string="Newest report", compute="_compute_is_newest", search="_search_is_newest"
    )

    _once = models.UniqueIndex(
        "(report_id, company_id, COALESCE(estate_id, 0), COALESCE(building, ''),"
        " COALESCE(usage, ''), COALESCE(collector_id, 0))"
    )

    @api.depends("estate_id", "building", "usage")
    def _compute_display_name(self):
        usages = dict(self._fields["usage"]._description_selection(self.env))
        for line in self:
            estate = line.estate_id.name or self.env._("Without unit")
            parts = (estate, line.building, usages.get(line.usage))
            line.display_name = " · ".join(part for part in parts if part)

    def _compute_is_newest(self):
        newest = self._newest_reports()
        for line in self:
            line.is_newest = line.report_id.id in newest

    def _search_is_newest(self, operator, value):
        if operator != "in":
            return NotImplemented
        newest = Domain("report_id", "in", self._newest_reports())
        return newest if True in value else ~newest

    @api.model
    def _newest_reports(self):
        """Ids of the report of the latest day of each company, of the day's own year.

        A report covers branches, so one of a branch counts only where the company above has none:
        nothing shows twice.
        """
        reports = self.env["arrears.rate.report"].sudo()
        rows = reports._read_group(
            [("state", "=", "kept")],
            ["company_id", "date:day", "year"],
            ["id:max"],
            order="date:day desc",
        )
        newest = {}
        for company, day, year, report_id in rows:
            if day.year == year:
                newest.setdefault(company, report_id)
        return [
            report_id
            for company, report_id in newest.items()
            if not any(above in newest for above in company.parent_ids - company)
        ]
