from odoo import api, models
from odoo.fields import Domain

from ...engine.reason import Reason, as_json
from .plan import IN_FORCE


class ArrearsContact(models.Model):
    """A friendly notice of a plan that surely did not arrive goes another way once.

    It is written anew, since part of it may have been paid, inside the rules of notices. Where
    there is no other way, or it may not be used today, the collector tells the owner: nobody loses
    a plan over a message that never came. The time to catch up runs from the day of the second try.
    """

    _inherit = "arrears.contact"

    @api.model
    def _fallback_kinds(self):
        """Extended."""
        return super()._fallback_kinds() | Domain("plan_notice_ids", "!=", False)

    def _fall_back(self):
        """Extended: notices of plans."""
        notices = self.sudo().plan_notice_ids
        if not notices:
            return super()._fall_back()
        self.ensure_one()
        company = self.company_id
        contact = company._arrears_in_language(self.with_company(company)).sudo()
        notices = notices.with_env(contact.env)
        plan, today = notices.plan_id, company._arrears_today()
        judgement = plan._judgements(company, today)[plan.id]
        asked = notices._asked(judgement)
        if not asked or plan.state not in IN_FORCE:
            return self._end_fallback("none", [Reason("changed_since")])
        way = contact._next_way()
        if not way:
            code = "fallback_failed_too" if self.fallback_of_id else "notice_no_other_way"
            return contact._end_by_task(notices, [Reason(code)])
        reasons, second = contact._plan_notice_over(way, notices, asked)
        if reasons:
            return contact._end_by_task(notices, reasons)
        notices._record_effect({"contact_id": second.id, "told_on": today, "reasons": False})
        return self._end_fallback("message", [])

    def _plan_notice_over(self, way, notices, asked):
        """The same notice over another channel: (reasons, waiting message)."""
        plan, company = notices.plan_id, self.company_id
        about = self.case_ids
        around = self.env["arrears.notice"].sudo()._around(
            company, about, company._arrears_today()
        )  # fmt: skip
        around["reach"] = {plan.debtor_id.id: way}
        around["past"] = self._past_contacts(plan.debtor_id.ids, [way.key], around["now"])
        texts = self.env["arrears.template"].sudo().search([("use", "=", "plan")])
        return plan.with_context(arrears_instead_of=self.id)._compose_notice(
            notices, asked, about, around, texts.grouped("channel")
        )

    def _end_by_task(self, notices, reasons):
        """The collector tells the owner."""
        notices._tell_by_task(as_json(reasons))
        return self._end_fallback("task", reasons)
