from odoo import fields, models

SUMS = (
    *("amount_overdue", "amount_pursued", "amount_held"),
    *("age_1_30", "age_31_90", "age_91_180", "age_181_365", "age_over_365"),
)


class ArrearsLargeDebtor(models.Model):
    """What a large debtor owes: the sum of the cards, counted when it is looked at."""

    _inherit = "arrears.large.debtor"

    unit_count = fields.Integer(string="Units", compute="_compute_figures")
    case_count = fields.Integer(string="Cards", compute="_compute_figures")
    oldest_due_date = fields.Date(string="Oldest due date", compute="_compute_figures")
    amount_overdue = fields.Monetary(string="Overdue", compute="_compute_figures")
    amount_pursued = fields.Monetary(string="Pursued", compute="_compute_figures")
    amount_held = fields.Monetary(string="On hold", compute="_compute_figures")
    age_1_30 = fields.Monetary(string="1–30 days", compute="_compute_figures")
    age_31_90 = fields.Monetary(string="31–90 days", compute="_compute_figures")
    age_91_180 = fields.Monetary(string="91–180 days", compute="_compute_figures")
    age_181_365 = fields.Monetary(string="181–365 days", compute="_compute_figures")
    age_over_365 = fields.Monetary(string="Over a year", compute="_compute_figures")

    def _compute_figures(self):
        cases = self.env["arrears.case"].sudo()
        rows = cases._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("debtor_id", "in", self.sudo().debtor_id.ids),
                ("state", "!=", "closed"),
            ],
            ["company_id", "debtor_id"],
            ["unit_id:count_distinct", "__count", "oldest_due_date:min",
             *(f"{name}:sum" for name in SUMS)],
        )  # fmt: skip
        found = {(company, debtor): figures for company, debtor, *figures in rows}
        nothing = [0, 0, False, *[0] * len(SUMS)]
        for large in self.sudo():
            figures = found.get((large.company_id, large.debtor_id), nothing)
            large.unit_count, large.case_count, large.oldest_due_date, *sums = figures
            for name, value in zip(SUMS, sums, strict=True):
                large[name] = value
