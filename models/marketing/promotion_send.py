from odoo import models

from ...engine.marketing import reasons_against
from ...engine.reason import Reason, as_json


class ArrearsPromotion(models.Model):
    """Writing the messages of a promotion, each by the same rules that are asked as it leaves."""

    _inherit = "arrears.promotion"

    def _send_to(self, consents):
        """A message, or the reason against it, for each owner who was not looked at before."""
        known = self.line_ids.debtor_id
        new = consents.filtered(lambda one: one.debtor_id not in known)
        around = self.env["arrears.notice"]._around(
            self.company_id, new.case_id, self.company_id._arrears_today()
        )
        against = self._reasons_against(new.debtor_id, around["reach"], around["untouchable"])
        lines, messages = [], []
        for consent in new:
            reasons, message = against[consent.debtor_id.id], {}
            if not reasons:
                reasons, message = self._compose(consent, around)
            messages.append(message)
            lines.append(
                {"promotion_id": self.id, "debtor_id": consent.debtor_id.id,
                 "consent_id": consent.id, "reasons": as_json(reasons) or False}
            )  # fmt: skip
        contacts = iter(self.env["arrears.contact"].sudo().create(list(filter(None, messages))))
        for line, message in zip(lines, messages, strict=True):
            line["contact_id"] = next(contacts).id if message else False
        self.env["arrears.promotion.line"].create(lines)

    def _reasons_against(self, debtors, reach, untouchable):
        """``{debtor id: [Reason]}``: consent, lists of refusal, people left alone, the last one."""
        company = self.company_id
        today = company._arrears_today()
        consents = self.env["arrears.marketing.consent"]._in_force(company, debtors)
        refusing = self.env["arrears.notice"]._opted_out(reach)
        last = self._last_promotions(debtors)
        return {
            debtor.id: reasons_against(
                debtor in consents.debtor_id,
                debtor.id in refusing,
                debtor.id in untouchable,
                last.get(debtor.id),
                today,
            )
            for debtor in debtors
        }

    def _last_promotions(self, debtors):
        """``{debtor id: day}`` of the last other promotion that left or waits."""
        contacts = self.env["arrears.contact"].sudo()
        mine = self.line_ids.contact_id.ids
        rows = contacts._read_group(
            [("contact_class", "=", "marketing"), ("company_id", "=", self.company_id.id),
             ("debtor_id", "in", debtors.ids), ("id", "not in", mine),
             ("state", "not in", ("refused", "cancelled"))],
            ["debtor_id"], ["moment:max"],
        )  # fmt: skip
        return {debtor.id: contacts._local_day(moment) for debtor, moment in rows}

    def _compose(self, consent, around):
        """Values of the waiting message, or why there is none: (reasons, values)."""
        debtor, case = consent.debtor_id, consent.case_id
        reach = around["reach"].get(debtor.id)
        text = reach and (
            self.email_template_id if reach.channel == "email" else self.sms_template_id
        )
        if not text:
            return [Reason("no_template" if reach else "no_channel")], {}
        notices = self.env["arrears.notice"]
        leaves_at, reasons = notices._moment(self.company_id, case, reach, around)
        if reasons:
            return reasons, {}
        run = self.env["arrears.run"].new({"company_id": self.company_id.id})
        language = run._language_of(debtor, around["languages"])
        message = text._render(case, [], language)
        faults = run._text_faults(message, reach.channel)
        values = self.env["arrears.contact"]._queued_values(
            self.company_id, debtor, reach, language, message, leaves_at
        )
        return faults, {} if faults else values | {
            "party": around["parties"][debtor.id],
            "case_ids": [(6, 0, case.ids)],
            "contact_class": "marketing",
            "tone": "gentle",
            "template_id": text.id,
            "user_id": self.env.uid,
        }
