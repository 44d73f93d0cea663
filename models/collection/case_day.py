from odoo import api, fields, models
from odoo.tools import SQL

# A card with a task of the person is always there; of the others one a debtor, and only where no
# task of that debtor is: a call about twenty units is one line. A message leaves by itself and is
# nobody's work, unless it is sent by hand: then it is a task.
DUE = """
WITH due AS (
    SELECT c.id, c.company_id, c.debtor_id, c.priority_score, c.oldest_due_date,
           c.id IN (%(tasks)s) AS has_task,
           c.user_id = %(user)s AND c.next_action <> 'message'
               AND c.next_action_date <= %(today)s AS has_step
      FROM arrears_case c
     WHERE c.state <> 'closed' AND c.company_id = ANY(%(companies)s)
)
SELECT id
  FROM (SELECT id, has_task,
               ROW_NUMBER() OVER (PARTITION BY company_id, debtor_id
                                  ORDER BY has_task DESC, priority_score DESC, oldest_due_date, id)
                   AS place
          FROM due WHERE has_task OR has_step) ranked
 WHERE has_task OR place = 1
"""
TASKS = """
SELECT a.res_id FROM mail_activity a
 WHERE a.res_model = 'arrears.case' AND a.active AND a.user_id = %(user)s
   AND a.date_deadline <= %(today)s
"""


class ArrearsCase(models.Model):
    """What is due for a person today: one line a debtor, however many cards one call is about."""

    _inherit = "arrears.case"

    due_for_me = fields.Boolean(
        string="Due for me today", compute="_compute_due_for_me", search="_search_due_for_me"
    )

    @api.depends_context("uid", "arrears_today")
    def _compute_due_for_me(self):
        due = self.search([("id", "in", self.ids), ("due_for_me", "=", True)])
        for case in self:
            case.due_for_me = case in due

    @api.model
    def _search_due_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model()
        today = self.env.company._arrears_today()
        due = SQL(
            DUE,
            tasks=self._tasks_due(self.env.user, today),
            user=self.env.uid,
            today=today,
            companies=self.env.companies.ids,
        )
        return [("id", "in", [row[0] for row in self.env.execute_query(due)])]

    @api.model
    def _tasks_due(self, user, today):
        """The cards on which a person has a task that is due. Rooms add theirs through
        ``super()``.

        :return: SQL that selects ids of cards
        """
        self.env["mail.activity"].flush_model()
        return SQL(TASKS, user=user.id, today=today)
