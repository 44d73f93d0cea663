from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...engine.contact_rules import FAMILIES, time_reasons
from ...engine.money import minor_units
from ...engine.reason import Reason, as_json

BATCH = 200
# A message marked as leaving for longer than this was cut off; nobody knows whether it left.
CUT_OFF = timedelta(hours=1)


class ArrearsContact(models.Model):
    """Messages leave here, and only here: asked again, marked, handed to Odoo, remembered.

    The mark is committed before the message is handed over. A message that was cut off in
    between is never sent again by itself: nobody is written to twice.
    """

    _inherit = "arrears.contact"

    @api.model
    def _queued_values(self, company, debtor, way, language, message, leaves_at):
        """Values of a message that waits to leave: to whom, by which way, when, in which words.

        :param way: how the debtor is reached: ``channel``, ``address`` and ``key``
        :param message: as ``arrears.template._render`` gives it
        """
        return {
            "company_id": company.id,
            "debtor_id": debtor.id,
            "partner_id": debtor.id,
            "debtor_name": debtor.name,
            "channel": way.channel,
            "address": way.address,
            "address_key": way.key,
            "state": "queued",
            "scheduled_at": leaves_at,
            "language": language,
            "subject": message["subject"],
            "text": message["text"],
            "body_html": message["html"],
        }

    @api.model
    def _cron_send_queued(self):
        """Scheduled: let the messages leave whose moment has come."""
        cron = self.env["ir.cron"]
        self._give_up_cut_off()
        due = self.sudo().search(self._due_domain(), limit=BATCH, order="scheduled_at, id")
        cron._commit_progress(remaining=len(due))
        for contact in due:
            if contact.try_lock_for_update().filtered_domain(self._due_domain()):
                contact._prepare_to_leave()
                cron._commit_progress()
                if contact.state == "queued" and contact.leaving_at:
                    contact._leave()
            if not cron._commit_progress(1):
                return
        if len(due) == BATCH:
            self.env.ref("property_arrears.cron_arrears_send").sudo()._trigger()

    @api.model
    def _due_domain(self):
        now = self._now(self.env.company)
        return (
            Domain("state", "=", "queued")
            & Domain("leaving_at", "=", False)
            & Domain("scheduled_at", "<=", now)
        )

    @api.model
    def _give_up_cut_off(self):
        now = self._now(self.env.company)
        lost = self.sudo().search(
            [("state", "=", "queued"), ("leaving_at", "<", now - CUT_OFF)], limit=BATCH
        )
        lost.write({"state": "failed", "reasons": as_json([Reason("unknown_if_left")])})

    def _prepare_to_leave(self):
        """Ask everything again, with what is known now; then mark it as leaving, or refuse it."""
        self.ensure_one()
        now = self._now(self.company_id)
        later = self._later_than(now)
        if later:
            self.write({"scheduled_at": later})
            return
        reasons = self._reasons_against_leaving(now)
        if reasons:
            self._refuse(reasons)
        else:
            self.write({"leaving_at": now})

    def _later_than(self, now):
        """The next allowed moment, if this one is outside the debtor's hours; else None."""
        # A notice of a bill that is not due yet has no card; a payer may hear of several debtors.
        about = self.case_ids or self.charge_ids.filtered(
            lambda charge: charge.debtor_id == self.debtor_id
        )
        rules = self._rules_for(about)
        local = self._to_local(now, self.debtor_id, self.company_id)
        if time_reasons(FAMILIES[self.channel], local, rules):
            return self._next_allowed(about, self.channel, now)
        return None

    def _reasons_against_leaving(self, now):
        """Stops of the cases, a changed debt, caps: whatever came up since it was written."""
        today = self.company_id._arrears_today()
        stops = self.case_ids._stop_reasons(today)
        if all(stops[case.id] for case in self.case_ids):
            return list(dict.fromkeys(r for case in self.case_ids for r in stops[case.id]))
        asked = {charge.id: minor for charge, minor in self._still_asked(stops, today)}
        digits = self.company_id.currency_id.decimal_places
        unchanged = set(asked) == set(self.charge_ids.ids)
        if not unchanged or sum(asked.values()) != minor_units(self.amount, digits):
            return [Reason("changed_since")]
        caps = self._contact_reasons(
            self.case_ids, self.channel, now, self.address_key, besides=self.ids
        )
        return [reason for reason in caps if reason.code != "quiet_hours"]

    def _still_asked(self, stops, today):
        free = self.case_ids.filtered(lambda case: not stops[case.id])
        if free != self.case_ids:
            return []
        return [pair for pairs in free._named_charges(today).values() for pair in pairs]

    def _refuse(self, reasons):
        """Keep the message as refused; its steps may come again once the reasons are gone."""
        self.write({"state": "refused", "reasons": as_json(reasons)})
        claims = self.env["arrears.step.claim"].sudo()
        claims.search([("contact_id", "in", self.ids)]).write({"voided": True})

    def _leave(self):
        """Hand the message to Odoo's own mail or SMS and keep what came of it."""
        self.ensure_one()
        error = self._leave_by_email() if self.channel == "email" else self._leave_by_sms()
        values = {"happened_at": self._now(self.company_id)}
        if error:
            code = "mail_failed" if self.channel == "email" else "sms_failed"
            hidden = error.replace(self.address or "\0", self.address_masked)
            reason = Reason(code, {"detail": hidden[:200]})
            self.write(values | {"state": "failed", "reasons": as_json([reason])})
        else:
            self.write(values | {"state": "sent"})

    def _leave_by_email(self):
        """:return: the error, or an empty text when it left"""
        mail = self.env["mail.mail"].sudo().create(self._mail_values())
        self.write({"mail_id": mail.id})
        mail.send()
        if mail.state == "sent":
            return ""
        return mail.failure_reason or mail.failure_type or mail.state

    def _mail_values(self):
        """Values of the e-mail. Rooms add theirs through ``super()``."""
        company = self.company_id
        return {
            "subject": self.subject,
            "body_html": self.body_html,
            "email_to": self.address,
            "email_from": company.email_formatted or self.env.user.email_formatted,
            "reply_to": company.email_formatted,
            "auto_delete": False,
        }

    def _leave_by_sms(self):
        """:return: the error, or an empty text when the gateway took it"""
        sms = self.env["sms.sms"].sudo().create({"number": self.address, "body": self.text})
        self.write({"sms_id": sms.id})
        sms.with_company(self.company_id).send(unlink_sent=False)
        if sms.state in ("process", "pending", "sent"):
            return ""
        labels = dict(sms._fields["failure_type"]._description_selection(self.env))
        return labels.get(sms.failure_type) or sms.state

    def action_cancel(self):
        """Take back messages that have not left; their steps may come again."""
        self.case_ids.check_access("write")
        waiting = self.sudo().filtered(lambda c: c.state == "queued" and not c.leaving_at)
        reason = Reason("cancelled_by_user", {"user": self.env.user.name})
        waiting.write({"state": "cancelled", "reasons": as_json([reason])})
        claims = self.env["arrears.step.claim"].sudo()
        claims.search([("contact_id", "in", waiting.ids)]).write({"voided": True})
        return True
