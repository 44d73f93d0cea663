from odoo import api, fields, models

DEVELOPER_RULES = [
    ("through_month", "Through the month of delivery"),
    ("to_the_day", "Up to the day before delivery"),
]


class ArrearsJurisdiction(models.Model):
    """A preset of legal parameters: data that a local lawyer confirms, not code.

    Hours are local hours of the day as decimals (19.5 is 19:30). The ordinary hours are the
    firm's own policy; the hard stop is the line that no setting may cross.
    """

    _name = "arrears.jurisdiction"
    _description = "Jurisdiction"
    _order = "sequence, code"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code that other settings refer to, e.g. CN.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    country_ids = fields.Many2many(
        "res.country",
        string="Countries",
        help="New estates of a company in one of these countries start with this preset.",
    )
    note = fields.Text(translate=True, help="Sources, and what a local lawyer has to confirm.")

    limitation_years = fields.Integer(
        string="Limitation (years)",
        default=3,
        required=True,
        help="Years after which a debt is time-barred, counted for each service period.",
    )
    late_fee_cap_permille = fields.Float(
        string="Late fee cap (‰ a day)",
        digits=(6, 3),
        required=True,
        help="The highest daily late fee in thousandths of the unpaid principal.",
    )

    developer_rule = fields.Selection(
        DEVELOPER_RULES,
        string="Developer pays",
        default="through_month",
        required=True,
        help="Until when the developer pays for a unit that is handed over to its buyer. The owner "
        "pays from the day after.",
    )

    message_hour_from = fields.Float(string="Messages from", default=9.0, required=True)
    message_hour_to = fields.Float(string="Messages until", default=20.0, required=True)
    call_hour_from = fields.Float(string="Calls from", default=9.0, required=True)
    call_hour_to = fields.Float(string="Calls until", default=20.0, required=True)
    weekend_call_hour_from = fields.Float(string="Weekend calls from", default=10.0, required=True)
    weekend_call_hour_to = fields.Float(string="Weekend calls until", default=19.0, required=True)
    visit_hour_from = fields.Float(string="Visits from", default=9.0, required=True)
    visit_hour_to = fields.Float(string="Visits until", default=19.5, required=True)
    hard_hour_from = fields.Float(
        string="Never before",
        default=8.0,
        required=True,
        help="No contact of any kind before this hour, whatever a policy says.",
    )
    hard_hour_to = fields.Float(
        string="Never after",
        default=22.0,
        required=True,
        help="No contact of any kind after this hour, whatever a policy says.",
    )
    hard_visit_hour_to = fields.Float(string="No visit after", default=20.5, required=True)
    holidays_blocked = fields.Boolean(
        string="No calls or visits on statutory holidays",
        default=True,
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)",
        "There is a jurisdiction with this code already: change that one instead.",
    )
    _limitation_positive = models.Constraint(
        "CHECK (limitation_years > 0)",
        "The limitation of a debt is at least one year.",
    )
    _late_fee_cap_sane = models.Constraint(
        "CHECK (late_fee_cap_permille >= 0 AND late_fee_cap_permille <= 10)",
        "A daily late fee is given in thousandths, so 0.5 is 0.5 ‰ a day; 10 is the most.",
    )
    _hours_in_order = models.Constraint(
        "CHECK (message_hour_from >= hard_hour_from AND message_hour_to <= hard_hour_to"
        " AND call_hour_from >= hard_hour_from AND call_hour_to <= hard_hour_to"
        " AND weekend_call_hour_from >= hard_hour_from AND weekend_call_hour_to <= hard_hour_to"
        " AND visit_hour_from >= hard_hour_from AND visit_hour_to <= hard_visit_hour_to"
        " AND message_hour_from < message_hour_to AND call_hour_from < call_hour_to"
        " AND weekend_call_hour_from < weekend_call_hour_to AND visit_hour_from < visit_hour_to"
        " AND hard_hour_from >= 0 AND hard_hour_to <= 24 AND hard_visit_hour_to <= hard_hour_to)",
        "Hours run from earlier to later and stay inside the hard stop: "
        "tighten the ordinary hours, or correct the hard stop first.",
    )

    @api.model
    def _for_country(self, country):
        """The preset of a country, else the first one there is.

        :param country: a ``res.country`` record, may be empty
        """
        preset = self.search([("country_ids", "in", country.ids)], limit=1) if country else self
        return preset or self.search([], limit=1)
