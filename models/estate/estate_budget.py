from odoo import api, fields, models


class ArrearsEstateBudget(models.Model):
    """What an estate means to spend in a year on one purpose, as the owners' meeting reads it.

    The owners' body convenes and decides; the firm supplies the figures. A plan alone: nothing is
    booked and nothing is collected from it.
    """

    _name = "arrears.estate.budget"
    _description = "Budget of an estate"
    _order = "year desc, amount desc, id"
    _check_company_auto = True

    estate_id = fields.Many2one(
        "arrears.estate", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="estate_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: self.env.company._arrears_today().year + 1,
    )
    account_id = fields.Many2one(
        "account.account",
        string="Spent on",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain=[("internal_group", "=", "expense")],
        help="The cost account, so that the plan stands beside what was spent.",
    )
    amount = fields.Monetary(string="Amount planned", required=True)

    _once = models.Constraint(
        "UNIQUE (estate_id, year, account_id)",
        "The budget of this year has a line for this account already: change that one.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A budget says what is to be spent: zero or more."
    )
    _year_sane = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2100)", "Write the year with four digits, e.g. 2027."
    )

    @api.depends("year", "account_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.year} {line.account_id.name or ''}".strip()
