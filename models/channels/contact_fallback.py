from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...engine.money import amount as to_amount
from ...engine.reason import Reason, as_json
from ...engine.web_message import next_channel

BATCH = 100
MESSAGES = ("email", "sms", "wechat")
# What failed longer ago is left to the next step of the policy.
LATEST = timedelta(days=7)


class ArrearsContact(models.Model):
    """A message that surely did not arrive goes once more, over the next channel of the debtor.

    It is asked again like any other as it leaves, inside the same caps, in which the failed one
    does not count. Where there is no other channel, the collector gets a task to call. A message
    of which nobody knows whether it left is left alone.
    """

    _inherit = "arrears.contact"

    @api.model
    def _cron_fall_back(self):
        """Scheduled: another way for messages that failed or came back."""
        cron = self.env["ir.cron"]
        self._follow_early_events()
        failed = self.sudo().search(self._fallback_domain(), limit=BATCH, order="id")
        cron._commit_progress(remaining=len(failed))
        for contact in failed:
            if contact.try_lock_for_update().filtered_domain(self._fallback_domain()):
                contact._fall_back()
            if not cron._commit_progress(1):
                return
        if len(failed) == BATCH:
            self.env.ref("property_arrears.cron_arrears_fallback").sudo()._trigger()

    @api.model
    def _fallback_domain(self):
        failed = [
            ("state", "=", "failed"),
            ("direction", "=", "out"),
            ("channel", "in", MESSAGES),
            ("outcome", "=", False),
            ("leaving_at", "!=", False),
            ("happened_at", ">=", self._now(self.env.company) - LATEST),
            ("fallback", "=", False),
        ]
        return Domain(failed) & self._fallback_kinds()

    @api.model
    def _fallback_kinds(self):
        """Messages that are worth another way. Rooms with messages of their own add them."""
        dunning = Domain("contact_class", "=", "dunning") & Domain("case_ids", "!=", False)
        return dunning | Domain("notice_ids", "!=", False)

    def _fall_back(self):
        """Send this one message another way, or leave a task, or nothing; and keep which."""
        self.ensure_one()
        company = self.company_id
        contact = company._arrears_in_language(self.with_company(company))
        stops = contact._stops_now()
        if stops:
            return self._end_fallback("none", stops)
        way = contact._next_way()
        if not way:
            code = "fallback_failed_too" if self.fallback_of_id else "fallback_no_channel"
            return contact._leave_a_task([Reason(code)])
        values, faults = contact._message_over(way)
        if faults:
            return contact._leave_a_task(faults)
        caps = contact._contact_reasons(self.case_ids, way.channel, values["scheduled_at"], way.key)
        if caps:
            return self._end_fallback("none", caps)
        self.create(values)
        return self._end_fallback("message", [])

    def _stops_now(self):
        """Why there is nothing more to say: stops, or a debt that changed meanwhile."""
        today = self.company_id._arrears_today()
        stops = self.case_ids._stop_reasons(today)
        found = [reason for case in self.case_ids for reason in stops[case.id]]
        if found:
            return list(dict.fromkeys(found))
        asked = {charge.id for charge, _minor in self._still_asked(stops, today)}
        return [] if asked == set(self.charge_ids.ids) else [Reason("changed_since")]

    def _next_way(self, person=None):
        """The next channel that this debtor has; None where there is none, or two have failed.

        :param person: who gets the message, where that is not the debtor
        """
        if self.fallback_of_id:
            return None
        person = person or self.debtor_id
        ways = {w.channel: w for w in self.case_ids._ways_of(person, self.company_id)}
        order = self.env["arrears.message.channel"]._order_of(self.company_id)
        return ways.get(next_channel(order, tuple(ways), (self.channel,)))

    def _message_over(self, way):
        """The same message over another channel.

        :return: (values of the contact, why it can't be written)
        """
        step = self.step_id.sudo()
        template = step._template_to(self.sudo().debtor_id, way.channel) if step else None
        if not template:
            return {}, [Reason("no_template")]
        if template.review_state != "reviewed":
            return {}, [Reason("text_not_reviewed", {"detail": template.name})]
        today = self.company_id._arrears_today()
        named = self._still_asked(self.case_ids._stop_reasons(today), today)
        named.sort(key=lambda pair: (pair[0].due_date, pair[0].id))
        message = template._render(self.case_ids, named, self.language or self.env.lang)
        faults = self.env["arrears.run"]._text_faults(message, way.channel)
        moment = self._next_allowed(self.case_ids, way.channel, self._now(self.company_id))
        return self._values_over(way, template, message, moment), faults

    def _values_over(self, way, template, message, moment):
        digits = self.company_id.currency_id.decimal_places
        values = self._queued_values(
            self.company_id, self.debtor_id, way, self.language, message, moment
        )  # fmt: skip
        return values | {
            "partner_id": self.partner_id.id,
            "party": self.party,
            "case_ids": [(6, 0, self.case_ids.ids)],
            "charge_ids": [(6, 0, self.charge_ids.ids)],
            "amount": to_amount(message["amount"], digits),
            "tone": self.tone,
            "step_id": self.step_id.id,
            "template_id": template.id,
            "run_id": self.run_id.id,
            "fallback_of_id": self.id,
        }

    def _leave_a_task(self, reasons):
        """A task to call for the collector, unless one waits already; nobody is called twice."""
        kind = self.env.ref("property_arrears.activity_type_call")
        waiting = self.case_ids.activity_ids.filtered(lambda one: one.activity_type_id == kind)
        case = self.case_ids.filtered("user_id").sorted("priority_score", reverse=True)[:1]
        if not waiting and not case:
            return self._end_fallback("none", [*reasons, Reason("no_collector")])
        if not waiting:
            words = self.env["arrears.reason.wording"].with_context(lang=case.user_id.lang)
            case.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                "property_arrears.activity_type_call",
                date_deadline=self.company_id._arrears_today(),
                summary=self.case_ids._task_summary(case.user_id.lang),
                note=words._word(as_json(reasons)),
                user_id=case.user_id.id,
                automated=True,
            )
        return self._end_fallback("task", reasons)

    def _end_fallback(self, what, reasons):
        self.sudo().write({"fallback": what, "fallback_reasons": as_json(reasons) or False})
