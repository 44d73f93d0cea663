from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_duration

from ...engine.preferred_hours import is_possible

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("wechat", "WeChat"),
    ("call", "Call"),
]
SATISFACTION = [
    ("5", "Very satisfied"),
    ("4", "Satisfied"),
    ("3", "So-so"),
    ("2", "Dissatisfied"),
    ("1", "Very dissatisfied"),
]


class ArrearsPreference(models.Model):
    """What an owner answered of free will: hours and channel that suit, how satisfied, what could
    be better.

    Nothing else is asked and nothing else is kept. Hours and channel choose time and way of a
    contact; nothing of it decides anything about the debt, and it may be taken back.
    """

    _name = "arrears.preference"
    _description = "Preferences of an owner"
    _inherit = "arrears.said.by.owner"

    hour_from = fields.Float(string="Earliest", required=True, default=9)
    hour_to = fields.Float(string="Latest", required=True, default=20)
    channel = fields.Selection(
        CHANNELS,
        string="Preferred channel",
        help="A message goes this way first where the firm uses it and knows an address there. It "
        "widens nothing.",
    )
    satisfaction = fields.Selection(SATISFACTION, string="Satisfied with the service")
    suggestion = fields.Text(
        string="What could be better",
        help="Whoever manages the estate gets the task to look at it.",
    )
    purpose_told = fields.Boolean(
        string="Given of free will",
        help="The owner was told what each answer is kept for, and that it may be taken back at "
        "any time.",
    )
    told_on = fields.Date(
        string="Said on",
        required=True,
        readonly=True,
        default=lambda self: self.env.company._arrears_today(),
    )

    _one_an_owner = models.UniqueIndex(
        "(company_id, debtor_id)", "The preferences of this owner are known: change those."
    )
    _free_will = models.Constraint(
        "CHECK (purpose_told)",
        "Answers are kept only where the owner was told what for, and gave them freely.",
    )

    @api.constrains("hour_from", "hour_to", "case_id")
    def _check_hours(self):
        """:raises ValidationError: nobody could be called in these hours"""
        contact = self.env["arrears.contact"]
        for preference in self:
            rules = contact._rules_of(preference.case_id.sudo().estate_id.jurisdiction_id)
            window = preference._window()
            if not is_possible(window.start, window.end, rules):
                call = rules.families["call"]
                raise ValidationError(
                    self.env._(
                        "Within %(wanted)s there is no hour for a call: calls are allowed from "
                        "%(start)s to %(end)s, at weekends from %(weekend_start)s to "
                        "%(weekend_end)s.",
                        wanted="–".join(
                            format_duration(hour)
                            for hour in (preference.hour_from, preference.hour_to)
                        ),
                        start=f"{call.window.start:%H:%M}",
                        end=f"{call.window.end:%H:%M}",
                        weekend_start=f"{call.weekend.start:%H:%M}",
                        weekend_end=f"{call.weekend.end:%H:%M}",
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Keep answers; a suggestion becomes a task."""
        preferences = super().create(vals_list)
        preferences.filtered("suggestion")._ask_to_improve()
        return preferences

    def write(self, vals):
        """Change answers; a suggestion in other words is a new one, and becomes a task."""
        before = {preference.id: preference.suggestion for preference in self}
        result = super().write(vals)
        self.filtered(
            lambda one: one.suggestion and one.suggestion != before[one.id]
        )._ask_to_improve()
        return result

    def _ask_to_improve(self):
        """The task for the manager of the estate, else for the first manager."""
        for preference in self:
            case = preference.case_id.sudo()
            managers = preference.company_id._arrears_people("manager")
            manager = (case.estate_id.manager_id or managers)[:1]
            if manager:
                words = self.with_context(lang=manager.lang or self.env.lang)
                case.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=fields.Date.add(preference.company_id._arrears_today(), days=14),
                    summary=words.env._("A suggestion of an owner: what can be done?"),
                    note=preference.suggestion,
                    user_id=manager.id,
                )

    def _window(self):
        return self.env["arrears.contact"]._window(self.hour_from, self.hour_to)

    @api.model
    def _windows(self, company, debtors):
        """``{debtor id: Window}`` of those who told us their hours."""
        found = self.sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "in", debtors.ids)]
        )
        return {one.debtor_id.id: one._window() for one in found}

    @api.model
    def _channels(self, company, debtors):
        """``{debtor id: channel}`` of those who told us which they would like."""
        found = self.sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "in", debtors.ids),
             ("channel", "!=", False)]
        )  # fmt: skip
        return {one.debtor_id.id: one.channel for one in found}
