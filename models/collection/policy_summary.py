from odoo import api, fields, models
from odoo.tools import formatLang

from .policy_step import BEFORE


class ArrearsPolicyStep(models.Model):
    """Each step as one plain sentence, so that a policy can be read aloud."""

    _inherit = "arrears.policy.step"

    summary = fields.Char(string="In words", compute="_compute_summary")

    @api.depends(
        *("channel", "min_days_overdue", "min_amount", "min_age_days", "strictly_more"),
        *("any_condition", "repeat_days", *(f"after_{channel}" for channel in BEFORE)),
    )
    @api.depends_context("lang", "company")
    def _compute_summary(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for step in self:
            parts = [
                self.env._("From day %(days)s", days=step.min_days_overdue),
                step._words_of_conditions(),
                step._words_of_channels(),
            ]
            when = parts[0]
            for part in filter(None, parts[1:]):
                when = self.env._("%(first)s, %(second)s", first=when, second=part)
            sentence = self.env._(
                "%(when)s: %(what)s", when=when, what=channels.get(step.channel) or "…"
            )
            if step.repeat_days:
                sentence = self.env._(
                    "%(sentence)s; again every %(days)s days",
                    sentence=sentence,
                    days=step.repeat_days,
                )
            step.summary = sentence

    def _words_of_conditions(self):
        """Amount and age; empty where the step asks for neither."""
        _ = self.env._
        amount, age = "", ""
        if self.min_amount:
            money = formatLang(self.env, self.min_amount, currency_obj=self.currency_id)
            amount = (
                _("if more than %(amount)s is open", amount=money)
                if self.strictly_more
                else _("if %(amount)s or more is open", amount=money)
            )
        if self.min_age_days:
            age = (
                _("if older than %(days)s days", days=self.min_age_days)
                if self.strictly_more
                else _("if %(days)s days old or older", days=self.min_age_days)
            )
        if not (amount and age):
            return amount or age
        if self.any_condition:
            return _("%(one)s or %(other)s", one=amount, other=age)
        return _("%(one)s and %(other)s", one=amount, other=age)

    def _words_of_channels(self):
        """What must have been tried before; empty where nothing is asked."""
        nouns = self.env["arrears.reason.wording"]._nouns()
        tried = [nouns[channel] for channel in BEFORE if self[f"after_{channel}"]]
        if not tried:
            return ""
        words = tried[0]
        for noun in tried[1:]:
            words = self.env._("%(first)s, %(second)s", first=words, second=noun)
        return self.env._("after %(channels)s", channels=words)
