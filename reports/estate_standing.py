from odoo import api, fields, models
from odoo.tools import SQL

from .outreach import FEWEST_ANSWERS, MADE
from .rate_field import Rate

MONTHS = 12

# A row an estate: its line of the newest rate report, and what owners said within twelve months.
STANDING = f"""
SELECT estate.id, estate.id AS estate_id, estate.company_id, company.currency_id, estate.region,
       rate.day, COALESCE(rate.due, 0) AS due, COALESCE(rate.paid, 0) AS paid,
       COALESCE(made.contacts, 0) AS contact_count,
       COALESCE(complained.complaints, 0) AS complaint_count,
       COALESCE(said.answers, 0) AS answer_count,
       CASE WHEN said.answers >= {FEWEST_ANSWERS} THEN said.answers ELSE 0 END AS told_count,
       CASE WHEN said.answers >= {FEWEST_ANSWERS} THEN said.points ELSE 0 END AS told_points
  FROM arrears_estate estate
  JOIN res_company company ON company.id = estate.company_id
  LEFT JOIN (SELECT line.estate_id, MAX(line.date) AS day, SUM(line.due) AS due,
                    SUM(line.paid) AS paid
               FROM arrears_rate_line line
              WHERE line.report_id = ANY(%(reports)s) GROUP BY line.estate_id
            ) rate ON rate.estate_id = estate.id
  LEFT JOIN (SELECT named.estate_id, COUNT(*) AS contacts
               FROM (SELECT DISTINCT k.estate_id, c.id
                       FROM arrears_contact c
                       JOIN arrears_contact_case_rel r ON r.contact_id = c.id
                       JOIN arrears_case k ON k.id = r.case_id
                      WHERE {MADE} AND c.moment >= %(since)s) named
              GROUP BY named.estate_id
            ) made ON made.estate_id = estate.id
  LEFT JOIN (SELECT k.estate_id, COUNT(*) AS complaints
               FROM arrears_grievance g JOIN arrears_case k ON k.id = g.case_id
              WHERE g.kind = 'complaint' AND g.opened_on >= %(since)s GROUP BY k.estate_id
            ) complained ON complained.estate_id = estate.id
  LEFT JOIN (SELECT k.estate_id, COUNT(*) AS answers, SUM(p.satisfaction::integer) AS points
               FROM arrears_preference p JOIN arrears_case k ON k.id = p.case_id
              WHERE p.satisfaction IS NOT NULL AND p.told_on >= %(since)s GROUP BY k.estate_id
            ) said ON said.estate_id = estate.id
 WHERE estate.active
"""


class ArrearsEstateStanding(models.Model):
    """Each estate on one page: how much is paid, and how owners take it.

    A collection rate that rises while complaints rise with it is no success, so both stand side by
    side. Satisfaction is shown from five answers on, so that nobody's opinion can be read off.
    """

    _name = "arrears.estate.standing"
    _description = "Estate at a glance"
    _inherit = ["arrears.rate.ratios"]
    _auto = False
    _order = "company_id, estate_id"
    _rec_name = "estate_id"
    _depends = {
        "arrears.case": ["estate_id"],
        "arrears.contact": ["case_ids", "contact_class", "direction", "moment", "outcome", "state"],
        "arrears.estate": ["active", "company_id", "region"],
        "arrears.grievance": ["case_id", "kind", "opened_on"],
        "arrears.preference": ["case_id", "satisfaction", "told_on"],
        "arrears.rate.line": ["date", "due", "estate_id", "paid", "report_id"],
        "arrears.rate.report": ["date", "state", "year"],
        "res.company": ["currency_id"],
    }
    _ratios = {
        "rate_current": (("paid",), ("due",)),
        "rate_complaints": (("complaint_count",), ("contact_count",)),
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    estate_id = fields.Many2one("arrears.estate", readonly=True)
    region = fields.Char(readonly=True)
    day = fields.Date(string="Rates as of", readonly=True, help="Of the newest rate report.")
    due = fields.Monetary(string="Due to date", readonly=True)
    paid = fields.Monetary(string="Paid to date", readonly=True)
    contact_count = fields.Integer(
        string="Contacts in 12 months", readonly=True, help="About arrears, and made."
    )
    complaint_count = fields.Integer(string="Complaints in 12 months", readonly=True)
    answer_count = fields.Integer(
        string="Answers on satisfaction", readonly=True,
        help="Owners who said of free will within 12 months how satisfied they are.",
    )  # fmt: skip
    # Those of estates with enough answers alone: a sum gives nobody away either.
    told_count = fields.Integer(readonly=True)
    told_points = fields.Integer(readonly=True)
    rate_current = Rate("Collection rate to date (%)", compute="_compute_rates")
    rate_complaints = Rate("Complaints per 100 contacts", compute="_compute_rates")
    satisfaction = Rate(
        "Satisfaction (1–5)", compute="_compute_satisfaction", aggregator="avg",
        help="Of those who answered of free will; empty for fewer than five of them.",
    )  # fmt: skip

    @property
    def _table_query(self):
        today = self.env.company._arrears_today()
        return SQL(
            STANDING,
            reports=self.env["arrears.rate.line"]._newest_reports(),
            since=fields.Date.subtract(today, months=MONTHS),
        )

    @api.depends("due", "paid", "complaint_count", "contact_count")
    def _compute_rates(self):
        return super()._compute_rates()

    @api.depends("told_count", "told_points")
    def _compute_satisfaction(self):
        for standing in self:
            told = standing.told_count
            standing.satisfaction = standing.told_points / told if told else False

    def _read_group_select(self, aggregate_spec, query):
        """Extended: the mean over the estates of a group that have five answers."""
        if aggregate_spec.partition(":")[0] != "satisfaction":
            return super()._read_group_select(aggregate_spec, query)
        told, points = (self._sql_sum([name], query) for name in ("told_count", "told_points"))
        return SQL("ROUND((%s / NULLIF(%s, 0))::numeric, 2)", points, told)

    # What stands behind a figure

    def action_open_rates(self):
        """Open the lines of the newest rate report of this estate."""
        return self._open("property_arrears.action_arrears_rate_line", search_default_newest=1)

    def action_open_contacts(self):
        """Open what came after the contacts in this estate."""
        return self._open("property_arrears.action_arrears_outreach")

    def action_open_complaints(self):
        """Open the complaints of this estate."""
        return self._open("property_arrears.action_arrears_grievance", [("kind", "=", "complaint")])

    def _open(self, action, domain=(), **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        return {
            **action,
            "domain": [("estate_id", "=", self.estate_id.id), *domain],
            "context": context,
        }
