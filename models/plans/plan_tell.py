from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

from ...engine.money import amount as to_amount
from ...engine.reason import Reason, as_json

# Tomorrow this may no longer stand against a message.
FOR_TODAY = frozenset({"contact_cap", "contact_cap_number"})


class ArrearsPlan(models.Model):
    """The friendly notice: a service message where the estate writes to owners, else a task of the
    collector. One message about all that is open of a plan."""

    _inherit = "arrears.plan"

    def _tell_owners(self, company, today, found):
        """Tell the owners of these plans what they have not heard of yet.

        :param found: ``{plan id: engine.plan.Judgement}``
        """
        waiting = self.notice_ids.filtered(
            lambda one: not one.told_on and one._is_open(found[one.plan_id.id])
        )
        plans = waiting.plan_id
        if not plans:
            return
        notices = self.env["arrears.notice"].sudo()
        cases = self.env["arrears.case"].sudo().search(
            [("company_id", "=", company.id), ("debtor_id", "in", plans.debtor_id.ids)]
        )  # fmt: skip
        around = notices._around(company, cases, today)
        texts = self.env["arrears.template"].sudo().search([("use", "=", "plan")])
        by_plan = waiting.grouped("plan_id")
        for plan, of_plan in by_plan.items():
            about = cases.filtered(
                lambda case, plan=plan: (
                    case.debtor_id == plan.debtor_id and case.unit_id in plan.charge_ids.unit_id
                )
            )
            asked = of_plan._asked(found[plan.id])
            plan._tell(of_plan, asked, about, around, texts.grouped("channel"))

    def _tell(self, notices, asked, about, around, texts):
        reasons, contact = self._compose_notice(notices, asked, about, around, texts)
        later = bool(reasons) and {reason.code for reason in reasons} <= FOR_TODAY
        notices._record_effect(
            {
                "told_on": False if later else self.company_id._arrears_today(),
                "contact_id": contact.id,
                "by_task": bool(reasons) and not later,
                "reasons": as_json(reasons) or False,
            }
        )
        if reasons and not later:
            self._give_task(self.user_id or self._deciders()[:1], "tell")

    def _compose_notice(self, notices, asked, about, around, texts):
        """The waiting message, or why there is none: (reasons, contact)."""
        contact, company = self.env["arrears.contact"].sudo(), self.company_id
        reach = around["reach"].get(self.debtor_id.id)
        if not all(self.charge_ids.estate_id.mapped("notices_enabled")):
            return [Reason("notices_off")], contact
        if self.debtor_id.id in around["untouchable"]:
            return [Reason("notice_not_contacted")], contact
        template = texts.get(reach.channel, contact.browse())[:1] if reach else None
        if not template:
            return [Reason("no_template" if reach else "no_channel")], contact
        if template.review_state != "reviewed":
            return [Reason("text_not_reviewed", {"detail": template.name})], contact
        leaves_at, reasons = (
            self.env["arrears.notice"].sudo()._moment(company, about, reach, around)
        )
        if reasons:
            return reasons, contact
        run = self.env["arrears.run"].new({"company_id": company.id})
        language = run._language_of(self.debtor_id, around["languages"])
        message = template.with_context(
            arrears_plan_words=self._words_of_notice(template, notices, asked, language)
        )._render(about, [], language)
        faults = run._text_faults(message, reach.channel)
        if faults:
            return faults, contact
        values = contact._queued_values(
            company, self.debtor_id, reach, language, message, leaves_at
        )  # fmt: skip
        values |= {
            "contact_class": "service",
            "tone": "gentle",
            "party": around["parties"][self.debtor_id.id],
            "case_ids": [(6, 0, about.ids)],
            "charge_ids": [(6, 0, (self.charge_ids | notices.charge_id).ids)],
            "amount": to_amount(asked, self._digits()),
            "template_id": template.id,
            "fallback_of_id": self.env.context.get("arrears_instead_of"),
        }
        return [], contact.create(values)

    @api.model
    def _words_of_notice(self, template, notices, asked, language):
        """What the text says of the plan, in the language of the owner."""
        plan = notices.plan_id.with_context(lang=language)
        days = [*notices.line_id.mapped("due_on"), *notices.charge_id.mapped("due_date")]
        company = plan.company_id
        cure = company._arrears_today() + timedelta(days=company.arrears_plan_cure_days)
        return {
            "amount": template.with_context(lang=language)._money(asked, company),
            "due_date": format_date(plan.env, min(days)),
            "cure_date": format_date(plan.env, cure),
        }
