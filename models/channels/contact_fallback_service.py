from odoo import models

from ...engine.money import amount as to_amount
from ...engine.money import minor_units
from ...engine.reason import Reason


class ArrearsContact(models.Model):
    """A notice that surely did not arrive goes another way once, inside its own rules.

    What is asked is what is asked of a notice as it leaves: whether it is still true, whether the
    person may be written to, one machine-made message a day. There is no task to call: a bill that
    is not due, or a word of thanks, is not worth one.
    """

    _inherit = "arrears.contact"

    def _fall_back(self):
        """Extended: notices by their own rules."""
        if not self.sudo().notice_ids:
            return super()._fall_back()
        self.ensure_one()
        company = self.company_id
        contact = company._arrears_in_language(self.with_company(company)).sudo()
        # Not what stands against the way that failed, as consent to WeChat taken back.
        reasons = contact._reasons_against_notices()
        way = None if reasons else contact._next_way()
        if not reasons and not way:
            code = "fallback_failed_too" if self.fallback_of_id else "notice_no_other_way"
            reasons = [Reason(code)]
        values = {}
        if way:
            values, reasons = contact._notice_over(way)
        if reasons:
            return self._end_fallback("none", reasons)
        notices = contact.notice_ids
        second = self.create(values)
        notices.write({"contact_id": second.id})
        return self._end_fallback("message", [])

    def _notice_over(self, way):
        """The same notice over another channel.

        :return: (values of the contact, why it can't be sent)
        """
        notices, company = self.notice_ids, self.company_id
        rule, about = notices.rule_id[:1], self.charge_ids or self.case_ids
        template = rule._template_for(way.channel)
        if not template:
            return {}, [Reason("no_template")]
        if template.review_state != "reviewed":
            return {}, [Reason("text_not_reviewed", {"detail": template.name})]
        if rule.occasion == "paid" and notices._opted_out({self.debtor_id.id: way}):
            return {}, [Reason("notice_opted_out")]
        around = notices._around(company, about, company._arrears_today())
        around["past"] = self._past_contacts(self.debtor_id.ids, [way.key], around["now"])
        leaves_at, reasons = notices._moment(company, about, way, around)
        if reasons:
            return {}, reasons
        digits = company.currency_id.decimal_places
        named = [
            (charge, minor_units(charge.amount_remaining, digits))
            for charge in self.charge_ids.sorted(lambda one: (one.due_date, one.id))
        ]
        message = template._render(about, named, self.language or self.env.lang)
        faults = self.env["arrears.run"]._text_faults(message, way.channel)
        values = self._queued_values(
            company, self.debtor_id, way, self.language, message, leaves_at
        )  # fmt: skip
        values |= notices._service_values(rule, about, around)
        return values | {
            "charge_ids": [(6, 0, self.charge_ids.ids)],
            "amount": to_amount(message["amount"], digits),
            "template_id": template.id,
            "fallback_of_id": self.id,
        }, faults

    def _refuse(self, reasons):
        """Extended: a second way that was refused ends there, and the notice with it: else the
        next morning would begin again with the way that failed."""
        second = self.filtered("fallback_of_id").sudo()
        ended = {contact: contact.notice_ids for contact in second}
        result = super()._refuse(reasons)
        for contact, notices in ended.items():
            notices.write({"contact_id": contact.fallback_of_id.id})
        return result
