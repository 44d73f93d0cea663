from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.money import amount, minor_units

# Everybody who has open cards, keeps an account or is in a team, once a company.
PEOPLE = """
SELECT (person.user_id::bigint * 10000 + person.company_id) AS id, person.user_id,
       person.company_id
  FROM (SELECT user_id, company_id FROM arrears_case
         WHERE user_id IS NOT NULL AND state <> 'closed'
         UNION
        SELECT user_id, company_id FROM arrears_large_debtor
         WHERE user_id IS NOT NULL AND state = 'account'
         UNION
        SELECT member.user_id, team.company_id
          FROM arrears_team_member_rel member JOIN arrears_team team ON team.id = member.team_id
         WHERE team.active) person
"""


class ArrearsCollectorDay(models.Model):
    """What each collector has done today, for the leader and the manager.

    Nothing is stored: every figure is counted when it is looked at and opens its records. It is
    for steering the work and stands in no text to anybody.
    """

    _name = "arrears.collector.day"
    _description = "Collector's day"
    _auto = False
    _order = "company_id, user_id"
    _rec_name = "user_id"
    _depends = {
        "arrears.case": ["company_id", "state", "user_id"],
        "arrears.large.debtor": ["company_id", "state", "user_id"],
        "arrears.team": ["active", "company_id", "member_ids"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    task_count = fields.Integer(string="Tasks due", compute="_compute_tasks")
    done_count = fields.Integer(string="Tasks done", compute="_compute_tasks")
    attempt_count = fields.Integer(
        string="Attempts", compute="_compute_contacts", help="Calls and visits, reached or not."
    )
    connected_count = fields.Integer(string="Connected", compute="_compute_contacts")
    promise_count = fields.Integer(string="Promises made", compute="_compute_contacts")
    breach_count = fields.Integer(string="Breaches", compute="_compute_contacts")
    amount_in = fields.Monetary(
        string="Service fee received",
        compute="_compute_amount_in",
        help="Service fee that was paid on cards of this collector, by value date today.",
    )

    @property
    def _table_query(self):
        return SQL(PEOPLE)

    def _compute_tasks(self):
        tasks = self.env["mail.activity"].sudo().with_context(active_test=False)
        for company, rows in self.grouped("company_id").items():
            today = company._arrears_today()
            due = self._by_user(tasks, rows._task_domain(today))
            done = self._by_user(
                tasks,
                rows._on_cards() & Domain("active", "=", False) & Domain("date_done", "=", today),
            )
            for row in rows:
                row.task_count = due.get(row.user_id.id, 0)
                row.done_count = done.get(row.user_id.id, 0)

    @api.model
    def _by_user(self, records, domain):
        return {user.id: count for user, count in
                records._read_group(domain, ["user_id"], ["__count"])}  # fmt: skip

    def _on_cards(self):
        """Tasks of these people on cards and accounts of their company."""
        there = [("company_id", "in", self.company_id.ids)]
        places = (self.env[name].sudo() for name in ("arrears.case", "arrears.large.debtor"))
        on_cards = Domain.OR(
            Domain("res_model", "=", place._name) & Domain("res_id", "in", place._search(there))
            for place in places
        )
        return on_cards & Domain("user_id", "in", self.user_id.ids)

    def _task_domain(self, today):
        due = Domain("active", "=", True) & Domain("date_deadline", "<=", today)
        return self._on_cards() & due

    def _compute_contacts(self):
        for company, rows in self.grouped("company_id").items():
            counts = {
                name: self._by_user(
                    self.env["arrears.contact"].sudo(),
                    [*rows._contact_domain(company), *condition],
                )
                for name, condition in self._contact_figures().items()
            }
            for row in rows:
                for name, found in counts.items():
                    row[name] = found.get(row.user_id.id, 0)

    @api.model
    def _contact_figures(self):
        out = [("direction", "=", "out"), ("channel", "in", ("call", "visit"))]
        return {
            "attempt_count": out,
            "connected_count": [*out, ("state", "=", "connected")],
            "promise_count": [("promise_date", "!=", False)],
            "breach_count": [("breach", "=", True)],
        }

    def _contact_domain(self, company):
        """Contacts that these people made today, on the clock of the company."""
        contact = self.env["arrears.contact"]
        midnight = datetime.combine(company._arrears_today(), time())
        start = contact._to_utc(midnight, company.partner_id, company)
        end = contact._to_utc(midnight + timedelta(days=1), company.partner_id, company)
        return [
            ("company_id", "=", company.id),
            ("user_id", "in", self.user_id.ids),
            ("moment", ">=", start),
            ("moment", "<", end),
        ]

    def _compute_amount_in(self):
        for company, rows in self.grouped("company_id").items():
            found = rows._principal_by_collector(company)
            digits = company.currency_id.decimal_places
            for row in rows:
                row.amount_in = amount(found.get(row.user_id.id, 0), digits)

    def _money_domain(self, company):
        return [
            ("company_id", "=", company.id),
            ("nature", "=", "payment"),
            ("value_date", "=", company._arrears_today()),
            ("settled_line_id", "!=", False),
        ]

    def _principal_by_collector(self, company):
        """Minor units of service fee paid today, by who works the card.

        A payment settles the service fee of its receivable first; so of what came in today for a
        receivable at most what its service fee has got in all is counted.

        :return: ``{user id: minor units}``
        """
        digits = company.currency_id.decimal_places
        paid = self.env["arrears.payment.history"].sudo()._read_group(
            self._money_domain(company), ["settled_line_id"], ["amount:sum"]
        )  # fmt: skip
        today = {line.id: minor_units(total, digits) for line, total in paid}
        charges = self.env["arrears.charge"].sudo().search(
            [("line_id", "in", list(today)), ("kind", "=", "principal"), ("state", "!=", "gone")]
        )  # fmt: skip
        cases = self.env["arrears.case"].sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "in", charges.debtor_id.ids)]
        )  # fmt: skip
        owner = {(case.debtor_id, case.unit_id): case.user_id.id for case in cases}
        found = {}
        for charge in charges:
            part = min(minor_units(charge.amount_allocated, digits), today[charge.line_id.id])
            today[charge.line_id.id] -= part
            user_id = owner.get((charge.debtor_id, charge.unit_id))
            found[user_id] = found.get(user_id, 0) + part
        return found

    # Each figure opens its records

    def action_open_tasks(self):
        """Open the cards with a task that is due; an account shows by its first card."""
        self.ensure_one()
        self.check_access("read")
        cases = self.env["arrears.case"]
        cards = cases._tasks_due(self.user_id, self.company_id._arrears_today())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tasks due"),
            "res_model": "arrears.case",
            "view_mode": "list,kanban,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("id", "in", [row[0] for row in self.env.execute_query(cards)]),
            ],
        }

    def _open_contacts(self, name):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contacts"),
            "res_model": "arrears.contact",
            "view_mode": "list,form",
            "domain": [*self._contact_domain(self.company_id), *self._contact_figures()[name]],
        }

    def action_open_attempts(self):
        """Open the calls and visits of today."""
        return self._open_contacts("attempt_count")

    def action_open_connected(self):
        """Open the talks of today."""
        return self._open_contacts("connected_count")

    def action_open_promises(self):
        """Open the talks of today in which a promise was given."""
        return self._open_contacts("promise_count")

    def action_open_breaches(self):
        """Open what happened today outside the rules."""
        return self._open_contacts("breach_count")
