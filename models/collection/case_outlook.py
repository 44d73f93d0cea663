from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.ladder import outlook

_ROW = Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
_TABLE = Markup(
    '<table class="table table-sm"><thead><tr><th>%s</th><th>%s</th><th>%s</th></tr></thead>'
    "<tbody>%s</tbody></table>"
)


class ArrearsCase(models.Model):
    """What would come next on a card and when: read from its policy, nowhere written."""

    _inherit = "arrears.case"

    outlook = fields.Html(
        string="What would come",
        compute="_compute_outlook",
        sanitize=False,
        help="If nothing is paid or agreed. Hours, limits and full days may put a step off.",
    )

    @api.depends("state", "policy_id", "user_id", "next_action_date")
    @api.depends_context("arrears_today", "lang", "uid")
    def _compute_outlook(self):
        rows = {}
        for company, cases in self.filtered(lambda one: one.state != "closed").grouped(
            "company_id"
        ).items():  # fmt: skip
            run = self.env["arrears.run"].sudo().new({"company_id": company.id})
            rows |= run._outlook_of(cases.sudo())
        for case in self:
            case.outlook = case._as_plan(rows.get(case.id, ()))

    def _as_plan(self, rows):
        """The lines of the plan: day, step, who does it. Nothing where nothing would come."""
        if not rows:
            return False
        _, channels = self.env._, self.env["arrears.policy.step"]._fields["channel"]
        labels = dict(channels._description_selection(self.env))
        who = self.sudo().user_id.name or _("Nobody yet")
        by = {"message": _("By itself"), "legal": _("A manager decides")}
        steps = self.env["arrears.policy.step"].sudo()
        lines = Markup("").join(
            _ROW
            % (
                format_date(self.env, day),
                f"{steps.browse(step.key).name} · {labels[step.channel]}",
                by.get(step.channel, who),
            )
            for day, step in rows
        )
        return _TABLE % (_("When"), _("What"), _("Who"), lines)


class ArrearsRun(models.Model):
    """Looking ahead with the facts and the rules of a run."""

    _inherit = "arrears.run"

    def _outlook_of(self, cases):
        """The next steps of each of these open cards of the company, by its own ladder.

        :return: ``{case id: [(date, Step)]}``
        """
        facts = self._facts(cases)
        holds = cases._running_holds(facts.today)
        return {
            case.id: outlook(
                facts.steps[facts.policies[case.id].id],
                facts.positions[case.id],
                self._free_from(holds.get(case.id, ()), facts.today),
                self._all_obstacles(case, facts),
            )
            for case in cases
            if facts.policies.get(case.id)
            and not facts.apart.get(case.debtor_id.id)
            and facts.positions[case.id].principal
        }

    def _free_from(self, holds, today):
        """The day after the last hold that has an end; today where there is none."""
        ends = [hold.date_until for hold in holds if hold.date_until]
        return max([today, *(end + timedelta(days=1) for end in ends)])
