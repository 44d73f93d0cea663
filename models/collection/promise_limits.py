from odoo import fields, models

from ...engine.promise import GRACE_WORKING_DAYS, KEPT_PERCENT, Limits


class ResCompany(models.Model):
    """What a firm accepts as a promise, and how far the nightly judging of promises has come."""

    _inherit = "res.company"

    arrears_promise_days = fields.Integer(
        string="Days a promise may lie ahead",
        default=Limits().alone,
        help="What a collector accepts alone.",
    )
    arrears_promise_leader_days = fields.Integer(
        string="Days ahead with a manager",
        default=Limits().with_leader,
        help="What a manager may accept.",
    )
    arrears_promise_grace_days = fields.Integer(
        string="Working days a transfer may take",
        default=GRACE_WORKING_DAYS,
        help="Money with a value date until so many working days after the promised day keeps "
        "the promise.",
    )
    arrears_promise_kept_percent = fields.Integer(
        string="Percent that keep a promise",
        default=KEPT_PERCENT,
        help="So much of what was promised keeps the promise: nobody breaks his word over the "
        "cents.",
    )
    # Where the night's judging stands: which day, the last promise, and whether it is through.
    arrears_judged_day = fields.Date(string="Promises judged on", readonly=True)
    arrears_judged_up_to = fields.Integer(string="Last promise judged", readonly=True)
    arrears_judged_done = fields.Boolean(string="All promises judged", readonly=True)

    _arrears_promise_bounds = models.Constraint(
        "CHECK (arrears_promise_days BETWEEN 1 AND 30"
        " AND arrears_promise_leader_days BETWEEN arrears_promise_days AND 60"
        " AND arrears_promise_grace_days BETWEEN 1 AND 10"
        " AND arrears_promise_kept_percent BETWEEN 50 AND 100)",
        "A promise lies 1 to 30 days ahead (with a manager up to 60, and no less than without), "
        "a transfer takes 1 to 10 working days, and 50 to 100 percent keep a promise.",
    )

    def _arrears_promise_limits(self):
        """How far ahead one may promise here, for the engine."""
        return Limits(self.arrears_promise_days, self.arrears_promise_leader_days)

    def _arrears_left_to_judge(self):
        """The companies whose promises were not all judged today; all, where all of them were."""
        left = self.filtered(
            lambda company: (
                not (
                    company.arrears_judged_done
                    and company.arrears_judged_day == company._arrears_today()
                )
            )
        )
        if not left:
            for company in self:
                company._arrears_judged(company._arrears_today())
        return left or self

    def _arrears_judged_up_to(self, today):
        """Id of the last promise that was judged today, if the job was cut off then."""
        return self.arrears_judged_up_to if self.arrears_judged_day == today else 0

    def _arrears_judged(self, today, up_to=0, done=False):
        """Remember how far judging has come on a day."""
        self.write(
            {
                "arrears_judged_day": today,
                "arrears_judged_up_to": up_to,
                "arrears_judged_done": done,
            }
        )
