from odoo import fields, models

from ...engine.plan import Terms


class ResCompany(models.Model):
    """The terms of payment plans; the defaults are those of the domain notes, 4.2."""

    _inherit = "res.company"

    arrears_plan_first_days = fields.Integer(
        string="Days to the first instalment",
        default=15,
        help="From the proposal to the first instalment, at least.",
    )
    arrears_plan_months = fields.Integer(
        string="Instalments of a plan",
        default=12,
        help="Up to so many months a plan needs no word of its own. Longer ones say why.",
    )
    arrears_plan_longest_months = fields.Integer(
        string="Instalments of the longest plan",
        default=18,
        help="Who would need longer makes token payments, and a reviewer looks every six months.",
    )
    arrears_plan_cure_days = fields.Integer(
        string="Days to catch up",
        default=15,
        help="From the friendly notice of a missed instalment until a person looks at the plan.",
    )
    arrears_plans_a_year = fields.Integer(
        string="Payment plans an owner and year",
        default=1,
        help="Within twelve months. Owners in hardship are excepted.",
    )

    _arrears_plan_bounds = models.Constraint(
        "CHECK (arrears_plan_first_days BETWEEN 1 AND 60"
        " AND arrears_plan_months BETWEEN 3 AND 12"
        " AND arrears_plan_longest_months BETWEEN arrears_plan_months AND 18"
        " AND arrears_plan_cure_days BETWEEN 15 AND 60"
        " AND arrears_plans_a_year BETWEEN 0 AND 3)",
        "Out of bounds: 1 to 60 days to the first instalment, plans of 3 to 12 months and longer "
        "ones up to 18, 15 to 60 days to catch up, 0 to 3 plans a year.",
    )

    def _arrears_plan_terms(self):
        """The terms as the engine knows them."""
        self.ensure_one()
        return Terms(
            first_days=self.arrears_plan_first_days,
            standard=self.arrears_plan_months,
            longest=self.arrears_plan_longest_months,
            cure_days=self.arrears_plan_cure_days,
            a_year=self.arrears_plans_a_year,
        )
