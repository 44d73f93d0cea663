from odoo import fields, models


class ArrearsCapacity(models.Model):
    """How many tasks a day one collector is given, where that differs from the company's number:
    somebody who works half days, or who only visits."""

    _name = "arrears.capacity"
    _description = "Capacity of a collector"
    _order = "company_id, user_id"
    _rec_name = "user_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    calls_a_day = fields.Integer(
        string="Calls a day",
        required=True,
        aggregator=False,
        default=lambda self: self.env.company.arrears_calls_a_day,
        help="Instead of the company's number. 0: no limit.",
    )
    visits_a_day = fields.Integer(
        string="Visits a day",
        required=True,
        aggregator=False,
        default=lambda self: self.env.company.arrears_visits_a_day,
        help="Instead of the company's number. 0: no limit.",
    )

    _one_a_person = models.Constraint(
        "UNIQUE (company_id, user_id)", "This collector has numbers of the own: change those."
    )
    _not_negative = models.Constraint(
        "CHECK (calls_a_day >= 0 AND visits_a_day >= 0)",
        "The number of tasks a day cannot be negative.",
    )
