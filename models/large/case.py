from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

# The task stands on the account; the most important card of the debtor carries it into the day.
TASKS = """
%(others)s
 UNION ALL
(SELECT DISTINCT ON (large.id) card.id
   FROM mail_activity a
   JOIN arrears_large_debtor large ON large.id = a.res_id
   JOIN arrears_case card ON card.company_id = large.company_id
                         AND card.debtor_id = large.debtor_id AND card.state <> 'closed'
  WHERE a.res_model = 'arrears.large.debtor' AND a.active AND a.user_id = %(user)s
    AND a.date_deadline <= %(today)s
  ORDER BY large.id, card.priority_score DESC, card.oldest_due_date, card.id)
"""


class ArrearsCase(models.Model):
    """Cards of large debtors: they wear a badge and stand aside from the board."""

    _inherit = "arrears.case"

    is_large_debtor = fields.Boolean(
        string="Of a large debtor",
        compute="_compute_is_large_debtor",
        search="_search_is_large_debtor",
        help="The account is worked as a whole; the card takes no steps of its own.",
    )

    @api.depends("debtor_id", "company_id")
    def _compute_is_large_debtor(self):
        large = self._large_accounts()
        for case in self:
            case.is_large_debtor = (case.company_id, case.sudo().debtor_id) in large

    @api.model
    def _search_is_large_debtor(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.env["arrears.large.debtor"].sudo().search([("state", "=", "account")])
        return Domain.OR(
            Domain("company_id", "=", company.id) & Domain("debtor_id", "in", group.debtor_id.ids)
            for company, group in rows.grouped("company_id").items()
        )

    @api.model
    def _domain_worked_by_me(self):
        """Extended: whoever keeps an account, or stands in for who does, works all of its cards."""
        debtors = self.env["arrears.large.debtor"]._worked_by(self.env.user)
        return Domain.OR([
            super()._domain_worked_by_me(),
            *(
                Domain("company_id", "=", company) & Domain("debtor_id", "in", sorted(ids))
                for company, ids in debtors.items()
                if ids
            ),
        ])  # fmt: skip

    @api.model
    def _tasks_due(self, user, today):
        """Extended: the statement that an account waits for, as one line."""
        self.env["arrears.large.debtor"].flush_model()
        return SQL(TASKS, others=super()._tasks_due(user, today), user=user.id, today=today)

    def action_open_account(self):
        """Open the account of this large debtor, with its task and its papers."""
        self.ensure_one()
        self.check_access("read")
        account = self.env["arrears.large.debtor"].search(
            [("company_id", "=", self.company_id.id), ("debtor_id", "=", self.sudo().debtor_id.id)]
        )  # fmt: skip
        if not account:
            raise AccessError(self.env._("Somebody else keeps the account of this debtor."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "arrears.large.debtor",
            "res_id": account.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _large_accounts(self):
        """The accounts worked as a whole: ``{(company, debtor)}``."""
        rows = self.env["arrears.large.debtor"].sudo().search(
            [("company_id", "in", self.company_id.ids), ("state", "=", "account"),
             ("debtor_id", "in", self.sudo().debtor_id.ids)]
        )  # fmt: skip
        return {(row.company_id, row.debtor_id) for row in rows}

    def _card_badges(self):
        """Extended: the badge of a large debtor."""
        badges = super()._card_badges()
        badge = {
            "code": "large_debtor",
            "label": self.env._("Large debtor"),
            "color": "info",
            "icon": "fa-building-o",
        }
        for case in self.filtered("is_large_debtor"):
            badges[case.id].append(badge)
        return badges
