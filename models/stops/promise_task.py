from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.promise_tasks import ASK_WITHIN_DAYS, is_to_ask, is_to_confirm
from ..collection.contact_gate import AUTOMATIC_ONLY

KINDS = [
    ("confirm", "Confirm the day before"),
    ("ask", "Ask what went wrong"),
]
# The longest row of holidays before which a promise may have to be confirmed.
LOOK_AHEAD_DAYS = 12


class ArrearsPromiseTask(models.Model):
    """That a task about a promise was given. The unique key gives each one once."""

    _name = "arrears.promise.task"
    _description = "Task about a promise"
    _order = "day desc, id desc"
    _rec_name = "promise_id"

    promise_id = fields.Many2one(
        "arrears.promise", required=True, readonly=True, index=True, ondelete="restrict"
    )
    case_id = fields.Many2one(related="promise_id.case_id")
    company_id = fields.Many2one(
        related="promise_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _once = models.UniqueIndex("(promise_id, kind)", "This task was given already.")

    def write(self, vals):
        """Only the task itself is ever added."""
        if set(vals) - {"activity_id"}:
            raise UserError(self.env._("That a task was given is a fact and isn't changed."))
        return super().write(vals)

    @api.model
    def _give(self, company):
        """Give the day's tasks about promises to the collectors of their cards."""
        today = company._arrears_today()
        wanted = {
            "confirm": self._to_confirm(company, today),
            "ask": self._to_ask(company, today),
        }
        for kind, promises in wanted.items():
            workable = promises.filtered(
                lambda promise: promise.case_id.user_id and promise.case_id.state != "closed"
            )
            self.sudo()._give_for(company, kind, workable, today)

    @api.model
    def _to_confirm(self, company, today):
        """Running promises whose day is near enough, holidays between left out."""
        promises = self.env["arrears.promise"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("promised_by", ">=", today),
                ("promised_by", "<=", fields.Date.add(today, days=LOOK_AHEAD_DAYS)),
                ("hold_id.lifted_on", "=", False),
                ("task_ids", "not any", [("kind", "=", "confirm")]),
            ]
        )  # fmt: skip
        found = promises.browse()
        for place, group in promises.grouped(lambda p: p.case_id.estate_id.jurisdiction_id).items():
            calendar = self.env["arrears.holiday"]._calendar(place)
            found += group.filtered(
                lambda p, days=calendar: is_to_confirm(p.made_on, p.promised_by, days, today)
            )
        return found

    @api.model
    def _to_ask(self, company, today):
        """Promises that were judged broken or kept in part, on cards that may be called."""
        promises = (
            self.env["arrears.promise"]
            .sudo()
            .search(
                Domain("company_id", "=", company.id)
                & Domain("state", "in", ("broken", "part"))
                & Domain("judged_on", ">=", fields.Date.subtract(today, days=ASK_WITHIN_DAYS))
                & Domain("task_ids", "not any", [("kind", "=", "ask")])
            )
        )
        promises = promises.filtered(lambda promise: is_to_ask(promise.judged_on, today))
        stops = promises.case_id._stop_reasons(today) if promises else {}
        stopped = {
            case_id
            for case_id, reasons in stops.items()
            if any(reason.code not in AUTOMATIC_ONLY for reason in reasons)
        }
        return promises.filtered(lambda promise: promise.case_id.id not in stopped)

    def _give_for(self, company, kind, promises, today):
        """Claim the tasks first: of two jobs at the same moment one gets the row."""
        if not promises:
            return
        self.flush_model()
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s::date, %s, %s, now(), now())",
                promise.id, company.id, kind, today, self.env.uid, self.env.uid)
            for promise in promises
        )  # fmt: skip
        won = self.env.execute_query(
            SQL(
                """
                INSERT INTO arrears_promise_task
                       (promise_id, company_id, kind, day, create_uid, write_uid, create_date,
                        write_date)
                VALUES %s ON CONFLICT (promise_id, kind) DO NOTHING RETURNING id, promise_id
                """,
                rows,
            )
        )
        for task_id, promise_id in won:
            promise = self.env["arrears.promise"].browse(promise_id)
            activity = promise.case_id._give_call_task(promise._task_words(kind))
            self.browse(task_id).activity_id = activity
        self.env["arrears.promise"].invalidate_model(["task_ids"])
