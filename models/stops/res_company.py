from odoo import fields, models


class ResCompany(models.Model):
    """The terms of what stops collection for a while. Tightening is free within these bounds."""

    _inherit = "res.company"

    arrears_ledger_days = fields.Integer(
        string="Working days without a statement",
        default=5,
        help="When the newest bank movement of a receiving account is older, nobody is pursued "
        "whose payment would show there.",
    )
    arrears_trace_days = fields.Integer(
        string="Working days to trace a payment",
        default=3,
        help="Who says that it is paid is owed a result after so many working days.",
    )
    arrears_answer_days = fields.Integer(
        string="Working days to a first answer",
        default=3,
        help="Who asks or complains is owed a first answer after so many working days.",
    )
    arrears_grievance_quiet_days = fields.Integer(
        string="Quiet days after a remedy",
        default=14,
        help="Nothing is asked for until so many days after what went wrong was put right.",
    )
    arrears_extension_days = fields.Integer(
        string="Longest extension in days",
        default=15,
        help="How far from today an agreed day of payment may lie.",
    )
    arrears_extensions_a_year = fields.Integer(
        string="Extensions a card and year",
        default=1,
        help="Extensions and payment plans within twelve months. Owners in hardship are excepted.",
    )
    arrears_needs_certificate = fields.Boolean(
        string="Collectors need a certificate",
        help="Whoever has no valid yearly certificate logs no call or visit, starts no run and is "
        "given no calls.",
    )

    _arrears_stop_bounds = models.Constraint(
        "CHECK (arrears_ledger_days BETWEEN 1 AND 10 AND arrears_trace_days BETWEEN 1 AND 5"
        " AND arrears_answer_days BETWEEN 1 AND 10"
        " AND arrears_grievance_quiet_days BETWEEN 7 AND 90"
        " AND arrears_extension_days BETWEEN 1 AND 60"
        " AND arrears_extensions_a_year BETWEEN 0 AND 3)",
        "Out of bounds: 1 to 10 working days without a statement, 1 to 5 to trace a payment, 1 to "
        "10 to a first answer, 7 to 90 quiet days after a remedy, extensions of 1 to 60 days, 0 to "
        "3 a year.",
    )

    def _arrears_people(self, group):
        """Who of a group works in this company; the administrator only where nobody else does.

        :param group: name of the group without its prefix, as ``accountant``
        """
        self.ensure_one()
        found = (
            self.env.ref(f"property_arrears.group_{group}")
            .sudo()
            .all_user_ids.filtered(
                lambda user: user.active and not user.share and self in user.company_ids
            )
            .sorted("id")
        )
        return found - self.env.ref("base.user_admin") or found

    def _arrears_calendar(self, estate=None):
        """Working days where an estate lies; the plain week without one."""
        place = (estate or self.env["arrears.estate"]).jurisdiction_id
        return self.env["arrears.holiday"]._calendar(place)
