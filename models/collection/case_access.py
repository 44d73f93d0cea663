from odoo import api, fields, models
from odoo.tools import SQL


class ArrearsCaseAccess(models.Model):
    """Who saw a debtor's full name and number: one row a case, person and day."""

    _name = "arrears.case.access"
    _description = "Opened card"
    _order = "last_at desc, id desc"
    _log_access = False

    case_id = fields.Many2one("arrears.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    day = fields.Date(required=True)
    first_at = fields.Datetime(string="First opened")
    last_at = fields.Datetime(string="Last opened")
    times = fields.Integer()

    _one_a_day = models.UniqueIndex("(case_id, user_id, day)")

    @api.model
    def _record(self, case, user):
        """Write down that ``user`` saw the debtor of ``case``."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_case_access
                       (case_id, company_id, user_id, day, first_at, last_at, times)
                VALUES (%(case)s, %(company)s, %(user)s, %(day)s, %(now)s, %(now)s, 1)
                ON CONFLICT (case_id, user_id, day)
                DO UPDATE SET last_at = %(now)s, times = arrears_case_access.times + 1
                RETURNING id
                """,
                case=case.id,
                company=case.company_id.id,
                user=user.id,
                day=case.company_id._arrears_today(),
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()
