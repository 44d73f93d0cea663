from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.priority import PriorityFacts, score


class ArrearsCase(models.Model):
    """What follows a refresh: episodes, priorities, tasks of closed cards."""

    _inherit = "arrears.case"

    @api.model
    def _refresh_episodes(self, touched, company, today):
        """Open an episode for each open card without one; end those of closed cards."""
        values = {"ids": touched.ids, "company": company.id, "today": today}
        stamp = {"uid": self.env.uid, "now": fields.Datetime.now()}
        self.env["arrears.case.episode"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE arrears_case_episode e
                   SET closed_on = GREATEST(%(today)s, e.opened_on),
                       write_uid = %(uid)s, write_date = %(now)s
                  FROM arrears_case c
                 WHERE c.id = e.case_id AND e.closed_on IS NULL AND c.state = 'closed'
                   AND c.company_id = %(company)s AND c.id = ANY(%(ids)s)
                """,
                **values,
                **stamp,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO arrears_case_episode
                       (case_id, company_id, opened_on, amount_opened, amount_highest,
                        create_uid, write_uid, create_date, write_date)
                SELECT c.id, c.company_id, %(today)s, c.amount_overdue, c.amount_overdue,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM arrears_case c
                 WHERE c.state != 'closed' AND c.company_id = %(company)s AND c.id = ANY(%(ids)s)
                ON CONFLICT (case_id) WHERE closed_on IS NULL
                DO UPDATE SET amount_highest = EXCLUDED.amount_highest
                        WHERE arrears_case_episode.amount_highest < EXCLUDED.amount_highest
                """,
                **values,
                **stamp,
            )
        )

    def _wind_up_closed(self, today):
        """Where nothing is overdue any more: no task of a run is left, promises are kept."""
        closed = self.sudo().filtered(lambda case: case.state == "closed")
        if closed:
            closed.activity_ids.filtered("automated").unlink()
            self.env["arrears.hold"].sudo()._end_with_case(closed, today)

    def _point_to_holds(self, today):
        """A card that came on hold points to the day its hold is looked at again."""
        running = self._running_holds(today)
        figures = {}
        for case in self:
            if case.state == "held":
                until = [h.date_until for h in running.get(case.id, ()) if h.date_until]
                figures[case.id] = {
                    "next_action": "review" if until else "none",
                    "next_action_date": max(until, default=None),
                }
            elif case.next_action == "review":
                figures[case.id] = {"next_action": "none", "next_action_date": None}
        self._update_figures(figures)

    def _priority_facts(self, today):
        """Facts for the work list. Rooms add theirs by overriding.

        :return: ``{case id: keyword arguments of PriorityFacts}``
        """
        broken = self.env["arrears.hold"].sudo()._broken_promises(self, today)
        return {
            case.id: {
                "days_overdue": (today - case.oldest_due_date).days,
                "pursued": int(case.amount_pursued),
                "days_to_limitation": (case.limitation_date - today).days,
                "broken_promises": broken.get(case.id, 0),
                "held": case.state == "held",
            }
            for case in self
            if case.state != "closed"
        }

    def _update_priorities(self, today):
        """Write the scores that changed, in one statement."""
        scores = {
            case_id: score(PriorityFacts(**facts))
            for case_id, facts in self._priority_facts(today).items()
        }
        self._update_figures(
            {case_id: {"priority_score": points} for case_id, points in scores.items()}
        )

    @api.model
    def _update_figures(self, values_by_case):
        """Write figures of many cards by one statement, touching only rows that differ.

        :param values_by_case: ``{case id: {field: value}}``, the same fields for each card
        """
        if not values_by_case:
            return
        names = list(next(iter(values_by_case.values())))
        columns = [self._fields[name].column_type[1] for name in names]
        rows = SQL(", ").join(
            SQL("(%s, %s)", case_id, SQL(", ").join(SQL("%s", values[name]) for name in names))
            for case_id, values in values_by_case.items()
        )
        typed = SQL(", ").join(
            SQL("v.%s::%s", SQL.identifier(name), SQL(column))
            for name, column in zip(names, columns, strict=True)
        )
        self.flush_model(names)
        self.env.cr.execute(
            SQL(
                "UPDATE arrears_case c SET %(set)s, write_date = %(now)s FROM (VALUES %(rows)s) "
                "AS v (id, %(names)s) WHERE c.id = v.id::integer AND (%(old)s) IS DISTINCT FROM "
                "(%(typed)s)",
                set=SQL(", ").join(
                    SQL("%s = v.%s::%s", SQL.identifier(n), SQL.identifier(n), SQL(column))
                    for n, column in zip(names, columns, strict=True)
                ),
                rows=rows,
                names=SQL(", ").join(SQL.identifier(name) for name in names),
                old=SQL(", ").join(SQL.identifier("c", name) for name in names),
                typed=typed,
                now=fields.Datetime.now(),
            )
        )
        self.browse(values_by_case).invalidate_recordset(names, flush=False)
